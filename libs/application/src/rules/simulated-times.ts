import {
  type Awaited,
  awaitedAfter,
  type RuleRecord,
  type TicketEvent,
  type TicketState,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import type { Instant } from '#kernel'
import { type SlaDocument, stoodAfter, timersOfRules } from '#views'
import type { Desk } from '../desk.js'

/** A rule's time that has come. */
export interface SimulatedDue {
  readonly awaited: Awaited
  readonly at: Instant
}

/** In which append it began to be awaited. */
interface Waiting {
  readonly awaited: Awaited
  readonly since: number
}

const never: Instant = Number.POSITIVE_INFINITY

/** In which append what was awaited came about, or was awaited no more, and then never; nor is what is awaited still. */
interface Moment {
  readonly since: number
  readonly cameIn: number
  readonly at: Instant
}

/** What of the same key was awaited in truth goes the same way. */
const keyOf = ({ from, afterS, who, once, instance }: Awaited): string =>
  `${from} ${afterS} ${who} ${once} ${instance}`

/** When what a rule awaits comes about. What it awaited in truth, too, comes when it came: some time after it was due. */
export class SimulatedTimes {
  readonly #moments = new Map<string, readonly Moment[]>()
  #stood: SlaDocument['stood'] = []

  constructor(
    private readonly rules: Pick<Desk['rules'], 'dueIn'>,
    private readonly rule: string,
    appends: readonly (readonly RecordedEvent[])[]
  ) {
    let awaited: readonly Awaited[] = []
    let open: readonly Waiting[] = []
    for (const [index, event] of appends.flatMap((append, nth) => append.map(one => [nth, one] as const))) {
      const told = toldIn('ticket', event)
      if (!told) continue
      awaited = awaitedAfter(awaited, told)
      const at = ruleIn(told) === rule ? event.recordedAt : never
      for (const waiting of open) if (!awaited.includes(waiting.awaited)) this.#keep(waiting, index, at)
      const begun = told.type === 'RulesAwaited' ? told.data.awaited.filter(one => one.rule === rule) : []
      open = [...open, ...begun.map(one => ({ awaited: one, since: index }))].filter(one =>
        awaited.includes(one.awaited)
      )
    }
    for (const waiting of open) this.#keep(waiting, appends.length, never)
  }

  #keep({ awaited, since }: Waiting, cameIn: number, at: Instant): void {
    const key = keyOf(awaited)
    this.#moments.set(key, [...(this.#moments.get(key) ?? []), { since, cameIn, at }])
  }

  /** What was said and came of it: while the customer has not got a reply nobody waits for them. */
  pass(before: RuleRecord, after: RuleRecord, at: Instant): void {
    const { unheard, awaited } = after
    this.#stood = stoodAfter({ stood: this.#stood, unheard: before.unheard }, { unheard, awaited, at })
  }

  /** The first that comes before the append of that number. */
  next({ awaited }: RuleRecord, ticket: TicketState, before: number): SimulatedDue | undefined {
    const calendar = ticket.exists ? (ticket.sla.applied?.calendarId ?? null) : null
    const dues = awaited.flatMap(one => {
      if (one.rule !== this.rule) return []
      const came = this.#moments
        .get(keyOf(one))
        ?.find(({ since, cameIn }) => since < before && cameIn >= before)
      if (came) return came.cameIn === before ? [{ awaited: one, at: came.at }] : []
      const [timer] = timersOfRules([one], this.#stood, ({ from, afterS }) =>
        calendar === null ? undefined : this.rules.dueIn(calendar, from, afterS * 1000)
      )
      return timer ? [{ awaited: one, at: timer.at }] : []
    })
    return dues.sort((a, b) => a.at - b.at)[0]
  }
}

/** The rule that wrote an event, or that nothing came of. */
export const ruleIn = (event: TicketEvent): string | undefined =>
  event.type === 'RuleApplied' || event.type === 'RuleLapsed' ? event.data.rule : undefined
