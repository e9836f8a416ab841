import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import {
  type AppliedCause,
  BusinessTime,
  type Calendars,
  calendarOf,
  clocksOf,
  type Fact,
  matchPolicy,
  type Policy,
  type PolicyFacts,
  policyOf,
  type SlaClock,
  targetsFor,
  ticketDecider,
  ticketStream,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import { type Instant, type JsonObject, type Outcome, ok, type QueueId, refuse, type TicketId } from '#kernel'
import { clocksOfTicket, type SlaDocument, type TicketDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { CalendarsOfLog } from './sla-calendars.js'
import { type ClockChange, changesOf, paired } from './sla-changes.js'
import { SettingsHistory } from './sla-settings-history.js'

/** A whole body that was checked, in the place of the setting of that id. */
export interface Draft {
  readonly kind: 'calendar' | 'sla_policy'
  readonly id: string
  readonly body: JsonObject
}

export interface Simulated {
  /** Opened in the period. */
  readonly tickets: number
  readonly changed: readonly { readonly ticketId: TicketId; readonly clocks: readonly ClockChange[] }[]
  /** Every clock of the period, as it is told and as it would be. */
  readonly clocks: readonly ClockChange[]
}

export const maxSimulated = 20_000

/**
 * What the clocks of the tickets opened from `from` (inclusive) to `to` (exclusive) would be if the draft had held all
 * the time, the other settings as they held then. Writes nothing.
 */
export class SimulateSla extends Query<Reflecting<Outcome<Simulated, 'too_many_tickets'>>> {
  constructor(
    readonly draft: Draft,
    readonly from: Instant,
    readonly to: Instant,
    /** Of tickets in these queues only; null: of all. */
    readonly queues: readonly QueueId[] | null,
    readonly at: ReadAt
  ) {
    super()
  }
}

const pageSize = 100

@QueryHandler(SimulateSla)
export class SimulateSlaHandler implements IQueryHandler<SimulateSla> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ draft, from, to, queues, at }: SimulateSla) {
    const { reads } = this
    const reflects = await reach(reads, ['tickets', 'sla', 'settings'], at)
    const opened = await reads.tickets.count({ index: 'created', where: {}, from, to })
    if (opened > maxSimulated) return { value: refuse('too_many_tickets' as const), reflects }
    const now = reads.clock.now()
    const simulate = await simulatorOf(reads, draft)
    const changed: { ticketId: TicketId; clocks: ClockChange[] }[] = []
    const clocks: ClockChange[] = []
    let tickets = queues === null ? opened : 0
    for await (const { ticket, sla } of openedIn(reads, from, to)) {
      if (queues !== null && !queues.includes(ticket.queueId)) continue
      if (queues !== null) tickets++
      const pairs = paired(clocksOfTicket(sla, now), await simulate(sla, now))
      clocks.push(...pairs)
      const different = changesOf(pairs)
      if (different.length > 0) changed.push({ ticketId: sla.id, clocks: different })
    }
    return { value: ok({ tickets, changed, clocks }), reflects }
  }
}

async function* openedIn(
  reads: DeskReads,
  from: Instant,
  to: Instant
): AsyncGenerator<{ readonly ticket: TicketDocument; readonly sla: SlaDocument }> {
  let after: { order: Instant; id: string } | undefined
  for (;;) {
    const range = { from, to, ...(after ? { after } : {}) }
    const page = await reads.tickets.find({ index: 'created', where: {}, ...range, limit: pageSize })
    const clocks = await reads.sla.getMany(page.map(({ id }) => id))
    for (const ticket of page) {
      const sla = clocks.get(ticket.id)
      if (sla) yield { ticket, sla }
    }
    const last = page.at(-1)
    if (page.length < pageSize || !last) return
    after = { order: last.createdAt, id: last.id }
  }
}

type Simulate = (sla: SlaDocument, now: Instant) => Promise<SlaClock[]>

/** What was recorded of warnings and breaches is left out: it was told by the settings that held. */
const isRecord = ({ kind }: Fact): boolean => kind === 'warned' || kind === 'breached' || kind === 'retracted'

async function simulatorOf(reads: DeskReads, draft: Draft): Promise<Simulate> {
  const calendars = new CalendarsOfLog(reads.log)
  if (draft.kind === 'calendar') {
    const drafted = new BusinessTime(calendarOf(draft.body))
    const withDraft: Calendars = (id, version) => (id === draft.id ? drafted : calendars.of(id, version))
    return async ({ facts }, now) => {
      for (const fact of facts) if (fact.kind === 'applied') await calendars.load(fact.applied)
      return clocksOf(
        facts.filter(fact => !isRecord(fact)),
        withDraft,
        now
      )
    }
  }
  const choose = await chooserOf(reads, policyOf(draft.id, 0, draft.body))
  return async ({ id, facts }, now) => {
    const kept = facts.filter(fact => !isRecord(fact) && fact.kind !== 'applied')
    const choices: Fact[] = []
    let state = ticketDecider.initial
    for await (const recorded of reads.log.readStream(ticketStream(id))) {
      const event = toldIn('ticket', recorded)
      if (event) state = ticketDecider.evolve(state, event)
      const cause = causes[recorded.type]
      const choice = cause && state.exists ? choose(recorded, cause, state) : undefined
      if (!choice) continue
      await calendars.load(choice.applied)
      choices.push(choice)
    }
    return clocksOf([...kept, ...choices], calendars.of, now)
  }
}

/** After these a policy is chosen anew. */
const causes: { readonly [type: string]: AppliedCause } = {
  TicketOpened: 'opened',
  TicketTransferred: 'transferred',
  PriorityChanged: 'priority_changed',
  TagsChanged: 'tags_changed'
}

async function chooserOf(reads: DeskReads, draft: Policy) {
  const policies = await SettingsHistory.of(reads, 'sla_policy')
  const calendars = await SettingsHistory.of(reads, 'calendar')
  return ({ id: eventId, recordedAt: at }: RecordedEvent, cause: AppliedCause, facts: PolicyFacts) => {
    const others = policies.at(at).filter(({ id }) => id !== draft.id)
    const all = [...others.map(({ id, version, body }) => policyOf(id, version, body)), draft]
    const chosen = matchPolicy(all, facts)
    const calendar = chosen && calendars.nearest(chosen.calendarId, at)
    const applied = {
      policyId: chosen?.id ?? null,
      policyVersion: chosen && chosen !== draft ? chosen.version : null,
      calendarId: calendar?.id ?? null,
      calendarVersion: calendar?.version ?? null,
      zoneData: '',
      targets: chosen ? targetsFor(chosen, facts.priority) : [],
      notify: chosen?.notify ?? { warn: false, breach: false },
      cause,
      at
    }
    return { kind: 'applied' as const, at, eventId, applied }
  }
}
