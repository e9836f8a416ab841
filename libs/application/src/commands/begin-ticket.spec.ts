import { describe, expect, it } from '@jest/globals'
import { conversationStream, slotsDecider, slotsStream, ticketStream } from '#domain'
import {
  type AgentId,
  commandIdFor,
  conversationIdFor,
  messageIdFor,
  type QueueId,
  type SubjectId,
  ticketIdFor
} from '#kernel'
import { conceal } from '#privacy'
import { firstStart } from '../first-start.js'
import { agentOf } from '../testing/agents.js'
import { contextOf, type TestDesk, testDesk, whileTimePasses } from '../testing/test-desk.js'
import { UnreliableLog } from '../testing/unreliable-log.js'
import { ActOnTicket, ActOnTicketHandler } from './act-on-ticket.js'
import { BeginTicket, BeginTicketHandler } from './begin-ticket.js'
import { GreetCustomer, GreetCustomerHandler } from './greet-customer.js'
import { ReceiveCustomerMessage, ReceiveCustomerMessageHandler } from './receive-customer-message.js'

const bot = '1000' as never
const customer = {
  chat_id: 42,
  user_id: 42,
  first_name: 'Cleo',
  last_name: null,
  username: null,
  language_code: 'en'
}

/** A desk, and somebody who has started its bot. */
async function greeted() {
  const desk = testDesk()
  await firstStart(desk)
  const subjectId = await desk.vault.subjectFor(42)
  const conversationId = conversationIdFor(subjectId, bot)
  const met = { conversationId, bot, language: 'en', customer: conceal(customer) }
  await new GreetCustomerHandler(desk).execute(
    new GreetCustomer(met, {}, contextOf('greet', { subjectId, actor: 'customer' }))
  )
  return { desk, subjectId, conversationId }
}

const begin = (desk: TestDesk, subjectId: SubjectId, cause = 'begin') => {
  const context = { ...contextOf(cause), subjectId }
  const reply = {
    type: 'RequestReply' as const,
    messageId: messageIdFor(context.commandId),
    agentId: null,
    source: { kind: 'api' as const },
    kind: 'text' as const,
    sentAt: 0,
    mediaGroup: null,
    personal: conceal({ text: 'hi', entities: null, file: null, forwarded_from: null }),
    now: 0
  }
  const conversationId = conversationIdFor(subjectId, bot)
  return new BeginTicketHandler(desk).execute(
    new BeginTicket(conversationId, 'general' as QueueId, [reply], context)
  )
}

async function write(desk: TestDesk, subjectId: SubjectId, id: number) {
  const cause = `update of ${id}`
  const message = {
    messageId: messageIdFor(commandIdFor(cause)),
    telegramMessageId: id,
    kind: 'text' as const,
    sentAt: desk.clock.now(),
    digest: `text of ${id}`,
    soundsClosing: false,
    mediaGroup: null,
    replyToTelegramMessageId: null,
    personal: conceal({ text: `text of ${id}` })
  }
  const conversationId = conversationIdFor(subjectId, bot)
  const conversation = { conversationId, bot, language: 'en', customer: conceal(customer) }
  const received = await new ReceiveCustomerMessageHandler(desk).execute(
    new ReceiveCustomerMessage(
      conversation,
      conceal({ display_name: 'Cleo' }),
      message,
      contextOf(cause, { subjectId, actor: 'customer' })
    )
  )
  if (!received.ok) throw new Error(received.reason)
  return received.value.ticketId
}

const crashingBefore = (desk: TestDesk, stream: string) => {
  const log = new UnreliableLog(desk.log)
  const append = log.append.bind(log)
  log.append = async (...asked) => {
    if (asked[0].startsWith(stream)) throw new Error('crash')
    return append(...asked)
  }
  return desk.another(log)
}

