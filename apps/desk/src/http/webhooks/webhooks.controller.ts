import { Delete, Get, HttpStatus, Inject, Param, Patch, Post } from '@nestjs/common'
import { reach } from '#application'
import type { EndpointErrand } from '#domain'
import type { RecordedEvent } from '#event-log'
import { toIso } from '#kernel'
import { type Answer, found, positionOf } from '../answer.js'
import { AnswersSecret } from '../api/answers-secret.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { Feed } from '../feed/feed.js'
import { emptyBody, parseBody } from '../input/body.js'
import { minPosition, parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { invalidBody, Problem } from '../problems/problem.js'
import { replay, rotation } from './bodies.js'
import { EndpointCalls } from './endpoint-calls.js'

/** How long what was sent is kept. */
const keptMs = 30 * 24 * 3_600_000

/** Addresses outside that are told what happens. */
@Scope('webhooks:manage')
@ApiController('webhooks')
export class WebhooksController {
  constructor(
    private readonly endpoints: EndpointCalls,
    private readonly lists: Lists,
    private readonly feed: Feed,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  /** The answer is the only time the secret is seen. */
  @AnswersSecret()
  @Post()
  async register(@TheCall() call: Call): Promise<Answer> {
    const { endpoint, secret, done } = await this.endpoints.register(call)
    return {
      status: 201,
      headers: positionOf(done),
      body: { ...(await this.endpoints.body(endpoint)), secret }
    }
  }

  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const { paging, at, body } = this.lists.parse(call.query, 'webhooks', {})
    const reflects = await reach(this.deps.reads, ['log'], at)
    const { items, next } = pageOf(await this.endpoints.all(call), paging)
    const bodies = await Promise.all(items.map(endpoint => this.endpoints.body(endpoint)))
    return found(
      body({ items: bodies, next }, one => one),
      reflects
    )
  }

  @Get(':id')
  async get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const { min_position } = parseQuery(call.query, { min_position: minPosition })
    const reflects = await reach(this.deps.reads, ['log'], { minPosition: min_position })
    return found(await this.endpoints.body(await this.endpoints.find(id, call)), reflects)
  }

  @Patch(':id')
  async change(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const done = await this.endpoints.change(id, call)
    return this.#now(id, call, HttpStatus.OK, positionOf(done))
  }

  @Delete(':id')
  async remove(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const endpoint = await this.endpoints.findOwn(id, call)
    const done = await this.endpoints.act(endpoint.id, { type: 'RemoveEndpoint' }, call)
    return { status: HttpStatus.NO_CONTENT, headers: positionOf(done), body: null }
  }

  @AnswersSecret()
  @Post(':id/secret-rotations')
  async rotate(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const endpoint = await this.endpoints.findOwn(id, call)
    const { overlap_s: overlapS = 0 } = call.body === undefined ? {} : parseBody(call.body, rotation)
    const { secret, done } = await this.endpoints.rotate(endpoint, overlapS, call)
    return { status: HttpStatus.OK, headers: positionOf(done), body: { secret } }
  }

  @Post(':id/verifications')
  async verify(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    emptyBody(call.body)
    return this.#errand(id, call, { kind: 'verification' })
  }

  @Post(':id/tests')
  async test(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    emptyBody(call.body)
    return this.#errand(id, call, { kind: 'test' })
  }

  @Post(':id/resumptions')
  async resume(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    emptyBody(call.body)
    const done = await this.endpoints.resume(id, call)
    return this.#now(id, call, HttpStatus.OK, positionOf(done))
  }

  @Post(':id/replays')
  async replay(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const endpoint = await this.endpoints.findOwn(id, call)
    const asked = parseBody(call.body, replay)
    const { from, to = null, only, after } = asked
    const ways = [from, only, after].filter(way => way !== undefined)
    if (ways.length !== 1 || (to !== null && from === undefined))
      throw invalidBody([
        { pointer: '', code: 'invalid', message: 'must have from, and to where it ends, or only, or after' }
      ])
    if (from !== undefined && to !== null && to < from)
      throw invalidBody([{ pointer: '/to', code: 'invalid', message: 'must not be before from' }])
    const now = this.deps.clock.now()
    if (from !== undefined && from > now)
      throw invalidBody([{ pointer: '/from', code: 'invalid', message: 'must not be in the future' }])
    const earliest = Math.max(endpoint.registeredAt, now - keptMs)
    const notKept = () =>
      new Problem(422, 'not_kept', `what was sent is kept since ${toIso(earliest)}`, {
        members: { earliest: toIso(earliest) }
      })
    const errand = { kind: 'replay', from: from ?? null, to, onlyGivenUp: only !== undefined } as const
    if (after === undefined) {
      if (from !== undefined && from < earliest) throw notKept()
      return this.#errand(id, call, errand)
    }
    const { told, event } = await this.#placeOf(after)
    // Its place says whether the endpoint was there; what it was sent is kept by time.
    if (!event || event.position < endpoint.since || event.recordedAt < now - keptMs) throw notKept()
    const { stream, revision } = event
    return this.#errand(id, call, { ...errand, after: { stream, revision, told } })
  }

  /** What stands before this cursor of the feed. Undefined: nothing, it is the beginning. */
  async #placeOf(cursor: string): Promise<{ told: number; event: RecordedEvent | undefined }> {
    const place = await this.feed.placeOf(cursor).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error
      throw invalidBody([{ pointer: '/after', code: 'invalid', message: 'must be a cursor of the feed' }])
    })
    const event = place.after && (await this.deps.reads.log.eventAt(place.after.position))
    return { told: place.told, event }
  }

  async #errand(id: string, call: Call, errand: EndpointErrand): Promise<Answer> {
    const endpoint = await this.endpoints.findOwn(id, call)
    const done = await this.endpoints.act(endpoint.id, { type: 'AskErrand', errand }, call)
    return this.#now(id, call, HttpStatus.ACCEPTED, positionOf(done))
  }

  async #now(id: string, call: Call, status: number, headers: Answer['headers']): Promise<Answer> {
    const endpoint = await this.endpoints.find(id, call)
    return { status, headers, body: await this.endpoints.body(endpoint) }
  }
}
