import type { Instant } from '#kernel'
import type { TicketEvent } from '../ticket/events.js'
import type { Once } from './words.js'

/** What of rules is on a ticket's record: enough to do each thing as often as it is to be done. */
export type RuleRecord = {
  readonly reopenedTimes: number
  /** For which instances each rule has acted. */
  readonly applied: { readonly [rule: string]: readonly string[] }
  /** Rules that were held back. */
  readonly heldUntil: { readonly [rule: string]: Instant }
}

export const noRules: RuleRecord = { reopenedTimes: 0, applied: {}, heldUntil: {} }

export function hasApplied({ applied }: RuleRecord, rule: string, once: Once, instance: string): boolean {
  const before = Object.hasOwn(applied, rule) ? (applied[rule] ?? []) : []
  switch (once) {
    case 'ticket':
      return before.length > 0
    case 'instance':
      return before.includes(instance)
    case 'event':
      return false
  }
}

export const isHeldBack = ({ heldUntil }: RuleRecord, rule: string, now: Instant): boolean =>
  Object.hasOwn(heldUntil, rule) && (heldUntil[rule] ?? 0) > now

/** Total. Itself where the event says nothing of rules. */
export function rulesAfter(record: RuleRecord, event: TicketEvent): RuleRecord {
  switch (event.type) {
    case 'TicketReopened':
      return { ...record, reopenedTimes: record.reopenedTimes + 1 }
    case 'RuleApplied': {
      const { rule, instance, heldUntil } = event.data
      if (heldUntil !== undefined) return { ...record, heldUntil: { ...record.heldUntil, [rule]: heldUntil } }
      const before = Object.hasOwn(record.applied, rule) ? (record.applied[rule] ?? []) : []
      return before.includes(instance)
        ? record
        : { ...record, applied: { ...record.applied, [rule]: [...before, instance] } }
    }
    default:
      return record
  }
}
