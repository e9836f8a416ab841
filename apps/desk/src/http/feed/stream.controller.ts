import { Get, Inject, Req } from '@nestjs/common'
import type { Request } from 'express'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { holdsOf } from '../auth/principal-of.js'
import { Scope } from '../auth/scope.js'
import { queueId } from '../input/params.js'
import { listOf, parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { eventStream } from './event-stream.js'
import { Feed } from './feed.js'
import { cursorParam, mustBeQueues, mustBeTold, typesParam } from './feed-params.js'
import { OpenStreams } from './open-streams.js'

/** The public feed as it comes, from any place on. */
@ApiController('stream')
export class StreamController {
  constructor(
    private readonly feed: Feed,
    private readonly streams: OpenStreams,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:read')
  @Get()
  async open(@TheCall() { query, principal }: Call, @Req() request: Request): Promise<Answer> {
    const asked = parseQuery(query, { after: cursorParam, types: typesParam, queue: listOf(queueId) })
    const { types, queue: queues } = asked
    mustBeTold(principal, types ?? [])
    await mustBeQueues(principal, queues ?? [], this.deps.settings)
    // Empty before the first event came, by the standard.
    const seen = request.get('last-event-id') || asked.after
    const from = seen === undefined ? await this.feed.now() : await this.feed.placeOf(seen)
    const { clock, logger, reads } = this.deps
    const stream = await this.streams.open(principal.id, () =>
      eventStream({
        log: reads.log,
        from,
        itemOf: told => this.feed.itemOf(told, { principal, types, queues }),
        cursorOf: place => this.feed.cursorOf(place),
        holds: holdsOf(request),
        clock,
        logger
      })
    )
    return {
      status: 200,
      headers: {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no'
      },
      body: null,
      file: stream,
      always: true
    }
  }
}
