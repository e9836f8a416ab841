import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { type Applied, foldTag, type Metric, metrics, type ReportFilter, type SlaClock } from '#domain'
import type { Instant } from '#kernel'
import { businessTimeOf, calendarKey, clocksOfTicket, type SlaDocument, type TicketDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { ReportRows } from './reports/list-report-rows.js'

export const attainmentGroups = ['queue', 'priority', 'policy'] as const
export type AttainmentGroup = (typeof attainmentGroups)[number]

/** Of the runs that ended in the period, in milliseconds, sorted; pauses left out. */
export interface Attainment {
  /** Null: not grouped, or no policy. */
  readonly group: string | null
  readonly metric: Metric
  /** Ended in the period, in time. */
  readonly met: number
  /** Went over in the period. */
  readonly breached: number
  readonly businessMs: readonly number[]
  readonly calendarMs: readonly number[]
}

export interface AttainmentQuestion {
  readonly from: Instant
  /** Exclusive. */
  readonly to: Instant
  readonly groupBy: AttainmentGroup | undefined
  /** By what tickets are now. */
  readonly filter: ReportFilter
}

/**
 * What became of all clocks from `from` to `to`, each counted by the policy and the calendar that held for it then. Queue,
 * priority, tags and agent are those that the ticket has now. Reads every ticket that was there before `to` and not closed
 * before `from`.
 */
export class SlaAttainment extends Query<Reflecting<readonly Attainment[]>> {
  constructor(
    readonly question: AttainmentQuestion,
    readonly at: ReadAt
  ) {
    super()
  }
}

/** The numbers of which one can ask what they are made of. */
export const attainmentNumbers = ['met', 'breached'] as const
export type AttainmentNumber = (typeof attainmentNumbers)[number]

/** What a number of it is made of: as many rows as it says, in the order in which they began. */
export class ListAttainmentRows extends Query<Reflecting<ReportRows>> {
  constructor(
    readonly question: AttainmentQuestion,
    readonly metric: Metric,
    readonly of: AttainmentNumber,
    /** Of this group; null: of those without one; undefined: of all. */
    readonly key: string | null | undefined,
    readonly at: ReadAt
  ) {
    super()
  }
}

const pageSize = 100

@QueryHandler(SlaAttainment)
export class SlaAttainmentHandler implements IQueryHandler<SlaAttainment> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ question, at }: SlaAttainment) {
    const reflects = await reach(this.reads, ['tickets', 'sla'], at)
    const rows = new Map<string, Row>()
    for await (const { clock, sla, group, ended, numbers } of runsIn(this.reads, question)) {
      const row = rowOf(rows, group, clock.metric)
      for (const of of numbers) row[of]++
      if (ended) {
        const spent = spentOn(clock, sla)
        row.businessMs.push(spent.businessMs)
        row.calendarMs.push(spent.calendarMs)
      }
    }
    return { value: sorted([...rows.values()]), reflects }
  }
}

@QueryHandler(ListAttainmentRows)
export class ListAttainmentRowsHandler implements IQueryHandler<ListAttainmentRows> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ question, metric, of, key, at }: ListAttainmentRows) {
    const reflects = await reach(this.reads, ['tickets', 'sla'], at)
    const rows = new ReportRows()
    for await (const { ticket, clock, sla, group, numbers } of runsIn(this.reads, question)) {
      if (clock.metric !== metric || !numbers.includes(of) || (key !== undefined && key !== group)) continue
      const endedAt = of === 'met' ? clock.metAt : clock.breachedAt
      const valueMs = of === 'met' ? spentOn(clock, sla).calendarMs : clock.targetMs + clock.graceMs
      rows.add({ beganAt: clock.startedAt, endedAt, valueMs }, ticket)
    }
    return { value: rows, reflects }
  }
}

