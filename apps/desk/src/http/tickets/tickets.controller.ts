import { Get, Inject, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import {
  GetThread,
  GetTicket,
  ListTicketEvents,
  ListTickets,
  slaWanted,
  type TicketMoment,
  ticketSorts
} from '#application'
import { priorities, ticketStatuses } from '#domain'
import { type AgentId, agentIdIn, type TicketId, ticketIdIn } from '#kernel'
import { type Answer, etagOf, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists } from '../api/lists.js'
import { queuesFor } from '../auth/queue-gate.js'
import { Scope } from '../auth/scope.js'
import { pastTime, queueId, time as timeParam } from '../input/params.js'
import {
  listOf,
  minPosition,
  oneOf,
  parseQuery,
  type Param as QueryParam,
  wholeNumber
} from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { badQuery, notFound } from '../problems/problem.js'
import { eventBody, messageBody, ticketBody } from './present-ticket.js'

const assignee: QueryParam<AgentId | null> = {
  read: text => (text === 'none' ? null : agentIdIn(text)),
  expected: 'an agent id or none'
}

const filters = {
  status: listOf(oneOf(ticketStatuses)),
  queue: listOf(queueId),
  assignee: listOf(assignee),
  priority: listOf(oneOf(priorities)),
  sla: listOf(oneOf(slaWanted)),
  created_after: timeParam,
  created_before: timeParam,
  sort: oneOf(ticketSorts)
}

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
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:read')
  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const { filters: asked, paging, at, body } = this.lists.parse(call.query, 'tickets', filters)
    const { principal } = call
    const { status, priority, sla, created_after: createdAfter, created_before: createdBefore } = asked
    const queue = queuesFor(principal, asked.queue)
    const filter = { status, queue, assignee: asked.assignee, priority, sla, createdAfter, createdBefore }
    const sort = asked.sort ?? '-created_at'
    const { value, reflects } = await this.queries.execute(new ListTickets(filter, sort, paging, at))
    return found(
      body(value, ticket => ticketBody(ticket, principal)),
      reflects
    )
  }

  @Scope('tickets:read')
  @Get(':id')
  async get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const ticketId = ticketIdOf(id)
    const asked = parseQuery(call.query, {
      as_of: pastTime(this.deps.clock),
      as_of_revision: wholeNumber(0),
      min_position: minPosition
    })
    const moment = momentOf(asked.as_of, asked.as_of_revision)
    const at = { minPosition: asked.min_position }
    const { value, reflects } = await this.queries.execute(new GetTicket(ticketId, moment, at))
    if (!value) throw notFound(moment.kind === 'now' ? 'ticket' : 'ticket, or it was not there yet')
    // The name of who is renamed or forgotten changes, and the ticket's revision does not.
    const always = value.customerMayChange || value.customerName === null
    const headers = { ETag: etagOf(value.ticket.revision) }
    return { ...found(ticketBody(value, call.principal), reflects, headers), always }
  }

  @Scope('tickets:read')
  @Get(':id/thread')
  async thread(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const ticketId = ticketIdOf(id)
    const { paging, at, body } = this.lists.parse(call.query, `thread ${ticketId}`, {})
    const { value, reflects } = await this.queries.execute(new GetThread(ticketId, paging, at))
    if (!value) throw notFound('ticket')
    return found(
      body(value, message => messageBody(message, call.principal)),
      reflects
    )
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

function momentOf(time: number | undefined, revision: number | undefined): TicketMoment {
  if (time !== undefined && revision !== undefined)
    throw badQuery('as_of and as_of_revision exclude each other')
  if (time !== undefined) return { kind: 'time', instant: time }
  return revision === undefined ? { kind: 'now' } : { kind: 'revision', revision }
}
