import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket, PublishSetting, RecordDelivery } from '#application'
import type { DeliveryCommand, TicketCommand } from '#domain'
import { commandIdFor, deliveryIdFor, type EventId, type JsonObject, type TicketId } from '#kernel'
import { openScene, type Scene } from './testing/scene.js'
import { anna, boris, photo, text } from './testing/updates.js'

const question = 900

describe('A customer who is asked how it went', () => {
  let scene: Scene
  let ticketId: TicketId
  let told = 0
  beforeEach(async () => {
    scene = await openScene()
    ticketId = await scene.openTicket()
    await resolveAndAsk()
  })
  afterEach(() => scene.close())

  const context = () => ({
    commandId: commandIdFor('ratings', ++told),
    causationId: 'test',
    correlationId: 'test',
    actor: 'process:test' as const
  })
  const act = (command: TicketCommand) =>
    scene.desk.commands.execute(new ActOnTicket(ticketId, command, context()))

  /** The question is delivered as message 900 of the private chat. */
  async function resolveAndAsk(as = question): Promise<void> {
    const now = scene.desk.clock.now()
    await act({ type: 'ResolveTicket', cause: 'command', now })
    const asked = await act({ type: 'RequestRating', now })
    if (!asked.ok) throw new Error(asked.reason)
    const [event] = asked.value.events
    if (!event) throw new Error('not asked')
    await delivered(deliveryIdFor(event.id as EventId, 'rating'), as)
  }

  async function delivered(id: ReturnType<typeof deliveryIdFor>, telegramMessageId: number): Promise<void> {
    const subject = {
      kind: 'customer_notice' as const,
      ticketId,
      conversationId: null,
      staffGroupId: null,
      requestStream: `ticket-${ticketId}`,
      requestRevision: 0
    }
    const attempt: DeliveryCommand = {
      ...{ type: 'AttemptDelivery', subject, part: 0, parts: 1 },
      ...{ method: 'sendMessage', marked: false, threadId: null }
    }
    const ended: DeliveryCommand = {
      ...{ type: 'SucceedDelivery', attempt: 1, part: 0, parts: 1 },
      ...{ telegramMessageIds: [telegramMessageId], threadId: null, acceptedAt: scene.desk.clock.now() }
    }
    for (const command of [attempt, ended])
      await scene.desk.commands.execute(new RecordDelivery(id, command, context()))
  }

  const presses = (score: number | string, { from = anna, resolution = 1 } = {}) =>
    scene.receive(scene.updates.pressInPrivate(from, question, `rate:${ticketId}:${resolution}:${score}`))
  const toast = () =>
    scene.desk.telegram.calls.findLast(({ method }) => method === 'answerCallbackQuery')?.params['text']
  const ratings = async () =>
    (await scene.desk.events('ticket-')).filter(({ type }) => type === 'TicketRated').map(({ data }) => data)
  const types = async () => (await scene.desk.events('ticket-')).map(({ type }) => type)

  it('rates by a button, of the message that it is on, and is thanked in their language', async () => {
    await presses(5)
    expect(await ratings()).toMatchObject([
      { resolution: 1, score: 5, low: false, telegramMessageId: question }
    ])
    expect(toast()).toBe('Thank you!')
    await presses(2, { from: { ...anna, language_code: 'ru' } })
    expect(await ratings()).toMatchObject([{ score: 5 }, { score: 2, low: true }])
    expect(toast()).toBe('Спасибо!')
  })

  it('and presses twice, or the update comes twice, has rated once', async () => {
    const press = scene.updates.pressInPrivate(anna, question, `rate:${ticketId}:1:4`)
    const event = await scene.desk.receive(press)
    await scene.desk.intake.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
    await presses(4)
    expect(await ratings()).toHaveLength(1)
  })

  it('is low as the settings say', async () => {
    const publish = new PublishSetting('desk', 'notices', { rating: { comment_below: 6 } }, context())
    expect(await scene.desk.commands.execute(publish)).toMatchObject({ ok: true })
    await presses(5)
    expect(await ratings()).toMatchObject([{ score: 5, low: true }])
  })

  it.each([0, 6, 'x', '5:1', ''])('is told that a button which says %p does nothing', async score => {
    await presses(score)
    expect(await ratings()).toEqual([])
    expect(toast()).toBe('This button does nothing any more. Just write to us.')
  })

  it('can not rate a ticket of somebody else', async () => {
    await scene.receive(scene.updates.fromCustomer(boris, text('Здравствуйте')))
    await presses(1, { from: { ...boris, last_name: '' } })
    expect(await ratings()).toEqual([])
    expect(toast()).toBe('Эта кнопка больше не работает. Просто напишите нам.')
  })

  it('is told that it is too late once the ticket was reopened, and by older buttons', async () => {
    const tooLate = 'It is too late to rate this. If something is left, just write to us.'
    await act({ type: 'ReopenTicket', cause: 'command', now: scene.desk.clock.now() })
    await presses(1)
    expect(toast()).toBe(tooLate)
    await resolveAndAsk(950)
    await presses(1)
    expect(toast()).toBe(tooLate)
    await presses(3, { resolution: 2 })
    expect(await ratings()).toMatchObject([{ resolution: 2, score: 3 }])
  })

  it('comments by answering the question, pressed or not: the ticket stays resolved', async () => {
    const comment = scene.updates.answersBot(anna, question, text('Took a while'))
    const event = await scene.desk.receive(comment)
    await scene.desk.intake.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
    const [commented, ...more] = (await scene.desk.events('ticket-')).filter(
      ({ type }) => type === 'RatingCommented'
    )
    expect(more).toEqual([])
    expect(await scene.desk.opened(commented)).toMatchObject({ text: 'Took a while' })
    expect(await types()).not.toContain('TicketReopened')
    const { message_id } = comment['message'] as JsonObject
    await scene.receive(scene.updates.customerEdits(anna, Number(message_id), text('Took too long')))
    expect((await types()).slice(-2)).toEqual(['RatingCommented', 'CustomerMessageEdited'])
  })

  it('comments by answering the request for one', async () => {
    await presses(1)
    const rated = (await scene.desk.events('ticket-')).findLast(({ type }) => type === 'TicketRated')
    if (!rated) throw new Error('not rated')
    await delivered(deliveryIdFor(rated.id, 'rating_comment'), 901)
    await scene.receive(scene.updates.answersBot(anna, 901, text('Nobody read what I wrote')))
    expect((await types()).at(-1)).toBe('RatingCommented')
  })

  it('writes a message like any other by answering what they were asked before the ticket was reopened', async () => {
    await act({ type: 'ReopenTicket', cause: 'command', now: scene.desk.clock.now() })
    await resolveAndAsk(970)
    await scene.receive(scene.updates.answersBot(anna, question, text('It broke again')))
    expect((await types()).slice(-2)).toEqual(['CustomerMessageReceived', 'TicketReopened'])
  })

  it('writes a message like any other by answering something else, by a photo, or too late', async () => {
    await scene.receive(scene.updates.answersBot(anna, 950, text('It is broken again')))
    expect((await types()).slice(-2)).toEqual(['CustomerMessageReceived', 'TicketReopened'])
    await resolveAndAsk(960)
    await scene.receive(scene.updates.answersBot(anna, 960, photo()))
    expect((await types()).slice(-2)).toEqual(['CustomerMessageReceived', 'TicketReopened'])
    await scene.receive(scene.updates.answersBot(anna, question, text('And the first time, too')))
    expect((await types()).at(-1)).toBe('CustomerMessageReceived')
  })
})
