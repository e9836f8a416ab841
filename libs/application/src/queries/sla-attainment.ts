import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { type Applied, type Metric, metrics, type SlaClock } from '#domain'
import type { Instant, QueueId } from '#kernel'
import { businessTimeOf, calendarKey, clocksOfTicket, type SlaDocument, type TicketDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

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

/**
 * What became of all clocks from `from` (inclusive) to `to` (exclusive), each counted by the policy and the calendar
 * that held for it then. Queue and priority are those that the ticket has now. Reads every ticket that was there before
 * `to` and not closed before `from`.
 */
export class SlaAttainment extends Query<Reflecting<readonly Attainment[]>> {
  constructor(
    readonly from: Instant,
    readonly to: Instant,
    readonly groupBy: AttainmentGroup | undefined,
    /** Of tickets in these queues only; null: of all. */
    readonly queues: readonly QueueId[] | null,
    readonly at: ReadAt
  ) {
    super()
  }
}

const pageSize = 100

@QueryHandler(SlaAttainment)
export class SlaAttainmentHandler implements IQueryHandler<SlaAttainment> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ from, to, groupBy, queues, at }: SlaAttainment) {
    const reflects = await reach(this.reads, ['tickets', 'sla'], at)
    const now = Math.min(to, this.reads.clock.now())
    const rows = new Map<string, Row>()
    for await (const { ticket, sla } of ticketsWithClocks(this.reads, from, to)) {
      if (queues !== null && !queues.includes(ticket.queueId)) continue
      for (const clock of clocksOfTicket(sla, now)) {
        const ended = clock.metAt !== null && clock.metAt >= from && clock.metAt < to
        const breached = clock.breachedAt !== null && clock.breachedAt >= from && clock.breachedAt < to
        if (!ended && !breached) continue
        const group = groupOf(groupBy, ticket, sla, clock)
        const row = rowOf(rows, group, clock.metric)
        if (breached) row.breached++
        if (ended && clock.state === 'met') row.met++
        if (ended) {
          const spent = spentOn(clock, sla)
          row.businessMs.push(spent.businessMs)
          row.calendarMs.push(spent.calendarMs)
        }
      }
    }
    return { value: sorted([...rows.values()]), reflects }
  }
}

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
