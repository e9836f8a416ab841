import type { Priority, TicketStatus } from '#domain'
import type { AgentId, Instant, QueueId, SubjectId, TeamId } from '#kernel'

/** All that are given must hold; of several values any. */
export interface TicketFilter {
  readonly status?: readonly TicketStatus[] | undefined
  readonly queue?: readonly QueueId[] | undefined
  /** Null: nobody has it. */
  readonly assignee?: readonly (AgentId | null)[] | undefined
  readonly priority?: readonly Priority[] | undefined
  /** As they are shown. */
  readonly code?: readonly string[] | undefined
  /** Folded. */
  readonly tag?: readonly string[] | undefined
  /** Null: no team has it. */
  readonly team?: readonly (TeamId | null)[] | undefined
  readonly customer?: readonly SubjectId[] | undefined
  readonly sla?: readonly SlaWanted[] | undefined
  /** Later than this. */
  readonly createdAfter?: Instant | undefined
  /** Earlier than this. */
  readonly createdBefore?: Instant | undefined
  /** Later than this; only in the order of `updated_at`. */
  readonly updatedAfter?: Instant | undefined
}

/** `breached`: a clock that has not ended is; `at_risk`: one was warned of, and none is breached. */
export const slaWanted = ['at_risk', 'breached'] as const
export type SlaWanted = (typeof slaWanted)[number]

/**
 * `-priority`: live before done, urgent first, then oldest first; `priority` is the reverse. `breach_at`: the nearest
 * breach first, given or to come. `updated_at`: what has been left alone for longest first.
 */
export const ticketSorts = [
  'created_at',
  '-created_at',
  'priority',
  '-priority',
  'breach_at',
  'updated_at'
] as const
export type TicketSort = (typeof ticketSorts)[number]
