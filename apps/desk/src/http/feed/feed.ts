import { Inject, Injectable } from '@nestjs/common'
import {
  type BodySources,
  type FeedPlace,
  feedHead,
  isPlaceOf,
  isVisible,
  type PublicEvent,
  publicBody
} from '#application'
import { hasScope, isWanted, type Principal } from '#domain'
import type { JsonObject, QueueId } from '#kernel'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { badQuery } from '../problems/problem.js'
import { cursorParam, FeedCursors } from './feed-params.js'
import { publicPresenter } from './public-presenter.js'

/** What of the feed somebody asks for. */
export interface Wanted {
  readonly principal: Principal
  /** Undefined: all that there is. */
  readonly types: readonly string[] | undefined
  readonly queues: readonly QueueId[] | undefined
}

/** What `/events` and `/stream` have in common. */
@Injectable()
export class Feed {
  readonly #cursors: FeedCursors
  readonly #sources: BodySources

  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {
    this.#cursors = new FeedCursors(deps.cursorKey)
    const { log, sealer } = deps.reads
    this.#sources = { log, sealer, present: publicPresenter(deps.publicUrl) }
  }

  /** @throws Problem 400 for a cursor of something else, or of another log */
  async placeOf(cursor: string): Promise<FeedPlace> {
    const place = this.#cursors.read(cursor)
    if (!(await isPlaceOf(this.deps.reads.log, place)))
      throw badQuery(`after must be ${cursorParam.expected}`)
    return place
  }

  now(): Promise<FeedPlace> {
    return feedHead(this.deps.reads.log)
  }

  cursorOf(place: FeedPlace): string {
    return this.#cursors.write(place)
  }

  /** As it is shown to who asks; undefined: not for them, or not asked for. */
  async itemOf(told: PublicEvent, { principal, types, queues }: Wanted): Promise<JsonObject | undefined> {
    if (types && !isWanted(told.type, types)) return undefined
    if (queues && !told.queues?.some(queue => queues.includes(queue))) return undefined
    if (!isVisible(principal, told)) return undefined
    return publicBody(told, hasScope(principal, 'tickets:personal'), this.#sources)
  }
}
