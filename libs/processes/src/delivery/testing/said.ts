import {
  type CommandContext,
  type ContentPersonal,
  type Entity,
  type MessagePersonal,
  ReceiveCustomerMessage
} from '#application'
import type { MessageKind, ReplySource, TicketCommand } from '#domain'
import {
  type AgentId,
  conversationIdFor,
  type Instant,
  type MessageId,
  messageIdFor,
  type SubjectId
} from '#kernel'
import { conceal } from '#privacy'
import { bot } from './scripted-telegram.js'

export interface CustomerSaid {
  readonly kind?: MessageKind
  readonly entities?: Entity[]
  readonly fileId?: string
  readonly content?: ContentPersonal
  readonly replyTo?: number
  readonly quote?: string
  readonly words?: string
  readonly threadId?: number
  readonly mediaGroup?: string
  readonly forwardedFrom?: string
}

export interface AgentSaid {
  readonly kind?: MessageKind
  readonly source?: ReplySource
  readonly fileId?: string
  readonly answers?: number
  readonly quote?: string
  readonly mediaGroup?: string
}

export const fileOf = (fileId: string | undefined): MessagePersonal['file'] =>
  fileId ? { file_id: fileId, name: null, mime_type: null, size: null } : null

export function customerSays(
  user: number,
  text: string,
  sent: { readonly telegramMessageId: number; readonly sentAt: Instant },
  more: CustomerSaid,
  context: CommandContext & { readonly subjectId: SubjectId }
): ReceiveCustomerMessage {
  const personal: MessagePersonal = {
    text,
    entities: more.entities ?? null,
    file: fileOf(more.fileId),
    ...(more.content && { content: more.content }),
    forwarded_from: more.forwardedFrom ?? null,
    reply_to: { quote: more.quote ?? null, quote_entities: null, words: more.words ?? null }
  }
  return new ReceiveCustomerMessage(
    {
      conversationId: conversationIdFor(context.subjectId, bot),
      bot,
      language: 'en',
      customer: conceal({
        chat_id: user,
        user_id: user,
        first_name: 'Anna',
        last_name: null,
        username: null,
        language_code: 'en'
      })
    },
    conceal({ display_name: 'Anna', username: null }),
    {
      messageId: messageIdFor(context.commandId),
      ...sent,
      kind: more.kind ?? 'text',
      digest: text,
      soundsClosing: false,
      mediaGroup: more.mediaGroup ?? null,
      replyToTelegramMessageId: more.replyTo ?? null,
      ...(more.threadId !== undefined && { threadId: more.threadId }),
      personal: conceal(personal)
    },
    context
  )
}

export const agentSays = (
  text: string,
  said: {
    readonly messageId: MessageId
    readonly agentId: AgentId
    readonly source: ReplySource
    readonly now: Instant
  },
  more: AgentSaid
): TicketCommand => ({
  type: 'RequestReply',
  ...said,
  kind: more.kind ?? 'text',
  sentAt: said.now,
  mediaGroup: more.mediaGroup ?? null,
  ...(more.answers !== undefined && { replyToTelegramMessageId: more.answers }),
  personal: conceal({
    text,
    entities: null,
    file: fileOf(more.fileId),
    forwarded_from: null,
    reply_to: { quote: more.quote ?? null, quote_entities: null, words: null }
  })
})
