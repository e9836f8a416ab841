import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { TicketSort } from '#domain'
import { type Instant, type Outcome, ok, type QueueId } from '#kernel'
import { compareIndexValues, type IndexValue } from '#read-store'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import type { Page, Place } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { asksClocks } from './sla-plan.js'
import { answerOf, customerOf, type TicketAnswer } from './ticket-answer.js'
import type { TicketFilter } from './ticket-filter.js'
import { TicketsThen, type TicketThen } from './tickets-then.js'

/** As `ListTickets`, as everything was recorded at or before a time: filters, order, names. */
export class ListTicketsThen extends Query<Outcome<Reflecting<Page<TicketAnswer>>, 'too_many_tickets'>> {
  constructor(
    readonly filter: TicketFilter,
    readonly sort: TicketSort,
    readonly paging: { readonly after?: Place | undefined; readonly limit: number },
    readonly instant: Instant,
    readonly at: ReadAt,
    /** Of tickets that are in one of these now; null: of all. */
    readonly seen: readonly QueueId[] | null
  ) {
    super()
  }
}

@QueryHandler(ListTicketsThen)
export class ListTicketsThenHandler implements IQueryHandler<ListTicketsThen> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ filter, sort, paging, instant, at, seen }: ListTicketsThen) {
    const { reads } = this
    const bySla = asksClocks(filter) || sort === 'breach_at'
    await reach(reads, ['log'], at)
    // All that is recorded: which tickets have changed since then is told by the view.
    const minPosition = await reads.log.head()
    const views = ['tickets', ...(bySla ? ['sla' as const] : [])] as const
    const reflects = await reach(reads, views, { minPosition })
    const then = new TicketsThen(reads, filter, instant, bySla, seen)
    const refusal = await then.tooMany()
    if (refusal) return refusal
    const { items, next } = await pageOf(then, sort, paging)
    const answers = items.map(async ({ ticket }) =>
      answerOf(reads.sealer, ticket, await customerOf(reads.log, ticket, instant))
    )
    return ok({ value: { items: await Promise.all(answers), next }, reflects })
  }
}

async function pageOf(
  then: TicketsThen,
  sort: TicketSort,
  { after, limit }: ListTicketsThen['paging']
): Promise<Page<TicketThen>> {
  const descending = sort === '-created_at' || sort === 'priority'
  const sign = descending ? -1 : 1
  const compare = (a: Place, b: Place) =>
    sign * (compareIndexValues(a.order, b.order) || compareIndexValues(a.id, b.id))
  const items: TicketThen[] = []
  // Only what the walk is in the order of can be begun in the middle, and left when the page is full.
  const walked = then.inOrder && (sort === 'created_at' || sort === '-created_at')
  for await (const one of then.all(descending, walked ? after : undefined)) {
    if (!after || compare(placeIn(sort, one), after) > 0) items.push(one)
    if (walked && items.length > limit) break
  }
  items.sort((a, b) => compare(placeIn(sort, a), placeIn(sort, b)))
  const page = items.slice(0, limit)
  const last = page.at(-1)
  return { items: page, next: items.length > limit && last ? placeIn(sort, last) : null }
}

const placeIn = (sort: TicketSort, one: TicketThen): Place => ({
  order: orderIn(sort, one),
  id: one.ticket.id
})

function orderIn(sort: TicketSort, { ticket, nextBreachAt }: TicketThen): IndexValue {
  switch (sort) {
    case 'created_at':
    case '-created_at':
      return ticket.createdAt
    case 'priority':
    case '-priority':
      return ticket.urgency
    case 'updated_at':
      return ticket.updatedAt
    case 'breach_at':
      return nextBreachAt
  }
}
