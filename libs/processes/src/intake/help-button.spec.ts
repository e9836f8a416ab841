import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket, PublishSetting } from '#application'
import { commandIdFor, type TicketId } from '#kernel'
import { openScene, type Scene } from './testing/scene.js'
import { anna, boris, text } from './testing/updates.js'

describe('"Still need help"', () => {
  let scene: Scene
  let ticketId: TicketId
  beforeEach(async () => {
    scene = await openScene()
    ticketId = await scene.openTicket()
    const now = scene.desk.clock.now()
    await scene.desk.commands.execute(
      new ActOnTicket(
        ticketId,
        { type: 'ResolveTicket', cause: 'command', now },
        {
          ...{ commandId: commandIdFor('resolved'), causationId: 'test', correlationId: 'test' },
          actor: 'process:test'
        }
      )
    )
  })
  afterEach(() => scene.close())

  const presses = (from = anna) =>
    scene.receive(scene.updates.pressInPrivate(from, 300, `help:${ticketId}:0:h`))
  const toast = () =>
    scene.desk.telegram.calls.findLast(({ method }) => method === 'answerCallbackQuery')?.params['text']

  it('counts as the customer’s message, once however often it is pressed', async () => {
    await presses()
    await presses()
    expect(await scene.types()).toEqual(['TicketResolved', 'CustomerMessageReceived', 'TicketReopened'])
    const received = (await scene.since()).find(({ type }) => type === 'CustomerMessageReceived')
    expect(await scene.desk.opened(received)).toMatchObject({ text: 'Still need help' })
    expect(toast()).toBe('We have noted it.')
  })

  it('says in the customer’s message what stands on the button, in the desk’s own wording too', async () => {
    const body = { still_need_help: { en: 'Help with {{ticket.code}}, {{customer.first_name}}' } }
    const context = { commandId: commandIdFor('texts'), causationId: 'test', correlationId: 'test' }
    const publish = new PublishSetting('desk', 'texts', body, { ...context, actor: 'process:test' })
    expect((await scene.desk.commands.execute(publish)).ok).toBe(true)
    await presses()
    const received = (await scene.since()).find(({ type }) => type === 'CustomerMessageReceived')
    expect(await scene.desk.opened(received)).toMatchObject({
      text: expect.stringMatching(new RegExp(`^Help with \\w{4}-\\w{4}, ${anna.first_name}$`))
    })
  })

  it('is nobody else’s', async () => {
    await scene.receive(scene.updates.fromCustomer(boris, text('Здравствуйте')))
    await presses({ ...boris, last_name: '' })
    expect((await scene.types()).filter(type => type === 'TicketReopened')).toEqual([])
    expect(toast()).toBe('Эта кнопка больше не работает. Просто напишите нам.')
  })
})
