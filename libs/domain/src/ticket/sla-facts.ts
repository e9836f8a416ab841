import type { Instant } from '#kernel'
import type { Fact } from '../sla/facts.js'
import type { TicketStatus } from '../ticket-words.js'
import type { TicketEvent } from './events.js'
import { statusAfter } from './outline.js'

/** A ticket event with what its envelope tells. */
export interface TimedEvent {
  readonly id: string
  readonly recordedAt: Instant
  readonly event: TicketEvent
}

/** What must be remembered from event to event while facts are gathered. */
export interface Gathering {
  readonly facts: readonly Fact[]
  readonly status: TicketStatus
  /** When the present status began. */
  readonly statusAt: Instant
  readonly lastCustomerMessageAt: Instant
  readonly lastAcceptedAt: Instant
}

export const nothingGathered: Gathering = {
  facts: [],
  status: 'open',
  statusAt: 0,
  lastCustomerMessageAt: 0,
  lastAcceptedAt: 0
}

/** Customers' clocks as Telegram tells them. */
const telegramTickMs = 1000

type Told = Fact extends infer One ? (One extends Fact ? Omit<One, 'eventId'> : never) : never

/**
 * Total: an event that says nothing to the clocks adds nothing. Nothing happens after it was recorded, and no status
 * begins before the one it follows.
 */
export function gather(before: Gathering, { id: eventId, recordedAt, event }: TimedEvent): Gathering {
  const at = (told: Instant): Instant => Math.min(told, recordedAt)
  const { status, statusAt, lastCustomerMessageAt, lastAcceptedAt } = before
  // Not what else is in a document that is given.
  const add = (...facts: readonly Told[]): Gathering => ({
    facts: [...before.facts, ...facts.map(fact => ({ ...fact, eventId, at: at(fact.at) }))],
    status,
    statusAt,
    lastCustomerMessageAt,
    lastAcceptedAt
  })
  const moved = (told: Instant, ...facts: readonly Told[]): Gathering => {
    const status = statusAfter(before.status, event)
    const statusAt = Math.max(at(told), before.statusAt)
    return { ...add(...facts, { kind: 'status', status, at: statusAt }), status, statusAt }
  }
  switch (event.type) {
    case 'TicketOpened':
      return moved(event.data.sentAt, {
        kind: 'opened',
        at: event.data.sentAt,
        ...(event.data.begunBy === 'team' && { byTeam: true })
      })
    case 'CustomerMessageReceived': {
      const { sentAt, closingRemark, late } = event.data
      // A good-bye after resolve starts nothing, nor does what belongs to a ticket of the past.
      if (closingRemark || late) return before
      // Telegram tells whole seconds: within one second of a reply that came first, it came after it.
      const { lastAcceptedAt } = before
      const sent = sentAt + telegramTickMs > lastAcceptedAt ? Math.max(sentAt, lastAcceptedAt) : sentAt
      return { ...add({ kind: 'customer_message', at: sent }), lastCustomerMessageAt: at(sent) }
    }
    case 'TicketResponded': {
      const { acceptedAt, agentId } = event.data
      const gathered = agentId === null ? before : add({ kind: 'reply', at: acceptedAt })
      return { ...gathered, lastAcceptedAt: at(acceptedAt) }
    }
    case 'TicketAssigned': {
      const assigned: Told = { kind: 'assigned', at: recordedAt }
      return before.status === 'open' ? moved(recordedAt, assigned) : add(assigned)
    }
    case 'TicketUnassigned':
      return moved(recordedAt)
    case 'TicketStatusChanged': {
      const { cause } = event.data
      if (cause === 'customer_message') return moved(before.lastCustomerMessageAt)
      return moved(cause === 'reply_accepted' ? before.lastAcceptedAt : recordedAt)
    }
    case 'TicketResolved':
      return moved(event.data.at)
    case 'TicketReopened': {
      const { cause, at: told } = event.data
      return moved(cause === 'customer_message' ? before.lastCustomerMessageAt : told)
    }
    case 'TicketClosed':
      return moved(event.data.at)
    case 'SlaApplied':
      return add({ kind: 'applied', applied: event.data, at: event.data.at })
    case 'SlaPaused':
      return add({ kind: 'paused', cause: event.data.cause, at: event.data.at })
    case 'SlaResumed':
      return add({ kind: 'resumed', cause: event.data.cause, at: event.data.at })
    case 'SlaWarned': {
      const { metric, instance, targetS, beforeS, at } = event.data
      return add({ kind: 'warned', metric, instance, targetS, beforeS, at })
    }
    case 'SlaBreached': {
      const { metric, instance, reason, at } = event.data
      return add({ kind: 'breached', metric, instance, reason, at })
    }
    case 'SlaBreachRetracted': {
      const { metric, instance } = event.data
      return add({ kind: 'retracted', metric, instance, at: recordedAt })
    }
    default:
      return before
  }
}
