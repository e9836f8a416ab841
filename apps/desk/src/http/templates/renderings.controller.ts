import { Param, Post } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { FillTemplate, GetCommandAnswer } from '#application'
import { hasScope, seesQueue } from '#domain'
import { isSlug, ticketIdIn } from '#kernel'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { optional, parseBody, parsed, required } from '../input/body.js'
import { agentId } from '../input/ids.js'
import { invalidBody, notFound } from '../problems/problem.js'

const ticketId = parsed(ticketIdIn, 'must be the id of a ticket')

/** What a template would say in a ticket; nothing is sent. */
@ApiController('templates')
export class RenderingsController {
  constructor(private readonly queries: QueryBus) {}

  @Scope('settings:read', 'tickets:read')
  @Post(':id/renderings')
  async render(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const body = parseBody(call.body, { ticket_id: required(ticketId), agent_id: optional(agentId) })
    const answer = await this.queries.execute(new GetCommandAnswer(body.ticket_id, []))
    if (!answer || !seesQueue(call.principal, answer.ticket.queueId)) {
      throw invalidBody([{ pointer: '/ticket_id', code: 'unknown', message: 'is no ticket' }])
    }
    const personal = hasScope(call.principal, 'tickets:personal')
    const about = {
      answer,
      agentId: body.agent_id ?? (call.principal.kind === 'agent' ? call.principal.id : null),
      personal
    }
    const filled = isSlug(id) ? await this.queries.execute(new FillTemplate(id, about)) : undefined
    if (!filled) throw notFound('template')
    const { text, entities, missing } = filled
    return { status: 200, headers: {}, body: { text, entities: [...entities], missing: [...missing] } }
  }
}
