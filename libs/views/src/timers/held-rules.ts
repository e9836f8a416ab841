import { type RuleEvent, ticketStream } from '#domain'
import type { Instant, TicketId } from '#kernel'
import type { ViewCollection } from '#read-store'

/** A rule that was held back on a ticket, and until when: the last time. */
export type HeldRuleDocument = {
  /** `{stream}/{rule}` */
  readonly id: string
  readonly rule: string
  readonly ticketId: TicketId
  readonly until: Instant
}

export const heldRules = {
  name: 'held_rules',
  fedBy: 'beside',
  indexes: [{ name: 'rule', equal: ['rule'], order: 'until' }]
} as const satisfies ViewCollection

/** Undefined: it was not held back. */
export function heldRule(
  ticketId: TicketId,
  { rule, heldUntil }: Extract<RuleEvent, { type: 'RuleApplied' }>['data']
): HeldRuleDocument | undefined {
  return heldUntil === undefined
    ? undefined
    : { id: `${ticketStream(ticketId)}/${rule}`, rule, ticketId, until: heldUntil }
}
