import type { Priority, SlaWanted, TicketStatus } from '#domain'
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
  /** Its nearest breach is to come, and earlier than this. */
  readonly dueBefore?: Instant | undefined
  /** Live, and handed up. */
  readonly escalated?: boolean | undefined
  /** Later than this. */
  readonly createdAfter?: Instant | undefined
  /** Earlier than this. */
  readonly createdBefore?: Instant | undefined
  /** Later than this; only in the order of `updated_at`. */
  readonly updatedAfter?: Instant | undefined
}
