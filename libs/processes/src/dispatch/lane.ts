/** Where calls go, and what they share a budget and a pause with: a chat, an endpoint. The key is ours. */
export interface Place {
  readonly kind: string
  readonly key: string
}

/** Something to be done by calls to the outside. What the dispatcher knows of it ends with the process. */
export interface Job {
  /** On the monotonic clock. */
  notBefore: number
  /** Calls that failed in a row for reasons of their own. */
  failures: number
}

/** What a lane does next. */
export interface Step {
  readonly job: Job
  /** 0 is the most urgent. */
  readonly priority: Priority
  /** Whether it ends in a call that counts against the budget of its place, in one that does not, or in none. */
  readonly cost: 'counted' | 'uncounted' | 'no_call'
  /** As how many calls it counts; absent: one. */
  readonly count?: number
}

/** Steps that are taken one after the other: the next begins when what came of the last is on record. */
export interface Lane<S extends Step = Step> {
  readonly key: string
  /** A step is under way. Set by the dispatcher alone. */
  busy: boolean
  readonly isEmpty: boolean
  /** Whether its time has come or not. Undefined: nothing now; whoever changes that calls `ready`. */
  next(): S | undefined
}

/** Lower comes first where lanes compete for the same budget. */
export const levels = [0, 1, 2, 3] as const
export type Priority = (typeof levels)[number]
