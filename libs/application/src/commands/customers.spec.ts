import { describe, expect, it } from '@jest/globals'
import { conversationStream, deliveryStream } from '#domain'
import { type BotId, conversationIdFor, type DeliveryId } from '#kernel'
import { conceal } from '#privacy'
import { contextOf, type TestDesk, testDesk } from '../testing/test-desk.js'
import { GreetCustomer, GreetCustomerHandler } from './greet-customer.js'
import { RecordDelivery, RecordDeliveryHandler } from './record-delivery.js'
import { RecordReachability, RecordReachabilityHandler } from './record-reachability.js'

const bot = '1000' as BotId

async function conversationOn(desk: TestDesk) {
  const subjectId = await desk.vault.subjectFor(42)
  const conversationId = conversationIdFor(subjectId, bot)
  const stream = conversationStream(conversationId)
  return {
    greet: (cause: string) =>
      new GreetCustomerHandler(desk).execute(
        new GreetCustomer(
          { conversationId, bot, language: 'ru', customer: conceal({ first_name: 'Cleo' }) },
          {},
          contextOf(cause, { subjectId })
        )
      ),
    reach: (is: boolean, at: number) =>
      new RecordReachabilityHandler(desk).execute(
        new RecordReachability(conversationId, is, at, contextOf(`${is} ${at}`))
      ),
    types: async () => (await desk.stored(stream)).map(event => event.type)
  }
}

describe('greeting', () => {
  it('starts the conversation, opens no ticket, and greets once per start', async () => {
    const desk = testDesk()
    const { greet, types } = await conversationOn(desk)
    await greet('start')
    await greet('start')
    expect(await types()).toEqual(['ConversationStarted', 'GreetingRequested'])
    await greet('start again')
    expect(await types()).toEqual(['ConversationStarted', 'GreetingRequested', 'GreetingRequested'])
  })

  it('after a crash in another process is still one', async () => {
    const desk = testDesk()
    await (await conversationOn(desk)).greet('start')
    const { greet, types } = await conversationOn(desk.another())
    await greet('start')
    expect(await types()).toEqual(['ConversationStarted', 'GreetingRequested'])
  })
})

describe('blocking the bot', () => {
  it('is recorded where there is a conversation', async () => {
    const { greet, reach, types } = await conversationOn(testDesk())
    await greet('start')
    await reach(false, 1_000)
    await reach(true, 2_000)
    expect((await types()).slice(2)).toEqual(['CustomerBlockedBot', 'CustomerUnblockedBot'])
  })

  it('by somebody who never wrote starts nothing', async () => {
    const { reach, types } = await conversationOn(testDesk())
    expect(await reach(false, 1_000)).toMatchObject({ ok: true, value: { events: [] } })
    expect(await types()).toEqual([])
  })
})

it('of two senders with ids of their own one owns the attempt, and may repeat it', async () => {
  const desk = testDesk()
  const deliveryId = 'delivery' as DeliveryId
  const attempt = (process: TestDesk, cause: string) =>
    new RecordDeliveryHandler(process).execute(
      new RecordDelivery(
        deliveryId,
        {
          type: 'AttemptDelivery',
          subject: {
            kind: 'reply',
            ticketId: null,
            conversationId: null,
            staffGroupId: null,
            requestStream: 'ticket-1',
            requestRevision: 0
          },
          part: 0,
          parts: 1,
          method: 'sendMessage',
          marked: false,
          threadId: null
        },
        contextOf(cause)
      )
    )
  expect(await attempt(desk, 'one')).toMatchObject({ ok: true })
  expect(await attempt(desk.another(), 'two')).toEqual({ ok: false, reason: 'in_progress' })
  expect(await attempt(desk, 'one')).toMatchObject({ ok: true, value: { repeated: true } })
  expect(await desk.stored(deliveryStream(deliveryId))).toHaveLength(1)
})
