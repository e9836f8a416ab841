import type { AgentId, Instant, QueueId } from '#kernel'
import type { BusinessTime } from '../sla/business-time.js'
import type { Priority } from '../ticket-words.js'
import type { ReportTicket } from './facts.js'
import { Grouping, type GroupKey, type ReportGroup } from './grouping.js'
import type { ReportMetric } from './instances.js'

export const reportNames = ['volume', 'times', 'agents', 'ratings'] as const
export type ReportName = (typeof reportNames)[number]

/** The numbers of a report of which one can ask what they are made of. */
export const reportNumbers = {
  volume: ['created', 'resolved', 'reopened', 'closed', 'backlog'],
  times: ['n', 'unfinished', 'without_calendar'],
  agents: ['replies', 'tickets', 'resolved', 'reopened', 'first_reply', 'rating'],
  ratings: ['n', 'asked']
} as const satisfies { readonly [name in ReportName]: readonly string[] }

/** All that are given must hold; of several values any. Null: nobody. */
export interface ReportFilter {
  readonly queue?: readonly QueueId[] | undefined
  readonly priority?: readonly Priority[] | undefined
  readonly tag?: readonly string[] | undefined
  readonly agent?: readonly (AgentId | null)[] | undefined
}

export interface ReportQuestion {
  readonly from: Instant
  /** Exclusive. */
  readonly to: Instant
  readonly timeZone: string
  readonly groupBy: ReportGroup
  readonly filter: ReportFilter
  /** What was recorded by then; what ends later counts as of then. */
  readonly asOf: Instant
  readonly metric: ReportMetric
  readonly clock: 'calendar' | 'business'
}

/** A thing that is counted, in these groups and, once, in the total. */
export interface Counted {
  /** Name of the number. */
  readonly of: string
  readonly keys: readonly GroupKey[]
  readonly inTotal: boolean
  readonly beganAt: Instant
  readonly endedAt: Instant | null
  /** What its clock counted. */
  readonly valueMs: number | null
  /** What the customer gave, 1 to 5. */
  readonly score?: number
}

export type Count = (counted: Counted) => void

/** One question, ready to be asked of many tickets. */
export interface Asking extends ReportQuestion {
  readonly grouping: Grouping
  /** By `{calendar}/{version}`. */
  readonly calendarOf: (key: string) => BusinessTime
}

/** Tells what of a ticket counts. */
export type Counting = (ticket: ReportTicket, asking: Asking, count: Count) => void

export const askingOf = (question: ReportQuestion, calendarOf: Asking['calendarOf']): Asking => ({
  ...question,
  grouping: new Grouping(question.groupBy, question.timeZone, question.from, question.to),
  calendarOf
})
