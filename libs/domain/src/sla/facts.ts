import type { Instant } from '#kernel'
import type { TicketStatus } from '../ticket-words.js'
import type { BreachReason, PauseCause, SlaEvent } from './events.js'
import type { Metric } from './policy.js'

export type Applied = Extract<SlaEvent, { type: 'SlaApplied' }>['data']

/**
 * What a ticket's history says to its clocks, at the instant that counts: when the customer sent, when Telegram accepted,
 * else when it was recorded. Plain data, so that a view can keep them.
 */
export type Fact = {
  readonly at: Instant
  readonly eventId: string
} /** By the team: the customer asks for nothing before they write. */ & (
  | { readonly kind: 'opened'; readonly byTeam?: true }
  | { readonly kind: 'customer_message' }
  /** Accepted, from a person. */
  | { readonly kind: 'reply' }
  | { readonly kind: 'assigned' }
  | { readonly kind: 'status'; readonly status: TicketStatus }
  | { readonly kind: 'applied'; readonly applied: Applied }
  | { readonly kind: 'paused' | 'resumed'; readonly cause: PauseCause }
  | {
      readonly kind: 'warned'
      readonly metric: Metric
      readonly instance: number
      readonly targetS: number
      readonly beforeS: number
    }
  | {
      readonly kind: 'breached'
      readonly metric: Metric
      readonly instance: number
      readonly reason: BreachReason
    }
  | { readonly kind: 'retracted'; readonly metric: Metric; readonly instance: number }
)
