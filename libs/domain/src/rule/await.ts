import type { Instant } from '#kernel'
import type { ExistingTicket } from '../ticket/state.js'
import { holds, type RuleFacts } from './conditions.js'
import type { Awaited, LapseReason } from './events.js'
import type { Occurrence } from './occurrences.js'
import { hasApplied, isHeldBack, isSameAwaited, ladderOf } from './record.js'
import type { After, Condition, Rule } from './rule.js'

/** More at once on one ticket are not awaited: nobody means that. */
const mostAwaited = 100

/** What stays as it was when it happened; everything else is looked at when the time has come. */
const isSettled = ({ field }: Condition): boolean =>
  field === 'text' ||
  field === 'language' ||
  field === 'bot' ||
  field === 'source' ||
  field.startsWith('status.') ||
  field.startsWith('sla.')

/** What is to be awaited of a rule that something starts; undefined: nothing, or it is awaited already. */
export function awaitedOf(
  rule: Rule,
  after: After,
  occurrence: Occurrence,
  instance: string,
  ticket: ExistingTicket,
  facts: RuleFacts
): Awaited | undefined {
  const { id, version, once, ladder } = rule
  if (hasApplied(ticket.rules, id, once, instance) || ticket.rules.awaited.length >= mostAwaited)
    return undefined
  const begun = ladderOf(ticket.rules, ladder, instance)
  // Who waits for the customer is nobody's to take note of.
  if (begun?.isStopped && after.who !== 'customer') return undefined
  const known =
    once !== 'event' && ticket.rules.awaited.some(one => isSameAwaited({ rule: id, instance, once }, one))
  // Whoever waits for the customer counts from the last that was said to them; whoever waits for the team from the first.
  if (known && (after.who !== 'customer' || ladder !== null)) return undefined
  const settled = {
    all: rule.all.filter(isSettled),
    any: rule.any.every(isSettled) ? rule.any : [],
    none: rule.none.filter(isSettled)
  }
  if (holds(settled, occurrence, ticket, facts) === false) return undefined
  const from = begun?.from ?? occurrence.at ?? facts.now
  return {
    ...{ rule: id, version, on: occurrence.trigger, from, afterS: after.s, due: dueOf(after, from, facts) },
    ...{ who: after.who, once, instance, ladder },
    ...{ status: occurrence.status, sla: occurrence.sla, messageId: occurrence.messageId }
  }
}

function dueOf({ s, clock, calendarId }: After, from: Instant, facts: RuleFacts): Instant | null {
  if (clock === 'calendar') return from + s * 1000
  return calendarId === null ? null : (facts.dueIn(calendarId, from, s * 1000) ?? null)
}

/** Why a rule does nothing now that its time has come; undefined: it acts. */
export function lapseOf(
  rule: Rule | undefined,
  { instance, on, status, sla, messageId, from: at }: Awaited,
  ticket: ExistingTicket,
  facts: RuleFacts
): LapseReason | undefined {
  if (!rule?.after) return 'rule_is_off'
  const while_ = rule.after.while
  if (while_ !== null && !while_.includes(ticket.status)) return 'status'
  if (hasApplied(ticket.rules, rule.id, rule.once, instance)) return 'has_acted'
  if (isHeldBack(ticket.rules, rule.id, facts.now)) return 'held_back'
  if (rule.after.who !== 'customer' && ladderOf(ticket.rules, rule.ladder, instance)?.isStopped)
    return 'acknowledged'
  const held = holds(
    rule,
    { trigger: on, status, sla, messageId, at, score: null, command: null },
    ticket,
    facts
  )
  if (held === true) return undefined
  return held === 'unknown' ? 'unknown' : 'conditions'
}
