import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { TicketSort } from '#domain'
import type { TicketDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import type { Page, Place } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { asksClocks, findByBreach, keepBySla } from './sla-plan.js'
import { answerOf, type TicketAnswer } from './ticket-answer.js'
import type { TicketFilter } from './ticket-filter.js'
import { findTickets } from './ticket-plan.js'

/** A page may hold fewer than `limit` and still have a next one: a request looks at a bounded number of tickets. */
export class ListTickets extends Query<Reflecting<Page<TicketAnswer>>> {
  constructor(
    readonly filter: TicketFilter,
    readonly sort: TicketSort,
    readonly paging: { readonly after?: Place | undefined; readonly limit: number },
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(ListTickets)
export class ListTicketsHandler implements IQueryHandler<ListTickets> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ filter, sort, paging, at }: ListTickets) {
    const { reads } = this
    const byClocks = asksClocks(filter)
    const bySla = byClocks || sort === 'breach_at'
    const reflects = await reach(reads, ['tickets', 'customers', ...(bySla ? ['sla' as const] : [])], at)
    if (filter.queue?.length === 0) return { value: { items: [], next: null }, reflects }
    const keep = byClocks ? (page: readonly TicketDocument[]) => keepBySla(reads, page, filter) : undefined
    const { items, next } =
      sort === 'breach_at'
        ? await findByBreach(reads, filter, paging)
        : await findTickets(reads.tickets, filter, sort, paging, keep)
    const present = await reads.groupChats.present(items)
    const renamed = await reads.customers.getMany(present.map(({ conversationId }) => conversationId))
    const answers = await Promise.all(
      present.map(ticket => answerOf(reads.sealer, ticket, renamed.get(ticket.conversationId)))
    )
    return { value: { items: answers, next }, reflects }
  }
}
