import { Inject, Injectable } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { ListTickets, ListTicketsThen, type TicketFilter } from '#application'
import { listedBy, type Principal, type TicketSort } from '#domain'
import type { Refusal } from '#kernel'
import type { SettingDocument } from '#views'
import { type Answer, found } from '../answer.js'
import type { Call } from '../api/call.js'
import { type ListCall, Lists } from '../api/lists.js'
import { queuesFor } from '../auth/queue-gate.js'
import { pastTime } from '../input/params.js'
import { parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import type { Problem } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { ticketBody } from './present-ticket.js'
import { filterOf, sortOf, ticketFilters } from './ticket-filters.js'

type Filters = typeof ticketFilters & { readonly as_of: ReturnType<typeof pastTime> }
type Omittable = 'queue' | 'customer'
export type TicketListCall = ListCall<Omit<Filters, Omittable> & Partial<Pick<Filters, Omittable>>>

/** Every list of tickets: its filters and orders, now or as of a time. */
@Injectable()
export class TicketLists {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  /** `without`: the filter that the path has set already. @throws Problem 400 */
  parse({ query }: Call, list: string, without?: Omittable): TicketListCall {
    const { queue, customer, ...others } = ticketFilters
    const filters = {
      ...others,
      ...(without === 'queue' ? {} : { queue }),
      ...(without === 'customer' ? {} : { customer }),
      as_of: pastTime(this.deps.clock)
    }
    return this.lists.parse(query, list, filters)
  }

  /** As a saved list says it now; once it says something else its cursors are no longer taken. @throws Problem 400 */
  saved({ query }: Call, { settingId, version, body }: SettingDocument): TicketListCall {
    const call = this.lists.parse(query, `saved-list ${settingId} ${version}`, {
      as_of: pastTime(this.deps.clock)
    })
    return { ...call, filters: { ...parseQuery(listedBy(body), ticketFilters), ...call.filters } }
  }

  /** `more` wins over the filters of the call. What somebody sees is what is in their queues now. @throws Problem 400, 422 */
  async answer(
    { principal }: Call,
    { filters, paging, at, body }: TicketListCall,
    more: Partial<TicketFilter>,
    usual: TicketSort
  ): Promise<Answer> {
    const { as_of, ...others } = filters
    const filter = { ...filterOf(others, as_of ?? this.deps.clock.now()), ...more }
    const sort = sortOf(others, usual)
    if (as_of === undefined) {
      const seen = { ...filter, queue: queuesFor(principal, filter.queue) }
      const { value, reflects } = await this.queries.execute(new ListTickets(seen, sort, paging, at))
      return found(
        body(value, ticket => ticketBody(ticket, principal)),
        reflects
      )
    }
    const then = await this.queries.execute(
      new ListTicketsThen(filter, sort, paging, as_of, at, principal.queues)
    )
    if (!then.ok) throw tooMany(then, principal)
    const { value, reflects } = then.value
    return found(
      body(value, ticket => ticketBody(ticket, principal)),
      reflects
    )
  }
}

/** How many tickets the desk has is not told to whoever sees only some queues. */
export const tooMany = (refusal: Refusal<'too_many_tickets'>, { queues }: Principal): Problem =>
  problemOf(queues === null ? refusal : { ...refusal, details: { ...refusal.details, count: null } })
