import type { AgentId, Instant, QueueId } from '#kernel'
import type { SkillWanted, Strategy } from './assignment.js'
import type { Candidate, ChoiceReason } from './choose.js'

/** By which settings it was decided. */
type Grounds = {
  readonly queueId: QueueId
  readonly queueVersion: number
  readonly strategy: Strategy
  readonly at: Instant
}

type Seen = { readonly candidates: readonly Candidate[]; readonly more: number }

/** Why a ticket is taken from somebody, or given up on. */
export type RequeueReason = 'not_accepted' | 'away' | 'away_and_customer_wrote'

/** A skill that is asked for, and when it no longer is; null: never. */
export type SkillDue = { readonly skill: string; readonly dropAt: Instant | null }

/** What the desk does with a ticket by itself, each with what it was decided from; what it leads to stands in the same append. */
export type RoutingDecision = Grounds &
  (
    | (Seen & {
        readonly what: 'assigned'
        readonly because: ChoiceReason
        readonly chosen: AgentId
        /** Nothing done by then: it is taken away again. Null: no such time. */
        readonly acceptBy: Instant | null
        /** A program asked for whoever it is: no move of the desk's own. Absent: it is one. */
        readonly onRequest?: true
      })
    /** Nobody could have it, or a program is to assign. */
    | (Seen & {
        readonly what: 'waiting'
        readonly because: ChoiceReason | 'program_assigns'
        readonly chosen: null
        readonly since: Instant
        readonly skills: readonly SkillDue[]
        readonly fallback: { readonly at: Instant; readonly toQueueId: QueueId | null } | null
      })
    | {
        readonly what: 'requeued'
        readonly because: RequeueReason
        readonly fromAgentId: AgentId
      }
    | { readonly what: 'skill_dropped'; readonly because: 'waited'; readonly skill: string }
    /** Null: from now on it goes to whom carries least, whatever their skills. */
    | { readonly what: 'fell_back'; readonly because: 'waited'; readonly toQueueId: QueueId | null }
    /**
     * Nothing until then, or until a person does something: moved too often by itself, of which a lead is told; or given to
     * somebody who was away already.
     */
    | {
        readonly what: 'stopped'
        readonly because: 'moved_too_often' | 'given_while_away'
        readonly until: Instant
      }
    /** People assign in its queue by now: nothing is due that was before. */
    | { readonly what: 'left_to_people'; readonly because: 'manual' }
    /** What was stopped goes on. */
    | { readonly what: 'resumed'; readonly because: 'time_passed' }
  )

export type RoutingEvent = { readonly type: 'RoutingDecided'; readonly data: RoutingDecision }

/** Asked of whoever gets it, whatever its queue. */
export type SkillsEvent = {
  readonly type: 'SkillsRequired'
  readonly data: { readonly skills: readonly SkillWanted[]; readonly at: Instant }
}
