import {
  type Awaited,
  applyAwaited,
  applyRules,
  type Condition,
  evolve,
  type Held,
  inRuleOrder,
  noRules,
  noTicket,
  type Rule,
  type RuleAction,
  type RuleFacts,
  type RuleRecord,
  rulesAfter,
  type SignalName,
  type TicketEvent,
  type TicketState,
  type Trigger,
  ticketStream,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type Instant, type MessageId, messageIdFor, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import type { Desk } from '../desk.js'
import { seenIn, signalsIn } from '../signals/signals.js'
import { ReadText } from './read-text.js'
import { noWords, opened, type StoredWords, wordsAfter } from './stored-words.js'
import { WordConditions } from './word-conditions.js'

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
  const moments = momentsOf(appends.flat(), rule.id)
  const withRecord = (state: TicketState): TicketState => (state.exists ? { ...state, rules: record } : state)
  const fireBefore = (instant: Instant) => {
    for (
      let due = nextDue(rule, record, actual, desk, moments);
      due && due.at < instant;
      due = nextDue(rule, record, actual, desk, moments)
    ) {
      const state = withRecord(actual)
      if (!state.exists) return
      take(applyAwaited(rule, due.awaited, state, asked.at(due.at, asked.textOf(due.awaited.messageId))))
    }
  }

  for (const append of appends) {
    const [first] = append
    if (!first) continue
    const events = append.flatMap(event => toldIn('ticket', event) ?? [])
    const { recordedAt } = first
    // Where its own time came in truth it comes here, too, at the latest.
    fireBefore(events[0] && ruleIn(events[0]) === rule.id ? recordedAt + 1 : recordedAt)
    const said = await asked.hear(append)
    before.push(...events.flatMap(event => (ruleIn(event) === rule.id ? (actIn(event) ?? []) : [])))
    const state = withRecord(actual)
    const { own, earlier, isStopped } = partsOf(events, rule, desk.rules)
    record = events.flatMap(event => ofOthers(event, rule.id)).reduce(rulesAfter, record)
    if (!isStopped) take(applyRules(own, state, [rule], asked.at(recordedAt, said), earlier))
    actual = events.reduce<TicketState>(evolve, actual)
  }
  fireBefore(until)
  return { before, after, isUnknown: asked.isUnknown }
}

const momentOf = ({ from, instance, afterS }: Pick<Awaited, 'from' | 'instance' | 'afterS'>): string =>
  `${from} ${afterS} ${instance}`

/** When what a rule awaited came about in truth: a little after its time, beside others whose time it was. */
function momentsOf(events: readonly RecordedEvent[], rule: string): ReadonlyMap<string, Instant> {
  const awaited: Awaited[] = []
  const moments = new Map<string, Instant>()
  for (const event of events) {
    const told = toldIn('ticket', event)
    if (told?.type === 'RulesAwaited') awaited.push(...told.data.awaited.filter(one => one.rule === rule))
    if (!told || ruleIn(told) !== rule) continue
    const { from, instance } = event.data
    for (const one of awaited)
      if (one.from === from && one.instance === instance) moments.set(momentOf(one), event.recordedAt)
  }
  return moments
}

/** The rule that wrote an event, or that nothing came of. */
const ruleIn = (event: TicketEvent): string | undefined =>
  event.type === 'RuleApplied' || event.type === 'RuleLapsed' ? event.data.rule : undefined

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

function nextDue(
  rule: Rule,
  { awaited, unheard }: RuleRecord,
  ticket: TicketState,
  { rules }: Part,
  moments: ReadonlyMap<string, Instant>
): { readonly awaited: Awaited; readonly at: Instant } | undefined {
  const calendar = ticket.exists ? (ticket.sla.applied?.calendarId ?? null) : null
  const dues = awaited.flatMap(one => {
    if (one.rule !== rule.id) return []
    // Its time stands still until the customer has what they were sent.
    if (one.who === 'customer' && unheard.length > 0) return []
    const at = one.due ?? (calendar === null ? undefined : rules.dueIn(calendar, one.from, one.afterS * 1000))
    return at === undefined ? [] : [{ awaited: one, at: Math.max(at, moments.get(momentOf(one)) ?? 0) }]
  })
  return dues.sort((a, b) => a.at - b.at)[0]
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

/** Which message an event tells the words of. */
const saidIn = ({ type, data }: RecordedEvent): MessageId | null =>
  /^(CustomerMessage|ReplyRequested|ReplyEdited)/.test(type) && typeof data['messageId'] === 'string'
    ? (data['messageId'] as MessageId)
    : null

/** An agent's words are looked at, a program's are not; nor is what a reply was changed to. */
const isAsked = ({ type, data }: RecordedEvent): boolean =>
  type !== 'ReplyEdited' && (type !== 'ReplyRequested' || data['agentId'] !== null)

class SimulatedFacts {
  #words: StoredWords = noWords
  /** Of each message, as it reads by now. */
  readonly #texts = new Map<MessageId, string | undefined>()
  readonly #conditions = new WordConditions()
  isUnknown = false

  constructor(
    private readonly desk: Part,
    rule: Rule,
    private readonly customer: RuleFacts['customer'],
    private readonly personal: boolean
  ) {
    this.#conditions.add(rule)
  }

  /** What was said in these, as rules are asked about it: empty where nothing was, undefined where it can't be read. */
  async hear(append: readonly RecordedEvent[]): Promise<string | undefined> {
    let said: string | undefined = ''
    for (const event of append) {
      const messageId = saidIn(event)
      const before = { ...this.#words, text: messageId === null ? '' : this.textOf(messageId) }
      this.#words = await wordsAfter(before, event, messageId, () => opened(this.desk.sealer, event))
      if (messageId === null) continue
      this.#texts.set(messageId, this.#words.text)
      if (isAsked(event)) said = this.#words.text
    }
    return said
  }

  /** As it reads by now. */
  textOf(messageId: MessageId | null): string | undefined {
    return messageId === null || !this.#texts.has(messageId) ? '' : this.#texts.get(messageId)
  }

  at(now: Instant, text: string | undefined): RuleFacts {
    this.#words = { ...this.#words, text }
    const { rules } = this.desk
    return {
      now,
      customer: this.customer,
      isOpen: calendar => rules.isOpen(calendar, now),
      levels: () => rules.levels(),
      dueIn: (calendar, from, ms) => rules.dueIn(calendar, from, ms),
      signalScore: ofTicket => this.#signalScore(ofTicket),
      ofWords: condition => this.#ofWords(condition),
      seesChosen: this.personal,
      written: ({ id }, action) => ({
        messageId: messageIdFor(commandIdFor(`simulated ${id}`, action)),
        personal: conceal({})
      }),
      matched: () => undefined
    }
  }

  #ofWords(condition: Condition): Held {
    const words = this.personal ? this.#wordsOf(condition.field) : undefined
    if (words === undefined) {
      this.isUnknown = true
      return 'unknown'
    }
    return this.#conditions.ask(condition, new ReadText(words)).holds
  }

  #signalScore(ofTicket: readonly SignalName[]): number | undefined {
    const words = this.personal ? this.#words.text : undefined
    if (words === undefined) {
      this.isUnknown = true
      return undefined
    }
    return this.desk.rules.weightOf(seenIn(ofTicket, signalsIn(words)))
  }

  #wordsOf(field: string): string | undefined {
    const { text, title, source, fields } = this.#words
    switch (field) {
      case 'text':
        return text
      case 'title':
        return title
      case 'source':
        return source
      default:
        return fields && (fields[field.replace(/^field\./, '')] ?? '')
    }
  }
}
