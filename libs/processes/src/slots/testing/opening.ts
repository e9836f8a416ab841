import type { TicketCommand } from '#domain'
import {
  type BotId,
  commandIdFor,
  conversationIdFor,
  messageIdFor,
  type QueueId,
  type SubjectId,
  type TicketId,
  ticketCodeFor
} from '#kernel'
import { conceal } from '#privacy'

const bot = '1000' as BotId

/** What opens a ticket, in the default queue. For specs. */
export const ticketOpening = (id: TicketId, subjectId: SubjectId): TicketCommand => ({
  type: 'OpenTicket',
  ticketId: id,
  code: ticketCodeFor(id),
  conversationId: conversationIdFor(subjectId, bot),
  bot,
  queueId: 'general' as QueueId,
  language: 'en',
  previousTicketId: null,
  customer: conceal({ display_name: 'Cleo' }),
  message: {
    messageId: messageIdFor(commandIdFor('first message')),
    telegramMessageId: 1,
    kind: 'text',
    sentAt: 1_000,
    digest: 'digest',
    soundsClosing: false,
    mediaGroup: null,
    replyToTelegramMessageId: null,
    personal: conceal({ text: 'hello' })
  }
})
