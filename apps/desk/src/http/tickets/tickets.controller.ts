import { Get, Inject, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetTicket, ListTicketEvents } from '#application'
import { type TicketId, ticketIdIn } from '#kernel'
import { type Answer, etagOf, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { minPosition, oneOf, parseQuery, wholeNumber } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { momentOf, moments } from './moments.js'
import { eventBody, ticketBody } from './present-ticket.js'
import { Threads } from './threads.js'
import { TicketLists } from './ticket-lists.js'

/** `tkt_…` of a path. @throws Problem 404 for anything else */
export function ticketIdOf(text: string): TicketId {
  const id = ticketIdIn(text)
  if (!id) throw notFound('ticket')
  return id
}

@ApiController('tickets')
export class TicketsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists,
    private readonly threads: Threads,
    private readonly tickets: TicketLists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:read')
  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const asked = this.tickets.parse(call, 'tickets')
    return this.tickets.answer(call, asked, {}, '-created_at')
  }

  @Scope('tickets:read')
  @Get(':id')
  async get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const ticketId = ticketIdOf(id)
    const asked = parseQuery(call.query, {
      ...moments(this.deps.clock),
      include: oneOf(['thread']),
      min_position: minPosition
    })
    const moment = momentOf(asked)
    const at = { minPosition: asked.min_position }
    const { value, reflects } = await this.queries.execute(new GetTicket(ticketId, moment, at))
    if (!value) throw notFound(moment.kind === 'now' ? 'ticket' : 'ticket, or it was not there yet')
    const body = ticketBody(value, call.principal)
    if (asked.include) {
      const messages = await this.threads.last(ticketId, call, moment, at)
      return found({ ...body, ...messages }, reflects)
    }
    // The name of who is renamed or forgotten changes, and the ticket's revision does not.
    const always = value.customerMayChange || value.customerName === null
    return { ...found(body, reflects, { ETag: etagOf(value.ticket.revision) }), always }
  }

  @Scope('tickets:read')
  @Get(':id/thread')
  async thread(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.threads.page(ticketIdOf(id), call)
  }

  @Scope('tickets:read')
  @Get(':id/events')
  async events(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const ticketId = ticketIdOf(id)
    const {
      filters: asked,
      paging,
      at,
      body
    } = this.lists.parse(call.query, `events ${ticketId}`, {
      from_revision: wholeNumber(0)
    })
    const from = paging.after ? Number(paging.after.order) : (asked.from_revision ?? 0)
    const { value, reflects } = await this.queries.execute(
      new ListTicketEvents(ticketId, from, paging.limit, at)
    )
    if (!value) throw notFound('ticket')
    const { items, nextRevision } = value
    const next = nextRevision === null ? null : { order: nextRevision, id: '' }
    return found(
      body({ items, next }, event => eventBody(event, call.principal)),
      reflects
    )
  }
}
