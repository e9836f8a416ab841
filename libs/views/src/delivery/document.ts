import type { DeliveryKind } from '#domain'
import type { DeliveryId, Instant, MessageId, TicketId } from '#kernel'
import type { ViewCollection } from '#read-store'

/** `pending` waits for its first or next call; the last three are final. */
export const deliveryStates = ['pending', 'attempting', 'failed', 'uncertain', 'abandoned'] as const

/** The outbox for people: what was asked for and is not done at Telegram. A success takes its document away. */
export type DeliveryDocument = {
  readonly id: DeliveryId
  readonly kind: DeliveryKind
  readonly ticketId: TicketId | null
  readonly messageId: MessageId | null
  readonly state: (typeof deliveryStates)[number]
  /** The last one that Telegram or we gave. */
  readonly reason: string | null
  readonly code: number | null
  readonly attempts: number
  readonly requestStream: string
  readonly requestRevision: number
  readonly askedAt: Instant
  readonly updatedAt: Instant
  readonly retryAt: Instant | null
}

export const deliveries = {
  name: 'deliveries',
  fedBy: 'log',
  indexes: [
    { name: 'asked', equal: [], order: 'askedAt' },
    { name: 'state', equal: ['state'], order: 'askedAt' }
  ]
} as const satisfies ViewCollection
