import type { Instant, TeamId } from '#kernel'
import type { TicketEvent } from '../ticket/events.js'
import type { AcknowledgedBy } from './events.js'

/** To whom a ticket was handed up last. */
export type Escalation = {
  readonly teamId: TeamId
  readonly level: number
  readonly at: Instant
  readonly acknowledgedBy: AcknowledgedBy | null
}

/** Total. Null: it stands where it began, or came back. */
export function escalationAfter(before: Escalation | null, event: TicketEvent): Escalation | null {
  switch (event.type) {
    case 'TicketEscalated': {
      const { to, at } = event.data
      return { ...to, at, acknowledgedBy: null }
    }
    case 'EscalationAcknowledged':
      return before && { ...before, acknowledgedBy: event.data.by }
    case 'TicketDeescalated':
      return null
    default:
      return before
  }
}
