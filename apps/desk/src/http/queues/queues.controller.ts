import { Get, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import {
  GetSetting,
  ListQueueAgents,
  ListQueues,
  ListTickets,
  type QueueAgent,
  type QueueAnswer
} from '#application'
import { liveStatuses } from '#domain'
import { agentIdText, isSlug, type JsonObject, type QueueId } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { notFound } from '../problems/problem.js'
import { ticketBody } from '../tickets/present-ticket.js'
import { filterOf, sortOf, ticketFilters } from '../tickets/ticket-filters.js'

const { queue: _, ...ofQueue } = ticketFilters

@ApiController('queues')
export class QueuesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists
  ) {}

  @Scope('tickets:read')
  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const { paging, at, body } = this.lists.parse(call.query, 'queues', {})
    const { value, reflects } = await this.queries.execute(new ListQueues(call.principal.queues, paging, at))
    return found(body(value, queueBody), reflects)
  }

  @Scope('agents:read')
  @Get(':id/agents')
  async agents(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    if (!isSlug(id)) throw notFound('queue')
    const { paging, at, body } = this.lists.parse(call.query, `agents of ${id}`, {})
    const { value, reflects } = await this.queries.execute(new ListQueueAgents(id, paging, at))
    if (!value) throw notFound('queue')
    return found(body(value, agentBody), reflects)
  }

  @Scope('tickets:read')
  @Get(':id/tickets')
  async tickets(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    if (!isSlug(id)) throw notFound('queue')
    const { filters, paging, at, body } = this.lists.parse(call.query, `queue ${id}`, ofQueue)
    const queue = await this.queries.execute(new GetSetting('queue', id, { kind: 'now' }, {}))
    if (!queue.value) throw notFound('queue')
    const status = filters.status ?? liveStatuses
    const filter = { ...filterOf(filters), queue: [id as QueueId], status }
    const sort = sortOf(filters, 'created_at')
    const { value, reflects } = await this.queries.execute(new ListTickets(filter, sort, paging, at))
    return found(
      body(value, ticket => ticketBody(ticket, call.principal)),
      reflects
    )
  }
}

const agentBody = ({ agent, displayName, whyNot, load, limit }: QueueAgent): JsonObject => ({
  id: agentIdText(agent.id),
  display_name: displayName,
  eligible: whyNot === null,
  why_not: whyNot,
  load,
  limit
})

const queueBody = ({ id, setting, isDefault, ...counted }: QueueAnswer): JsonObject => ({
  id,
  name: setting.body['name'] ?? null,
  description: setting.body['description'] ?? null,
  position: setting.place,
  default: isDefault,
  open: counted.open,
  unassigned: counted.unassigned,
  assigned: counted.assigned,
  waiting_longest_s: counted.waitingLongestS,
  overdue: counted.overdue,
  // Nothing escalates a ticket yet.
  escalated: 0
})
