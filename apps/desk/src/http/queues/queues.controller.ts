import { Get, Inject, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import {
  GetSetting,
  ListQueueAgents,
  ListQueues,
  ListQueuesThen,
  type QueueAgent,
  type QueueAnswer,
  type SettingMoment
} from '#application'
import { liveStatuses } from '#domain'
import { agentIdText, isSlug, type JsonObject, type QueueId } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { pastTime } from '../input/params.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { TicketLists, tooMany } from '../tickets/ticket-lists.js'

@ApiController('queues')
export class QueuesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists,
    private readonly tickets: TicketLists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:read')
  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const as_of = pastTime(this.deps.clock)
    const { filters, paging, at, body } = this.lists.parse(call.query, 'queues', { as_of })
    const { queues } = call.principal
    if (filters.as_of === undefined) {
      const { value, reflects } = await this.queries.execute(new ListQueues(queues, paging, at))
      return found(body(value, queueBody), reflects)
    }
    const then = await this.queries.execute(new ListQueuesThen(queues, filters.as_of, at))
    if (!then.ok) throw tooMany(then, call.principal)
    return found(body(pageOf(then.value.value, paging), queueBody), then.value.reflects)
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
  async ticketsIn(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    if (!isSlug(id)) throw notFound('queue')
    const asked = this.tickets.parse(call, `queue ${id}`, 'queue')
    const { as_of: instant, status = liveStatuses } = asked.filters
    const moment: SettingMoment = instant === undefined ? { kind: 'now' } : { kind: 'time', instant }
    const queue = await this.queries.execute(new GetSetting('queue', id, moment, {}))
    if (!queue.value) throw notFound('queue')
    return this.tickets.answer(call, asked, { queue: [id as QueueId], status }, 'created_at')
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
  escalated: counted.escalated
})
