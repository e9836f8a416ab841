import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { Priority, TicketStatus } from '#domain'
import type { AgentId, Instant, QueueId } from '#kernel'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import type { Page, Place } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { answerOf, type TicketAnswer } from './ticket-answer.js'
import { findTickets } from './ticket-plan.js'

/** All that are given must hold; of several values any. */
export interface TicketFilter {
  readonly status?: readonly TicketStatus[] | undefined
  readonly queue?: readonly QueueId[] | undefined
  /** Null: nobody has it. */
  readonly assignee?: readonly (AgentId | null)[] | undefined
  readonly priority?: readonly Priority[] | undefined
  /** Later than this. */
  readonly createdAfter?: Instant | undefined
  /** Earlier than this. */
  readonly createdBefore?: Instant | undefined
}

/** `-priority`: live before done, urgent first, then oldest first; `priority` is the reverse. */
export const ticketSorts = ['created_at', '-created_at', 'priority', '-priority'] as const
export type TicketSort = (typeof ticketSorts)[number]

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
    const reflects = await reach(this.reads, ['tickets'], at)
    const { items, next } = await findTickets(this.reads.tickets, filter, sort, paging)
    const answers = await Promise.all(items.map(ticket => answerOf(this.reads.sealer, ticket)))
    return { value: { items: answers, next }, reflects }
  }
}
