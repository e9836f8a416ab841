import { Delete, Inject, Param, Post } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import { ActOnSubject, type LegalHoldPersonal } from '#application'
import { customerIdText, instantIn, toIso } from '#kernel'
import { conceal } from '#privacy'
import { type Answer, positionOf } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, contextOf, TheCall } from '../api/call.js'
import { eventRefs } from '../api/event-refs.js'
import { Scope } from '../auth/scope.js'
import { emptyBody, parseBody, parsed, required, text } from '../input/body.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { invalidBody } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { customerIn } from './customer-in.js'

const hold = {
  reason: required(text(2000)),
  until: required(parsed(instantIn, 'must be a time as of RFC 3339, e.g. 2027-01-05T09:00:00Z'))
}

/** While a hold lasts, the person can't be forgotten. */
@Scope('privacy:manage')
@ApiController('customers')
export class LegalHoldsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  /** Replaces the one before. The reason is sealed under the person's key. */
  @Post(':id/legal-holds')
  async set(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const subjectId = await customerIn(id, call, this.queries)
    const { reason, until } = parseBody(call.body, hold)
    if (until <= this.deps.clock.now()) {
      throw invalidBody([{ pointer: '/until', code: 'invalid', message: 'must be in the future' }])
    }
    const said: LegalHoldPersonal = { reason }
    const command = { type: 'SetLegalHold' as const, subjectId, until, reason: conceal(said) }
    const done = await this.commands.execute(new ActOnSubject(subjectId, command, contextOf(call, subjectId)))
    if (!done.ok) throw problemOf(done)
    return {
      status: 200,
      headers: positionOf(done.value),
      body: {
        events: await eventRefs(this.deps.reads.log, done.value),
        customer_id: customerIdText(subjectId),
        until: toIso(until)
      }
    }
  }

  @Delete(':id/legal-holds')
  async lift(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const subjectId = await customerIn(id, call, this.queries)
    emptyBody(call.body)
    const command = { type: 'LiftLegalHold' as const, subjectId, now: this.deps.clock.now() }
    const done = await this.commands.execute(new ActOnSubject(subjectId, command, contextOf(call, subjectId)))
    if (!done.ok) throw problemOf(done)
    return { status: 204, headers: positionOf(done.value), body: null }
  }
}
