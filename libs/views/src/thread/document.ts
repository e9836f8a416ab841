import type { MessageKind, ReplyFailure } from '#domain'
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
  readonly content: SealedPart | null
  readonly sentAt: Instant
  readonly recordedAt: Instant
}

export type MessageDocument = {
  readonly id: MessageId
  readonly ticketId: TicketId
  /** Of the event that brought it: its place in the thread. */
  readonly revision: number
  readonly direction: 'inbound' | 'outbound' | 'note'
  readonly author: MessageAuthor
  readonly kind: MessageKind
  /** Opens to a MessagePersonal; as first written. */
  readonly content: SealedPart | null
  readonly sentAt: Instant
  readonly recordedAt: Instant
  /** Oldest first. */
  readonly edits: readonly MessageEdit[]
  /** Of replies only. */
  readonly delivery: {
    readonly state: 'pending' | 'sent' | 'failed' | 'uncertain'
    readonly reason: ReplyFailure | null
  } | null
}

export const messages = {
  name: 'messages',
  fedBy: 'stream',
  indexes: [{ name: 'thread', equal: ['ticketId'], order: 'revision' }]
} as const satisfies ViewCollection
