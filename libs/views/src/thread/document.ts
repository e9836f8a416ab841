import type { EditFailure, MessageKind, ReplyFailure } from '#domain'
import type { AgentId, Instant, MessageId, TicketId } from '#kernel'
import type { ViewCollection } from '#read-store'
import type { SealedPart } from '../sealed-part.js'

export type MessageAuthor =
  | { readonly kind: 'customer'; readonly id: null }
  | { readonly kind: 'agent'; readonly id: AgentId }
  | { readonly kind: 'api'; readonly id: null }
  /** The desk itself. */
  | { readonly kind: 'bot'; readonly id: null }

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

/** What the customer wrote without anything between. */
export type Turn = {
  /** Revision of the first of it. */
  readonly since: number
  /** The highest of Telegram's message ids. */
  readonly last: number
}

/** One per ticket: the customer's turns. */
export type ThreadDocument = {
  readonly id: TicketId
  /** The latest of them, in order. */
  readonly turns: readonly Turn[]
  /** Nothing else has followed the last one yet. */
  readonly open: boolean
}

/** What comes later than after so many turns stands at the first that is kept. */
const turnsKept = 20

/**
 * The turn that a message belongs to: the first that has a later one, else the last while nothing has followed it. So what
 * comes late by webhook stands where the customer wrote it, before the answer to what followed it.
 */
export function turnOf(
  { turns, open }: Pick<ThreadDocument, 'turns' | 'open'>,
  messageId: number
): Turn | undefined {
  return turns.find(({ last }) => last > messageId) ?? (open ? turns.at(-1) : undefined)
}

export function withMessage(thread: ThreadDocument, revision: number, messageId: number): ThreadDocument {
  const turn = turnOf(thread, messageId)
  if (!turn) {
    const turns = [...thread.turns, { since: revision, last: messageId }].slice(-turnsKept)
    return { ...thread, turns, open: true }
  }
  const grown = { ...turn, last: Math.max(turn.last, messageId) }
  return { ...thread, turns: thread.turns.map(one => (one === turn ? grown : one)) }
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
 * As recorded; what a customer wrote stands in the order of Telegram's message ids, because updates that come by parallel
 * requests may be recorded in another one.
 */
export const orderOf = (since: number, telegramMessageId: number): string =>
  `${digits(since)}-${digits(telegramMessageId)}`
