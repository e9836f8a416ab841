import { Get, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { ListDecisions } from '#application'
import { hasScope } from '#domain'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { notFound } from '../problems/problem.js'
import { ticketIdOf } from '../tickets/tickets.controller.js'
import { decisionBody } from './present-decision.js'

@ApiController('tickets')
export class DecisionsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists
  ) {}

  @Scope('tickets:read')
  @Get(':id/decisions')
  async list(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const ticketId = ticketIdOf(id)
    const { paging, at, body } = this.lists.parse(call.query, `decisions ${ticketId}`, {})
    const from = paging.after ? Number(paging.after.order) : 0
    const { value, reflects } = await this.queries.execute(
      new ListDecisions(ticketId, from, paging.limit, at, hasScope(call.principal, 'tickets:personal'))
    )
    if (!value) throw notFound('ticket')
    const { items, nextRevision, names } = value
    const next = nextRevision === null ? null : { order: nextRevision, id: '' }
    return found(
      body({ items, next }, one => decisionBody(one, names)),
      reflects
    )
  }
}
