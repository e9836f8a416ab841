import {
  applyAwaited,
  applyRules,
  evolve,
  inRuleOrder,
  noRules,
  noTicket,
  type Rule,
  type RuleAction,
  type RuleFacts,
  type RuleRecord,
  rulesAfter,
  type TicketEvent,
  type TicketState,
  type Trigger,
  ticketStream,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import type { Instant, TicketId } from '#kernel'
import type { Desk } from '../desk.js'
import { SimulatedFacts } from './simulated-facts.js'
import { ruleIn, SimulatedTimes } from './simulated-times.js'

/** Once that a rule acted, or would have. */
export interface RuleAct {
  readonly at: Instant
  readonly on: Trigger
  readonly actions: readonly RuleAction[]
  readonly heldBack: boolean
}

export interface SimulatedTicket {
  readonly before: readonly RuleAct[]
  readonly after: readonly RuleAct[]
  /** Something that the rule looks at can't be read any more, or may not be. */
  readonly isUnknown: boolean
}

type Part = Pick<Desk, 'log' | 'sealer' | 'rules'>

/**
 * What a rule would have done on a ticket, had it been in force from its beginning, and what it did. Everything else is as
 * it happened: what the rule would have changed leads to nothing further. Calendars and customers are as they are now.
 */
export async function simulateRule(
  desk: Part,
  rule: Rule,
  ticketId: TicketId,
  customer: RuleFacts['customer'],
  { until, personal }: { readonly until: Instant; readonly personal: boolean }
): Promise<SimulatedTicket> {
  const asked = new SimulatedFacts(desk, rule, customer, personal)
  const before: RuleAct[] = []
  const after: RuleAct[] = []
  let actual: TicketState = noTicket
  let record: RuleRecord = noRules

  const take = (events: readonly TicketEvent[]) => {
    record = events.reduce(rulesAfter, record)
    after.push(...events.flatMap(event => actIn(event) ?? []))
  }
  const appends: (readonly RecordedEvent[])[] = []
  for await (const append of appendsOf(desk, ticketId)) appends.push(append)
  const times = new SimulatedTimes(desk.rules, rule.id, appends)
  const withRecord = (state: TicketState): TicketState => (state.exists ? { ...state, rules: record } : state)
  const fireBefore = (instant: Instant, append: number) => {
    for (
      let due = times.next(record, actual, append);
      due && due.at < instant;
      due = times.next(record, actual, append)
    ) {
      const state = withRecord(actual)
      if (!state.exists) return
      take(applyAwaited(rule, due.awaited, state, asked.at(due.at, asked.textOf(due.awaited.messageId))))
    }
  }

  for (const [nth, append] of appends.entries()) {
    const [first] = append
    if (!first) continue
    const events = append.flatMap(event => toldIn('ticket', event) ?? [])
    const { recordedAt } = first
    // Where its own time came in truth it comes here, too, at the latest.
    fireBefore(events[0] && ruleIn(events[0]) === rule.id ? recordedAt + 1 : recordedAt, nth)
    const said = await asked.hear(append)
    before.push(...events.flatMap(event => (ruleIn(event) === rule.id ? (actIn(event) ?? []) : [])))
    const state = withRecord(actual)
    const { own, earlier, isStopped } = partsOf(events, rule, desk.rules)
    const known = record
    record = events.flatMap(event => ofOthers(event, rule.id)).reduce(rulesAfter, record)
    times.pass(known, record, recordedAt)
    if (!isStopped) take(applyRules(own, state, [rule], asked.at(recordedAt, said), earlier))
    actual = events.reduce<TicketState>(evolve, actual)
  }
  fireBefore(until, appends.length)
  return { before, after, isUnknown: asked.isUnknown }
}

/** An append without what it says of a rule itself. What the rule changed is left: it happened. */
function ofOthers(event: TicketEvent, rule: string): readonly TicketEvent[] {
  if (ruleIn(event) === rule) return []
  if (event.type !== 'RulesAwaited') return [event]
  const awaited = event.data.awaited.filter(one => one.rule !== rule)
  return awaited.length > 0 ? [{ type: event.type, data: { awaited } }] : []
}

interface Parts {
  /** What was decided by itself: rules come after it. */
  readonly own: readonly TicketEvent[]
  /** What rules wrote that come before this one. */
  readonly earlier: readonly TicketEvent[]
  /** One of them let none be asked after it. */
  readonly isStopped: boolean
}

function partsOf(events: readonly TicketEvent[], rule: Rule, rules: Part['rules']): Parts {
  const isWritten = ({ type }: TicketEvent) =>
    type === 'RuleApplied' || type === 'RulesAwaited' || type === 'RuleLapsed'
  const ownLength = events.findIndex(isWritten)
  if (ownLength < 0) return { own: events, earlier: [], isStopped: false }
  const earlier: TicketEvent[] = []
  let isStopped = false
  for (const event of events.slice(ownLength)) {
    if (event.type === 'RulesAwaited') break
    const id = ruleIn(event)
    const other = id === undefined ? undefined : rules.inForceOf(id)
    if (id === rule.id || (other && inRuleOrder(rule, other) < 0)) break
    if (other?.stop) isStopped = true
    earlier.push(event)
  }
  return { own: events.slice(0, ownLength), earlier, isStopped }
}

function actIn(event: TicketEvent): RuleAct | undefined {
  if (event.type !== 'RuleApplied') return undefined
  const { at, on, actions, heldUntil } = event.data
  return { at, on, actions, heldBack: heldUntil !== undefined }
}

/** What was appended together. */
async function* appendsOf({ log }: Part, ticketId: TicketId): AsyncGenerator<readonly RecordedEvent[]> {
  let together: RecordedEvent[] = []
  for await (const event of log.readStream(ticketStream(ticketId))) {
    if (together[0] && together[0].meta.commandId !== event.meta.commandId) {
      yield together
      together = []
    }
    together.push(event)
  }
  yield together
}
