import type { EditFailure, MessageKind, ReplyFailure } from '#domain'
import type { AgentId, Instant, MessageId, TicketId } from '#kernel'
import type { ViewCollection } from '#read-store'
import type { SealedPart } from '../sealed-part.js'

export type MessageAuthor =
  | { readonly kind: 'customer'; readonly id: null }
  | { readonly kind: 'agent'; readonly id: AgentId }
  | { readonly kind: 'api'; readonly id: null }

export type MessageEdit = {
  /** 1 for the first edit. */
  readonly version: number
  /** What it is since then: a text can become a photo. */
  readonly kind: MessageKind
  readonly content: SealedPart | null
  readonly sentAt: Instant
  readonly recordedAt: Instant
  /** Of a reply: why the customer does not see it. */
  readonly failed: EditFailure | null
}

export type MessageDocument = {
  readonly id: MessageId
  readonly ticketId: TicketId
  /** Of the event that brought it. */
  readonly revision: number
  /** Its place in the thread. */
  readonly order: string
  readonly direction: 'inbound' | 'outbound' | 'note'
  readonly author: MessageAuthor
  /** As first written. */
  readonly kind: MessageKind
  /** Opens to a MessagePersonal; as first written. */
  readonly content: SealedPart | null
  readonly sentAt: Instant
  readonly recordedAt: Instant
  /** Oldest first. */
  readonly edits: readonly MessageEdit[]
  /** Of replies only. */
  readonly delivery: {
    readonly state: 'pending' | 'sent' | 'failed' | 'uncertain' | 'withdrawn'
    readonly reason: ReplyFailure | null
  } | null
}

/** Which of its versions (0: as first written) both sides see: an edit that did not reach the customer is none. */
export const presentVersion = ({ edits }: Pick<MessageDocument, 'edits'>): number =>
  edits.findLastIndex(({ failed }) => failed === null) + 1

/** What it is now. */
export const presentKind = (message: MessageDocument): MessageKind =>
  message.edits[presentVersion(message) - 1]?.kind ?? message.kind

/** One per ticket: where the customer's messages that nothing else has followed yet began. */
export type ThreadDocument = {
  readonly id: TicketId
  /** Revision of the first of them; null after a reply or a note. */
  readonly inboundSince: number | null
}

export const messages = {
  name: 'messages',
  fedBy: 'stream',
  indexes: [{ name: 'thread', equal: ['ticketId'], order: 'order' }]
} as const satisfies ViewCollection

export const threads = {
  name: 'threads',
  fedBy: 'stream',
  indexes: []
} as const satisfies ViewCollection

const digits = (value: number): string => String(value).padStart(16, '0')

/**
 * As recorded; what a customer wrote without anything between stands in the order of Telegram's message ids, because
 * updates that come by parallel requests may be recorded in another one.
 */
export const orderOf = (since: number, telegramMessageId: number): string =>
  `${digits(since)}-${digits(telegramMessageId)}`
