import type { Instant } from '#kernel'
import type { Metric, Target } from './policy.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** What holds a clock still besides the ticket's status. Our own downtime never does. */
export const pauseCauses = [
  'customer_blocked_bot',
  'telegram_unreachable',
  'staff_group_not_writable'
] as const
export type PauseCause = (typeof pauseCauses)[number]

export type AppliedCause = 'opened' | 'transferred' | 'priority_changed' | 'tags_changed' | 'recomputation'

/** `recomputation`: over only since the calendar was corrected. */
export const breachReasons = ['time_passed', 'target_lowered', 'recomputation'] as const
export type BreachReason = (typeof breachReasons)[number]
export type RetractReason =
  | 'reply_was_in_time'
  | 'resolved_in_time'
  | 'paused_in_time'
  | 'target_changed_in_time'

/** In the ticket's own stream: a verdict can be explained from it and the calendars it names. */
export type SlaEvent =
  /** Which policy holds from now on, with all that is needed to count by it. Null: none fits. */
  | Event<
      'SlaApplied',
      {
        readonly policyId: string | null
        readonly policyVersion: number | null
        readonly calendarId: string | null
        readonly calendarVersion: number | null
        /** Version of the zone data with which deadlines were worked out. */
        readonly zoneData: string
        readonly targets: readonly Target[]
        readonly notify: { readonly warn: boolean; readonly breach: boolean }
        readonly cause: AppliedCause
        readonly at: Instant
      }
    >
  | Event<'SlaPaused', { readonly cause: PauseCause; readonly at: Instant }>
  | Event<'SlaResumed', { readonly cause: PauseCause; readonly at: Instant }>
  | Event<
      'SlaWarned',
      {
        readonly metric: Metric
        readonly instance: number
        readonly targetS: number
        readonly beforeS: number
        /** When the warning was due. */
        readonly at: Instant
        readonly noticedAt: Instant
        /** Told with others in one message to the staff group, not in its topic. */
        readonly inDigest: boolean
      }
    >
  | Event<
      'SlaBreached',
      {
        readonly metric: Metric
        readonly instance: number
        readonly targetS: number
        /** The true instant, however late it was noticed. */
        readonly at: Instant
        readonly noticedAt: Instant
        readonly reason: BreachReason
        readonly inDigest: boolean
      }
    >
  /** A fact learnt later had happened earlier. Both stay in the history. */
  | Event<
      'SlaBreachRetracted',
      {
        readonly metric: Metric
        readonly instance: number
        readonly reason: RetractReason
        /** The event that brought the fact. */
        readonly eventId: string
      }
    >