describe('A ticket that the team begins', () => {
  const ticketId = ticketIdFor(commandIdFor('begin'))
  const typesIn = async (desk: TestDesk, stream: string) =>
    (await desk.stored(stream)).map(({ type }) => type)

  it.each(['conversation-', 'ticket-'])('survives a crash before what goes into %s', async stream => {
    const { desk, subjectId, conversationId } = await greeted()
    await expect(begin(crashingBefore(desk, stream), subjectId)).rejects.toThrow('crash')
    expect(await begin(desk.another(), subjectId)).toMatchObject({ ok: true })
    const again = await begin(desk.another(), subjectId)
    expect(again).toMatchObject({ ok: true, value: { repeated: true } })
    expect(await typesIn(desk, ticketStream(ticketId))).toEqual(['TicketOpened', 'ReplyRequested'])
    expect(await typesIn(desk, conversationStream(conversationId))).toEqual([
      'ConversationStarted',
      'GreetingRequested',
      'TicketAllotted'
    ])
  })

  it('is opened by the message that comes after a crash, and has its own text all the same', async () => {
    const { desk, subjectId } = await greeted()
    await expect(begin(crashingBefore(desk, 'ticket-'), subjectId)).rejects.toThrow('crash')
    expect(await write(desk.another(), subjectId, 7)).toBe(ticketId)
    expect(await begin(desk.another(), subjectId)).toMatchObject({ ok: true })
    expect(await typesIn(desk, ticketStream(ticketId))).toEqual([
      'TicketOpened',
      'CustomerMessageReceived',
      'ReplyRequested'
    ])
  })

  it('gives way to the message that came first', async () => {
    const { desk, subjectId } = await greeted()
    const log = new UnreliableLog(desk.log)
    log.meanwhile = () => write(desk.another(), subjectId, 7)
    const refused = await whileTimePasses(desk.clock, begin(desk.another(log), subjectId))
    expect(refused).toMatchObject({ ok: false, reason: 'ticket_open' })
    expect(await typesIn(desk, ticketStream(ticketId))).toEqual([])
  })

  it('does not close a resolved one that a message reopens meanwhile', async () => {
    const { desk, subjectId } = await greeted()
    const before = await write(desk, subjectId, 7)
    const resolve = { type: 'ResolveTicket' as const, cause: 'api' as const, now: desk.clock.now() }
    await new ActOnTicketHandler(desk).execute(new ActOnTicket(before, resolve, contextOf('resolve')))
    const log = new UnreliableLog(desk.log)
    log.meanwhile = () => write(desk.another(), subjectId, 8)
    const refused = await whileTimePasses(desk.clock, begin(desk.another(log), subjectId))
    expect(refused).toMatchObject({ ok: false, reason: 'ticket_open' })
    expect((await typesIn(desk, ticketStream(before))).at(-1)).toBe('TicketReopened')
  })

  it('leaves to the former ticket what the customer wrote before it', async () => {
    const { desk, subjectId } = await greeted()
    const before = await write(desk, subjectId, 7)
    const close = { type: 'CloseTicket' as const, cause: 'api' as const, now: desk.clock.now() }
    await new ActOnTicketHandler(desk).execute(new ActOnTicket(before, close, contextOf('close')))
    await begin(desk, subjectId)
    expect(await write(desk, subjectId, 6)).toBe(before)
    expect(await write(desk, subjectId, 9)).toBe(ticketId)
  })
})

describe('A ticket that the team begins for an agent', () => {
  const beginFor = (desk: TestDesk, subjectId: SubjectId, agentId: AgentId, cause: string) =>
    new BeginTicketHandler(desk).execute(
      new BeginTicket(
        conversationIdFor(subjectId, bot),
        'general' as QueueId,
        [{ type: 'AssignTicket', agentId }],
        { ...contextOf(cause), subjectId }
      )
    )
  const heldBy = async ({ runner }: TestDesk, agentId: AgentId) =>
    (await runner.load(slotsDecider, slotsStream(agentId))).state.held.size

  it('is refused before anything is there when the agent is full or away', async () => {
    const { desk, subjectId, conversationId } = await greeted()
    const full = await agentOf(desk, 7, 0)
    const before = await desk.stored(conversationStream(conversationId))
    expect(await beginFor(desk, subjectId, full, 'full')).toMatchObject({ reason: 'agent_at_capacity' })
    expect(await desk.stored(conversationStream(conversationId))).toEqual(before)
    const free = await agentOf(desk, 8, 1)
    expect(await beginFor(desk, subjectId, free, 'free')).toMatchObject({ ok: true })
    expect(await heldBy(desk, free)).toBe(1)
  })

  it('gives its slot back where another ticket is open', async () => {
    const { desk, subjectId } = await greeted()
    const agentId = await agentOf(desk, 7, 1)
    await begin(desk, subjectId, 'first')
    expect(await beginFor(desk, subjectId, agentId, 'second')).toMatchObject({ reason: 'ticket_open' })
    expect(await heldBy(desk, agentId)).toBe(0)
  })
})
