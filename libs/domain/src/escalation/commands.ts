import type { Instant, Personal, TeamId } from '#kernel'
import type { Priority } from '../ticket-words.js'
import type { AcknowledgedBy, TypedBy } from './events.js'

/** Levels of teams as they are published; of one that is not among them: 1. */
export type TeamLevels = ReadonlyMap<TeamId, number>

export type EscalationCommand =
  | {
      readonly type: 'EscalateTicket'
      readonly teamId: TeamId
      /** Whoever has it loses it, so that the team finds somebody. */
      readonly reassign: boolean
      /** Raised to this where it is lower; null: it stays. */
      readonly raisePriorityTo: Priority | null
      readonly rule: { readonly id: string; readonly version: number } | null
      /** Whoever runs it fills them in. */
      readonly levels: TeamLevels
      readonly now: Instant
      /** The reason. Absent: none was given. */
      readonly personal?: Personal
      readonly typed?: TypedBy
    }
  | {
      readonly type: 'AcknowledgeEscalation'
      readonly by: AcknowledgedBy
      /** For which teams whoever does it may; null: for any. Whoever runs it fills them in for an agent. */
      readonly teams: readonly TeamId[] | null
      readonly now: Instant
    }
