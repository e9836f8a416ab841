import type { Instant } from '#kernel'
import type { RuleAction } from './rule.js'
import type { Once, Trigger } from './words.js'

/** Why something that a rule wants was not done. */
export type NotDone = { readonly action: RuleAction; readonly reason: string }

export type RuleEvent = {
  readonly type: 'RuleApplied'
  readonly data: {
    readonly rule: string
    /** Of the rule's document. */
    readonly version: number
    readonly on: Trigger
    readonly at: Instant
    readonly once: Once
    /** Of the clock, or the resolution, that caused it. */
    readonly instance: string
    /** What changes the ticket stands after this, in the same append. */
    readonly actions: readonly RuleAction[]
    /** What the ticket refused. Absent: nothing. */
    readonly refused?: readonly NotDone[]
    /** It would have moved the ticket too often: nothing of it was done, nor is before that. Absent: it was not held back. */
    readonly heldUntil?: Instant
  }
}
