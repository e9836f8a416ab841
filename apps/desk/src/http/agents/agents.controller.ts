import { Get, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { type AgentAnswer, GetAgent, ListAgents } from '#application'
import type { JsonObject } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists } from '../api/lists.js'
import { agentIdIn, agentIdText } from '../input/ids.js'
import { minPosition, parseQuery } from '../input/query.js'
import { notFound } from '../problems/problem.js'

@ApiController('agents')
export class AgentsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists
  ) {}

  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const { paging, at, body } = this.lists.parse(call.query, 'agents', {})
    const { value, reflects } = await this.queries.execute(new ListAgents(paging, at))
    return found(body(value, agentBody), reflects)
  }

  @Get(':id')
  async get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const agentId = agentIdIn(id)
    if (!agentId) throw notFound('agent')
    const { min_position } = parseQuery(call.query, { min_position: minPosition })
    const { value, reflects } = await this.queries.execute(
      new GetAgent(agentId, { minPosition: min_position })
    )
    if (!value) throw notFound('agent')
    return found(agentBody(value), reflects)
  }
}

const agentBody = ({ agent, displayName, username, assignedOpen }: AgentAnswer): JsonObject => ({
  id: agentIdText(agent.id),
  display_name: displayName,
  username,
  availability: agent.availability,
  assigned_open: assignedOpen
})
