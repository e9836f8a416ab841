import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket, PublishSetting } from '#application'
import type { TicketCommand } from '#domain'
import { commandIdFor, type TicketId } from '#kernel'
import { openScene, type Scene } from './testing/scene.js'
import { anna, boris, text } from './testing/updates.js'

describe('/tickets of a customer', () => {
  let scene: Scene
  let ticketId: TicketId
  beforeEach(async () => {
    scene = await openScene()
    ticketId = await scene.openTicket()
  })
  afterEach(() => scene.close())

  const act = (command: TicketCommand) =>
    scene.desk.commands.execute(
      new ActOnTicket(ticketId, command, {
        ...{ commandId: commandIdFor('menu', command.type), causationId: 'test', correlationId: 'test' },
        actor: 'process:test'
      })
    )
  const now = () => scene.desk.clock.now()
  async function asks(from = anna): Promise<{ said: unknown; buttons: string[] }> {
    await scene.receive(scene.updates.fromCustomer(from, text('/tickets')))
    const { params } = scene.desk.telegram.calls.findLast(({ method }) => method === 'sendMessage') ?? {}
    const buttons = [...JSON.stringify(params ?? {}).matchAll(/"text":"([^"]*)","callback_data":"([^"]*)"/g)]
    return { said: params?.['text'], buttons: buttons.map(([, words, data]) => `${words}=${data}`) }
  }
  const presses = (what: string, from = anna) =>
    scene.receive(scene.updates.pressInPrivate(from, 300, `menu:${ticketId}:0:${what}`))
  const toast = () =>
    scene.desk.telegram.calls.findLast(({ method }) => method === 'answerCallbackQuery')?.params['text']

  it('shows the open request, and is no message of it', async () => {
    const { said, buttons } = await asks()
    expect(said).toMatch(/^Your request [0-9A-Z-]{9} is open/)
    expect(buttons).toEqual([`Add something=menu:${ticketId}:0:a`, `Close it=menu:${ticketId}:0:c`])
    expect(await scene.types()).toEqual([])
    await presses('a')
    expect(toast()).toBe('Just write here: it goes into your request.')
  })

  it('is in the desk’s own wording, formatted', async () => {
    const body = { tickets_open: { en: 'Dear <b>{{customer.first_name}}</b>' }, tickets_add: { en: 'More' } }
    const context = { commandId: commandIdFor('texts'), causationId: 'test', correlationId: 'test' }
    const publish = new PublishSetting('desk', 'texts', body, { ...context, actor: 'process:test' })
    expect((await scene.desk.commands.execute(publish)).ok).toBe(true)
    const { said, buttons } = await asks()
    expect([said, buttons[0]]).toEqual([`Dear ${anna.first_name}`, `More=menu:${ticketId}:0:a`])
    const { params } = scene.desk.telegram.calls.findLast(({ method }) => method === 'sendMessage') ?? {}
    expect(params?.['entities']).toEqual([{ type: 'bold', offset: 5, length: anna.first_name.length }])
  })

  it('closes it, once; then there is none', async () => {
    await presses('c')
    await presses('c')
    expect(await scene.types()).toEqual(['TicketClosed'])
    expect((await scene.since())[0]?.data).toMatchObject({ cause: 'customer' })
    expect((await scene.since())[0]?.meta.actor).toBe('customer')
    expect(await asks()).toEqual({
      said: 'You have no open request. Write here, and we open one.',
      buttons: []
    })
    await presses('a')
    expect(toast()).toBe('This button does nothing any more. Just write to us.')
  })

  it('says of one that is resolved that it is not solved', async () => {
    await act({ type: 'ResolveTicket', cause: 'command', now: now() })
    const { said, buttons } = await asks()
    expect(said).toMatch(/^We consider your request/)
    expect(buttons[0]).toBe(`Not solved=menu:${ticketId}:0:r`)
    await presses('r')
    expect((await scene.types()).slice(-1)).toEqual(['TicketReopened'])
    expect(toast()).toBe('It is open again.')
  })

  it('is nobody else’s, and says no more than the buttons do', async () => {
    expect((await asks({ ...boris, last_name: '' })).said).toBe(
      'Открытых обращений нет. Напишите здесь, и мы откроем новое.'
    )
    await presses('c', { ...boris, last_name: '' })
    await presses('x')
    expect(await scene.types()).toEqual([])
    expect(toast()).toBe('This button does nothing any more. Just write to us.')
  })
})
