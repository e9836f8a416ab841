import { Get, Inject, Param, Post } from '@nestjs/common'
import { everyView, reach } from '#application'
import type { Parked } from '#desk-state'
import { type JsonObject, type Outcome, toIso } from '#kernel'
import { type Retried, showParked } from '#subscriptions'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { emptyBody } from '../input/body.js'
import type { Param as QueryParam } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { type ApiRefusal, problemOf } from '../problems/refusals.js'

const processName: QueryParam<string> = {
  read: text => (/^[a-z0-9:_-]{1,100}$/.test(text) ? text : undefined),
  expected: 'the name of a process, or view:<name>'
}

/**
 * Events that were set aside. `process` is a process's name or `view:{name}`, `sequence` what waits behind one another.
 * A `min_position` is waited for until all views have passed it.
 */
@ApiController('admin/parked')
export class ParkedController {
  constructor(
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('operations:read')
  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const { filters, paging, at, body } = this.lists.parse(call.query, 'parked', { process: processName })
    const reflects = await reach(this.deps.reads, everyView, at)
    const all = await this.deps.state.parked(filters.process)
    const { after, limit } = paging
    const rest = after ? all.filter(one => placeOf(one) > `${after.order}`) : all
    const items = rest.slice(0, limit)
    const last = items.at(-1)
    const next = rest.length > limit && last ? { order: placeOf(last), id: '' } : null
    return found(body({ items, next }, parkedBody), reflects)
  }

  @Scope('operations:read')
  @Get(':process/:sequence')
  async show(
    @Param('process') process: string,
    @Param('sequence') sequence: string,
    @TheCall() call: Call
  ): Promise<Answer> {
    const { paging, at, body } = this.lists.parse(call.query, `parked ${process} ${sequence}`, {})
    const { state, reads } = this.deps
    const reflects = await reach(reads, everyView, at)
    const all = await showParked(state, reads.log, process, sequence)
    if (all.length === 0) throw notFound('parked sequence')
    const present = ({ parked, event }: (typeof all)[number]): JsonObject => ({
      ...parkedBody(parked),
      event: event ? { type: event.type, recorded_at: toIso(event.recordedAt), data: event.data } : null
    })
    return found(body(pageOf(all, paging), present), reflects)
  }

  @Scope('admin')
  @Post(':process/:sequence/retry')
  retry(
    @Param('process') process: string,
    @Param('sequence') sequence: string,
    @TheCall() call: Call
  ): Promise<Answer> {
    emptyBody(call.body)
    return answered(this.deps.workers.retryParked(process, sequence))
  }

  @Scope('admin')
  @Post(':process/:sequence/skip')
  skip(
    @Param('process') process: string,
    @Param('sequence') sequence: string,
    @TheCall() call: Call
  ): Promise<Answer> {
    emptyBody(call.body)
    return answered(this.deps.workers.skipParked(process, sequence))
  }
}

async function answered(outcome: Promise<Outcome<Retried, ApiRefusal>>): Promise<Answer> {
  const done = await outcome
  if (!done.ok) throw problemOf(done)
  const { handled, left, error } = done.value
  return { status: 200, headers: {}, body: { handled, left, error: error ?? null } }
}

/** Oldest first, as the desk state lists them. */
const placeOf = ({ position, process }: Parked): string => `${position} ${process}`

const parkedBody = (parked: Parked): JsonObject => ({
  process: parked.process,
  sequence: parked.sequence,
  position: parked.position,
  event_id: parked.eventId,
  stream: parked.stream,
  revision: parked.revision,
  error: parked.error ?? null,
  attempts: parked.attempts,
  parked_at: toIso(parked.parkedAt)
})
