import { type TicketCommand, ticketDecider, ticketStream } from '#domain'
import {
  agentIdFor,
  type BotId,
  commandIdFor,
  conversationIdFor,
  messageIdFor,
  type QueueId,
  type SubjectId,
  type TicketId,
  ticketCodeFor,
  ticketIdFor
} from '#kernel'
import { conceal } from '#privacy'
import { contextOf, type TestDesk } from './test-desk.js'

const bot = '1000' as BotId
const ticketId = ticketIdFor(commandIdFor('the ticket'))
const agent = (name: string) => agentIdFor(name as SubjectId)

const message = (telegramMessageId: number) => ({
  messageId: messageIdFor(commandIdFor(`message ${telegramMessageId}`)),
  telegramMessageId,
  kind: 'text' as const,
  sentAt: 1_000,
  digest: `digest ${telegramMessageId}`,
  soundsClosing: false,
  mediaGroup: null,
  replyToTelegramMessageId: null,
  personal: conceal({ text: 'hello' })
})

const opening = (id: TicketId, subjectId: SubjectId): TicketCommand => ({
  type: 'OpenTicket',
  ticketId: id,
  code: ticketCodeFor(id),
  conversationId: conversationIdFor(subjectId, bot),
  bot,
  queueId: 'general' as QueueId,
  language: 'en',
  previousTicketId: null,
  customer: conceal({ display_name: 'Cleo' }),
  message: message(1)
})

/** One of many that have just been opened. */
export async function openNumbered(desk: TestDesk, n: number): Promise<TicketId> {
  const id = ticketIdFor(commandIdFor('a ticket', n))
  const subjectId = await desk.vault.subjectFor(42)
  const context = contextOf(`open ${n}`, { subjectId })
  await desk.runner.run(ticketDecider, ticketStream(id), opening(id, subjectId), context)
  return id
}

/** A ticket that has just been opened, and how to act on it. The same one on every desk. */
export async function openTicket(desk: TestDesk) {
  const subjectId = await desk.vault.subjectFor(42)
  const runTicket = (cause: string, command: TicketCommand) =>
    desk.runner.run(ticketDecider, ticketStream(ticketId), command, contextOf(cause, { subjectId }))
  await runTicket('open', opening(ticketId, subjectId))
  const ticket = {
    id: ticketId,
    agent,
    message,
    stream: ticketStream(ticketId),
    claimBy: (name: string): TicketCommand => ({ type: 'ClaimTicket', agentId: agent(name) }),
    reply: {
      type: 'RequestReply',
      messageId: messageIdFor(commandIdFor('reply')),
      agentId: agent('ann'),
      source: { kind: 'api' },
      kind: 'text',
      sentAt: 2_000,
      mediaGroup: null,
      personal: conceal({ text: 'hi' }),
      now: 2_000
    } satisfies TicketCommand
  }
  return { runTicket, ticket }
}
