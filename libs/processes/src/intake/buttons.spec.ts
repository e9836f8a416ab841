import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket, PublishSetting } from '#application'
import { commandIdFor, type JsonObject, type MessageId, type TicketId } from '#kernel'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, anna, bob, text } from './testing/updates.js'

let scene: Scene
let ticketId: TicketId
beforeEach(async () => {
  scene = await openScene()
  ticketId = await scene.openTicket()
})
afterEach(() => scene.close())

const press = (from: JsonObject, data: string, thread = topic) =>
  scene.receive(scene.updates.press(from, thread, data))
const toasts = () =>
  scene.desk.telegram.calls
    .filter(({ method }) => method !== 'setMessageReaction')
    .map(({ method, params }) => [method, params['text'], params['show_alert']])

describe('a button on a card', () => {
  it('gives the ticket to the first of two who claim it and tells the other who has it', async () => {
    const presses = [scene.updates.press(alice, topic, 'claim'), scene.updates.press(bob, topic, 'claim')]
    await Promise.all(presses.map(update => scene.desk.receive(update)))
    const types = await scene.types()
    expect(types.filter(type => type === 'TicketAssigned')).toHaveLength(1)
    expect(await scene.refusal()).toMatchObject({ reason: 'already_assigned', via: { kind: 'button' } })
    const said = toasts().map(([, words]) => words)
    expect(said).toHaveLength(2)
    expect(said).toContain('The ticket is yours.')
    expect(said.join()).toMatch(/(Alice|Bob) has this ticket/)
  })

  it('resolves and reopens, and says so', async () => {
    await press(alice, 'resolve')
    await press(alice, 'reopen')
    expect(await scene.types()).toEqual(['TicketResolved', 'TicketReopened'])
    expect(toasts()).toEqual([
      ['answerCallbackQuery', 'Resolved.', false],
      ['answerCallbackQuery', 'Reopened.', false]
    ])
  })

  it('does nothing the second time, and says that too', async () => {
    for (const data of ['claim', 'claim', 'resolve', 'resolve']) await press(alice, data)
    expect(await scene.types()).toEqual(['TicketAssigned', 'TicketResolved'])
    expect(toasts()[1]).toEqual(['answerCallbackQuery', 'It is yours already.', false])
  })

  it('has one outcome when the update is handled again, and the same toast', async () => {
    const event = await scene.desk.receive(scene.updates.press(alice, topic, 'claim'))
    await scene.desk.intake.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
    expect(await scene.types()).toEqual(['TicketAssigned'])
    expect(toasts()[1]).toEqual(toasts()[0])
  })

  it('is refused on a closed ticket with an alert', async () => {
    await scene.receive(scene.updates.inTopic(alice, topic, text('/close')))
    await press(bob, 'claim')
    expect(await scene.refusal()).toMatchObject({ reason: 'ticket_closed' })
    expect(toasts()[0]?.[2]).toBe(true)
  })

  it('sends a failed reply again, and only a failed one', async () => {
    await scene.receive(scene.updates.inTopic(alice, topic, text('Hello')))
    const messageId = (await scene.since()).at(-1)?.data['messageId'] as MessageId
    await press(alice, `resend:${messageId}`)
    expect(toasts().at(-1)).toEqual(['answerCallbackQuery', 'It is on its way already.', false])
    const context = {
      commandId: commandIdFor('x'),
      causationId: 'x',
      correlationId: 'x',
      actor: 'process:test' as const
    }
    const doubt = { type: 'MarkReplyUncertain' as const, messageId }
    await scene.desk.commands.execute(new ActOnTicket(ticketId, doubt, context))
    await press(alice, `resend:${messageId}`)
    expect((await scene.types()).at(-1)).toBe('ReplyResendRequested')
    expect(toasts().at(-1)).toEqual(['answerCallbackQuery', 'Sent again.', false])
  })

  it('trusts nothing in its data', async () => {
    for (const data of ['', 'close', 'resend:', 'resend:x', 'claim_all', `resend:${ticketId}`])
      await press(alice, data)
    expect((await scene.types()).filter(type => type !== 'CommandRefused')).toEqual([])
    expect(toasts()).toHaveLength(6)
  })

  it('answers in the language of the team, and so is what /queues tells', async () => {
    const context = {
      commandId: commandIdFor('l'),
      causationId: 'l',
      correlationId: 'l',
      actor: 'key:key_admin' as const
    }
    await scene.desk.commands.execute(new PublishSetting('desk', 'main', { staff_language: 'ru' }, context))
    await scene.desk.clock.advance(1500)
    await press(alice, 'claim')
    await press(bob, 'claim')
    expect(toasts().map(([, words]) => words)).toEqual([
      'Обращение теперь ваше.',
      'Обращение уже взято: Alice. Передать его можно командой /assign.'
    ])
    const oldest = { code: '7K3Q-X9M2', createdAt: scene.desk.clock.now() - 600_000 }
    scene.desk.counted.standings = [
      { queueId: 'q' as never, name: 'Q', waiting: 3, unassigned: 1, overdue: 0, oldest } as never
    ]
    await scene.receive(scene.updates.inTopic(alice, topic, text('/queues')))
    const [notice] = (await scene.desk.events('staff-group-')).slice(-1)
    expect(notice?.data).toMatchObject({
      details: { lines: 'Q: открыто 3 · без исполнителя 1 · просрочено 0 · самое давнее 7K3Q-X9M2, 10 мин' }
    })
  })

  it('does nothing in a topic without a ticket', async () => {
    await press(alice, 'claim', 99)
    expect(await scene.types()).toEqual([])
    expect(toasts()).toHaveLength(1)
  })

  it('tells whoever is no agent so, and nothing else happens', async () => {
    const context = {
      commandId: commandIdFor('s'),
      causationId: 's',
      correlationId: 's',
      actor: 'key:key_admin' as const
    }
    await scene.desk.commands.execute(new PublishSetting('desk', 'main', { agents: 'listed' }, context))
    await press(anna, 'claim')
    expect(await scene.types()).toEqual([])
    expect(toasts()).toEqual([['answerCallbackQuery', expect.stringContaining('not on the list'), true]])
  })
})
