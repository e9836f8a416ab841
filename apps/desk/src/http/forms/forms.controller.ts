import { Get, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetForm, type OpenedForm } from '#application'
import { hasScope, type Principal } from '#domain'
import type { JsonObject } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { minPosition, parseQuery } from '../input/query.js'
import { notFound } from '../problems/problem.js'
import { time } from '../tickets/present-ticket.js'
import { ticketIdOf } from '../tickets/tickets.controller.js'

@ApiController('tickets')
export class FormsController {
  constructor(private readonly queries: QueryBus) {}

  @Scope('tickets:read')
  @Get(':id/form')
  async get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const asked = parseQuery(call.query, { min_position: minPosition })
    const at = { minPosition: asked.min_position }
    const { value, reflects } = await this.queries.execute(new GetForm(ticketIdOf(id), at))
    if (!value) throw notFound('ticket, or it had no form')
    // Its answers go with its person, and the run does not change by that.
    return { ...found(formBody(value, call.principal), reflects), always: true }
  }
}

/** What somebody typed is null for whoever lacks `tickets:personal`, and once it is forgotten. */
function formBody({ run, values }: OpenedForm, principal: Principal): JsonObject {
  const shown = hasScope(principal, 'tickets:personal')
  return {
    form_id: run.form,
    version: run.version,
    state: run.phase,
    cause: run.cause,
    question: run.current?.field ?? null,
    started_at: time(run.startedAt),
    ended_at: run.phase === 'running' ? null : time(run.at),
    answers: run.answers.map(({ field, nth, flagged }) => ({
      field,
      label: { ...run.fields.find(one => one.field === field)?.label },
      state: nth === null ? 'skipped' : 'answered',
      value: shown ? (values.get(field) ?? null) : null,
      flagged
    }))
  }
}
