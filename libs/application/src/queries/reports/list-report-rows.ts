import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { Counted, GroupKey, ReportName, ReportQuestion, ReportTicket } from '#domain'
import type { TicketId } from '#kernel'
import { compareIndexValues } from '#read-store'
import { DESK_READS, type DeskReads } from '../desk-reads.js'
import type { Page, Place } from '../paging.js'
import type { ReadAt, Reflecting } from '../reflect.js'
import { countReport } from './get-report.js'

/** One of those that a number counts. */
export interface ReportRow extends Pick<Counted, 'beganAt' | 'endedAt' | 'valueMs'> {
  readonly ticketId: TicketId
  readonly code: string
}

/** What a number of a report is made of: as many rows as it says, in the order in which they began. */
export class ListReportRows extends Query<Reflecting<ReportRows>> {
  constructor(
    readonly name: ReportName,
    readonly question: ReportQuestion,
    /** Names of numbers. */
    readonly of: readonly string[],
    /** Undefined: those of the total. */
    readonly key: GroupKey | undefined,
    readonly isOfThePast: boolean,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(ListReportRows)
export class ListReportRowsHandler implements IQueryHandler<ListReportRows> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute(query: ListReportRows) {
    const { of, key } = query
    const rows = new ReportRows()
    const { reflects } = await countReport(this.reads, query, () => (counted, ticket) => {
      const isAsked = key === undefined ? counted.inTotal : counted.keys.includes(key)
      if (isAsked && of.includes(counted.of)) rows.add(counted, ticket)
    })
    return { value: rows, reflects }
  }
}

const day = 86_400_000

interface Placed {
  readonly row: ReportRow
  readonly place: Place
}

/** Kept by day, and put in order a day at a time: many hold nobody up. */
export class ReportRows {
  readonly #days = new Map<number, Placed[]>()
  #last: TicketId | undefined
  #ofTicket = 0

  add(
    { beganAt, endedAt, valueMs }: Pick<Counted, 'beganAt' | 'endedAt' | 'valueMs'>,
    { id: ticketId, code }: Pick<ReportTicket, 'id' | 'code'>
  ): void {
    this.#ofTicket = ticketId === this.#last ? this.#ofTicket + 1 : 0
    this.#last = ticketId
    const place = { order: beganAt, id: `${ticketId} ${String(this.#ofTicket).padStart(8, '0')}` }
    const placed = { row: { ticketId, code, beganAt, endedAt, valueMs }, place }
    const dayOf = Math.floor(beganAt / day)
    const rows = this.#days.get(dayOf)
    if (rows) rows.push(placed)
    else this.#days.set(dayOf, [placed])
  }

  page({ after, limit }: { readonly after?: Place | undefined; readonly limit: number }): Page<ReportRow> {
    const found: Placed[] = []
    for (const rows of this.#inOrder(after)) {
      found.push(...rows.filter(({ place }) => !after || compare(place, after) > 0).slice(0, limit + 1))
      if (found.length > limit) break
    }
    const items = found.slice(0, limit)
    return {
      items: items.map(({ row }) => row),
      next: found.length > limit ? (items.at(-1)?.place ?? null) : null
    }
  }

  /** All of them, some at a time. */
  *all(): Generator<readonly ReportRow[]> {
    for (const rows of this.#inOrder()) yield rows.map(({ row }) => row)
  }

  *#inOrder(after?: Place): Generator<readonly Placed[]> {
    const from = after === undefined ? Number.NEGATIVE_INFINITY : Math.floor(Number(after.order) / day)
    const days = [...this.#days.keys()].filter(one => one >= from).sort((a, b) => a - b)
    for (const one of days) yield (this.#days.get(one) ?? []).sort((a, b) => compare(a.place, b.place))
  }
}

const compare = (a: Place, b: Place): number =>
  compareIndexValues(a.order, b.order) || compareIndexValues(a.id, b.id)
