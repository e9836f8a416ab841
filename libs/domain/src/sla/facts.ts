import type { Instant } from '#kernel'
import type { TicketEvent, TicketStatus } from '../ticket/index.js'
import type { PauseCause, SlaEvent } from './events.js'
import type { Metric } from './policy.js'

/** A ticket event with what its envelope tells. */
export interface TimedEvent {
  readonly id: string
  readonly recordedAt: Instant
  readonly event: TicketEvent | SlaEvent
}

export type Applied = Extract<SlaEvent, { type: 'SlaApplied' }>['data']

/**
 * What a ticket's history says to its clocks, at the instant that counts: when the customer sent, when Telegram accepted,
 * else when it was recorded. Plain data, so that a view can keep them.
 */
export type Fact = { readonly at: Instant; readonly eventId: string } & (
  | { readonly kind: 'opened' }
  | { readonly kind: 'customer_message' }
  /** Accepted, from a person. */
  | { readonly kind: 'reply' }
  | { readonly kind: 'assigned' }
  | { readonly kind: 'status'; readonly status: TicketStatus }
  | { readonly kind: 'applied'; readonly applied: Applied }
  | { readonly kind: 'paused' | 'resumed'; readonly cause: PauseCause }
  | { readonly kind: 'warned'; readonly metric: Metric; readonly instance: number; readonly beforeS: number }
  | {
      readonly kind: 'breached'
      readonly metric: Metric
      readonly instance: number
      readonly reason: 'time_passed' | 'target_lowered'
    }
  | { readonly kind: 'retracted'; readonly metric: Metric; readonly instance: number }
)

/** What must be remembered from event to event while facts are gathered. */
export interface Gathering {
  readonly facts: readonly Fact[]
  readonly lastCustomerMessageAt: Instant
  readonly lastAcceptedAt: Instant
}

export const nothingGathered: Gathering = { facts: [], lastCustomerMessageAt: 0, lastAcceptedAt: 0 }

/** Total: an event that says nothing to the clocks adds nothing. */
export function gather(before: Gathering, { id: eventId, recordedAt, event }: TimedEvent): Gathering {
  const add = (...facts: readonly Fact[]): Gathering => ({ ...before, facts: [...before.facts, ...facts] })
  const status = (status: TicketStatus, at: Instant) => add({ kind: 'status', status, at, eventId })
  switch (event.type) {
    case 'TicketOpened':
      return add(
        { kind: 'opened', at: event.data.sentAt, eventId },
        { kind: 'status', status: 'open', at: event.data.sentAt, eventId }
      )
    case 'CustomerMessageReceived': {
      const { sentAt, closingRemark, late } = event.data
      // A good-bye after resolve starts nothing, nor does what belongs to a ticket of the past.
      if (closingRemark || late) return before
      return { ...add({ kind: 'customer_message', at: sentAt, eventId }), lastCustomerMessageAt: sentAt }
    }
    case 'TicketResponded': {
      const { acceptedAt, agentId } = event.data
      const gathered = agentId === null ? before : add({ kind: 'reply', at: acceptedAt, eventId })
      return { ...gathered, lastAcceptedAt: acceptedAt }
    }
    case 'TicketAssigned':
      return add({ kind: 'assigned', at: recordedAt, eventId })
    case 'TicketUnassigned':
      return status('open', recordedAt)
    case 'TicketStatusChanged': {
      const { to, cause } = event.data
      if (cause === 'customer_message') return status(to, before.lastCustomerMessageAt)
      return status(to, cause === 'reply_accepted' ? before.lastAcceptedAt : recordedAt)
    }
    case 'TicketResolved':
      return status('resolved', event.data.at)
    case 'TicketReopened':
      return status(
        event.data.to,
        event.data.cause === 'customer_message' ? before.lastCustomerMessageAt : event.data.at
      )
    case 'TicketClosed':
      return status('closed', event.data.at)
    case 'SlaApplied':
      return add({ kind: 'applied', applied: event.data, at: event.data.at, eventId })
    case 'SlaPaused':
      return add({ kind: 'paused', cause: event.data.cause, at: event.data.at, eventId })
    case 'SlaResumed':
      return add({ kind: 'resumed', cause: event.data.cause, at: event.data.at, eventId })
    case 'SlaWarned': {
      const { metric, instance, beforeS, at } = event.data
      return add({ kind: 'warned', metric, instance, beforeS, at, eventId })
    }
    case 'SlaBreached': {
      const { metric, instance, reason, at } = event.data
      return add({ kind: 'breached', metric, instance, reason, at, eventId })
    }
    case 'SlaBreachRetracted': {
      const { metric, instance } = event.data
      return add({ kind: 'retracted', metric, instance, at: recordedAt, eventId })
    }
    default:
      return before
  }
}