/** The runs that ended, or went over, in the period, and by which numbers each is counted. */
async function* runsIn(reads: DeskReads, { from, to, groupBy, filter }: AttainmentQuestion) {
  const now = Math.min(to, reads.clock.now())
  const isIn = (at: Instant | null): boolean => at !== null && at >= from && at < to
  for await (const { ticket, sla } of ticketsWithClocks(reads, from, to)) {
    if (!fits(ticket, filter)) continue
    for (const clock of clocksOfTicket(sla, now)) {
      const ended = isIn(clock.metAt)
      const numbers: AttainmentNumber[] = []
      if (isIn(clock.breachedAt)) numbers.push('breached')
      if (ended && clock.state === 'met') numbers.push('met')
      if (ended || numbers.length > 0)
        yield { ticket, sla, clock, ended, numbers, group: groupOf(groupBy, ticket, sla, clock) }
    }
  }
}

const fits = (ticket: TicketDocument, { queue, priority, tag, agent }: ReportFilter): boolean =>
  (!queue || queue.includes(ticket.queueId)) &&
  (!priority || priority.includes(ticket.priority)) &&
  (!tag || ticket.tags.some(one => tag.includes(foldTag(one)))) &&
  (!agent || agent.includes(ticket.assignedAgentId))

interface Row extends Attainment {
  met: number
  breached: number
  businessMs: number[]
  calendarMs: number[]
}

function rowOf(rows: Map<string, Row>, group: string | null, metric: Metric): Row {
  const key = JSON.stringify([group, metric])
  const row = rows.get(key) ?? { group, metric, met: 0, breached: 0, businessMs: [], calendarMs: [] }
  rows.set(key, row)
  return row
}

function sorted(rows: readonly Row[]): Attainment[] {
  const up = (a: number, b: number) => a - b
  for (const { businessMs, calendarMs } of rows) {
    businessMs.sort(up)
    calendarMs.sort(up)
  }
  const nameOf = ({ group }: Row) => group ?? ''
  return [...rows].sort(
    (a, b) =>
      (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b))) ||
      metrics.indexOf(a.metric) - metrics.indexOf(b.metric)
  )
}

/** In the order of their creation. */
async function* ticketsWithClocks(reads: DeskReads, from: Instant, to: Instant) {
  let after: { order: Instant; id: string } | undefined
  for (;;) {
    const range = { to, ...(after ? { after } : {}) }
    const page = await reads.tickets.find({ index: 'created', where: {}, ...range, limit: pageSize })
    const inQuestion = page.filter(({ closedAt }) => closedAt === null || closedAt >= from)
    const clocks = await reads.sla.getMany(inQuestion.map(({ id }) => id))
    for (const ticket of inQuestion) {
      const sla = clocks.get(ticket.id)
      if (sla) yield { ticket, sla }
    }
    const last = page.at(-1)
    if (page.length < pageSize || !last) return
    after = { order: last.createdAt, id: last.id }
  }
}

function groupOf(
  by: AttainmentGroup | undefined,
  ticket: TicketDocument,
  sla: SlaDocument,
  clock: SlaClock
): string | null {
  switch (by) {
    case undefined:
      return null
    case 'queue':
      return ticket.queueId
    case 'priority':
      return ticket.priority
    case 'policy': {
      const verdictAt = clock.metAt ?? clock.breachedAt ?? clock.startedAt
      return appliedAt(sla, verdictAt)?.policyId ?? null
    }
  }
}

/** What held at an instant; before the first choice that choice. */
function appliedAt({ facts }: SlaDocument, at: Instant): Applied | undefined {
  const choices = facts.filter(fact => fact.kind === 'applied')
  return (choices.findLast(choice => choice.at <= at) ?? choices[0])?.applied
}

/** The time that counted, as the calendars then open and as it passes. */
function spentOn({ steps }: SlaClock, sla: SlaDocument) {
  let businessMs = 0
  let calendarMs = 0
  for (const { from, to, why, calendar } of steps) {
    if (why !== 'counts') continue
    calendarMs += to - from
    const held = calendar && sla.calendars[calendarKey(calendar.id, calendar.version)]
    businessMs += held ? businessTimeOf(held).between(from, to) : 0
  }
  return { businessMs, calendarMs }
}
