import type { Priority, TicketStatus } from '#domain'
import type { AgentId, Instant, QueueId } from '#kernel'

/** All that are given must hold; of several values any. */
export interface TicketFilter {
  readonly status?: readonly TicketStatus[] | undefined
  readonly queue?: readonly QueueId[] | undefined
  /** Null: nobody has it. */
  readonly assignee?: readonly (AgentId | null)[] | undefined
  readonly priority?: readonly Priority[] | undefined
  readonly sla?: readonly SlaWanted[] | undefined
  /** Later than this. */
  readonly createdAfter?: Instant | undefined
  /** Earlier than this. */
  readonly createdBefore?: Instant | undefined
}

/** `breached`: a clock that has not ended is; `at_risk`: one was warned of, and none is breached. */
export const slaWanted = ['at_risk', 'breached'] as const
export type SlaWanted = (typeof slaWanted)[number]

/**
 * `-priority`: live before done, urgent first, then oldest first; `priority` is the reverse. `breach_at`: the nearest
 * breach first, given or to come.
 */
export const ticketSorts = ['created_at', '-created_at', 'priority', '-priority', 'breach_at'] as const
export type TicketSort = (typeof ticketSorts)[number]
