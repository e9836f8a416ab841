import { Get, Inject } from '@nestjs/common'
import { feedStart, reach, readFeed } from '#application'
import type { JsonObject } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { minPosition, parseQuery, wholeNumber } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { Feed } from './feed.js'
import { cursorParam, mustBeTold, typesParam } from './feed-params.js'

const defaultLimit = 25
/** So much of the log is looked at for a page; a page may be short and not be the end. */
const maxLooked = 20_000
const maxMs = 1000

/** The public feed from its beginning, page by page. */
@ApiController('events')
export class EventsController {
  constructor(
    private readonly feed: Feed,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:read')
  @Get()
  async list(@TheCall() { query, principal }: Call): Promise<Answer> {
    const asked = parseQuery(query, {
      after: cursorParam,
      types: typesParam,
      limit: wholeNumber(1, 100),
      min_position: minPosition
    })
    const { types, limit = defaultLimit } = asked
    mustBeTold(principal, types ?? [])
    let place = asked.after === undefined ? feedStart : await this.feed.placeOf(asked.after)
    const { clock, reads } = this.deps
    const reflects = await reach(reads, ['log'], { minPosition: asked.min_position })
    const deadline = clock.monotonic() + maxMs
    const data: JsonObject[] = []
    let end = false
    let looked = 0
    const stop = new AbortController()
    for await (const step of readFeed(reads.log, place, stop.signal)) {
      if (step.kind === 'end') {
        end = true
        break
      }
      const item =
        step.kind === 'told'
          ? await this.feed.itemOf(step.told, { principal, types, queues: undefined })
          : undefined
      if (item) data.push(item)
      place = step.next
      if (data.length === limit || ++looked === maxLooked || clock.monotonic() > deadline) break
    }
    stop.abort()
    return found({ data, page: { next_cursor: this.feed.cursorOf(place), end } }, reflects)
  }
}
