import { Get, Inject, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetTicketSla, type TicketSla } from '#application'
import type { JsonObject } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { minPosition, parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { momentOf, moments } from '../tickets/moments.js'
import { ticketIdOf } from '../tickets/tickets.controller.js'
import { explanationBody, slaBody } from './present-sla.js'

@ApiController('tickets')
export class TicketSlaController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:read')
  @Get(':id/sla')
  get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.#answer(id, call, slaBody)
  }

  @Scope('tickets:read')
  @Get(':id/sla/explanation')
  explain(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.#answer(id, call, explanationBody)
  }

  async #answer(id: string, { query }: Call, present: (sla: TicketSla) => JsonObject): Promise<Answer> {
    const ticketId = ticketIdOf(id)
    const asked = parseQuery(query, { ...moments(this.deps.clock), min_position: minPosition })
    const moment = momentOf(asked)
    const at = { minPosition: asked.min_position }
    const { value, reflects } = await this.queries.execute(new GetTicketSla(ticketId, moment, at))
    if (!value) throw notFound(moment.kind === 'now' ? 'ticket' : 'ticket, or it was not there yet')
    return found(present(value), reflects)
  }
}
