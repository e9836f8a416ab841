import { jsonEvent, NO_STREAM, type RecordedEvent as ServerEvent } from '@eventstore/db-client'
import { isJsonObject } from '#kernel'
import type { Position } from '../port.js'
import { within } from './appender.js'
import { faultOf } from './faults.js'
import type { StreamNames } from './names.js'
import { pairOf, positionOf } from './position.js'
import type { Server } from './server.js'
import { placeOf } from './stored.js'
import type { Timings } from './timings.js'

/** Everything up to and with `upTo` has been looked at: the last event of ours there is `head`. */
interface Looked {
  readonly upTo: Position
  readonly head: Position | undefined
}

/** So many events that are not ours after the last that is, or after a bookmark, are worth a bookmark. */
const worthABookmark = 1000
const bookmarkType = 'DeskBookmark'

/**
 * Finds the last event of our streams by reading `$all` backwards. What lies before an earlier look is not read again; across
 * restarts a bookmark, a small event of our own outside the streams of the port, says how far somebody had looked.
 * So neither the statistics that a server writes of itself nor another application's events make it slow.
 */
export class Head {
  /** Nothing of ours lies before it. */
  born: Position | undefined
  #looked: Looked | undefined
  #foreign = 0
  #running: Promise<Position | undefined> | undefined
  #next: Promise<Position | undefined> | undefined

  constructor(
    private readonly server: Server,
    private readonly names: StreamNames,
    private readonly timings: Timings
  ) {}

  /** Sees every append that returned before the call. Callers that come while a look is under way share the next one. */
  current(): Promise<Position | undefined> {
    const running = this.#running
    if (!running) return this.#run()
    this.#next ??= running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined
        return this.#run()
      })
    return this.#next
  }

  /**
   * Says in the log how far it was looked at, and answers the server's time of that. Proves that we may write.
   * Of several processes that do it at once one does.
   */
  async bookmark(): Promise<{ readonly created: Date } | undefined> {
    const looked = this.#looked
    const { client, credentials } = this.server.connection
    const last = await this.server.lastOf(this.names.bookmarks)
    const data = { head: looked?.head ?? null, upTo: looked?.upTo ?? null, of: this.#of() }
    try {
      const appending = client.appendToStream(this.names.bookmarks, jsonEvent({ type: bookmarkType, data }), {
        expectedRevision: last ? last.revision : NO_STREAM,
        credentials,
        deadline: this.timings.attempt
      })
      await within(this.timings.attempt + 250, appending)
    } catch (error) {
      if (faultOf(error).kind !== 'conflict') throw error
    }
    this.#foreign = 0
    return this.server.lastOf(this.names.bookmarks)
  }

  #run(): Promise<Position | undefined> {
    const running = this.#look().finally(() => {
      if (this.#running === running) this.#running = undefined
    })
    this.#running = running
    return running
  }

  async #look(): Promise<Position | undefined> {
    let known = this.#looked
    let end: Position | undefined
    let foreign = 0
    const found = (head: Position | undefined): Position | undefined => {
      if (end !== undefined && !(this.#looked && this.#looked.upTo > end)) this.#looked = { upTo: end, head }
      this.#foreign = head === known?.head ? this.#foreign + foreign : foreign
      if (this.#foreign >= worthABookmark) this.#bookmarkLater()
      return head
    }
    for await (const event of this.server.backwards()) {
      const place = placeOf(event)
      if (end === undefined) {
        end = place
        // Older than what was seen of it: another log, or an older copy of this one.
        if (known && end < known.upTo) known = this.#looked = undefined
      }
      if (known && place <= known.upTo) return found(known.head)
      if (this.born !== undefined && place <= this.born) return found(undefined)
      if (this.names.isOurs(event.streamId)) return found(place)
      if (event.streamId === this.names.bookmarks) {
        const marked = this.#marked(event)
        if (marked && !(known && known.upTo > marked.upTo)) known = marked
      }
      foreign++
    }
    return found(undefined)
  }

  #marked({ data }: ServerEvent): Looked | undefined {
    if (!isJsonObject(data) || data['of'] !== this.#of()) return undefined
    const upTo = typeof data['upTo'] === 'string' ? pairOf(data['upTo']) : undefined
    const head = typeof data['head'] === 'string' ? pairOf(data['head']) : undefined
    return upTo && { upTo: positionOf(upTo), head: head && positionOf(head) }
  }

  /** A bookmark of a process that knows other streams says nothing about ours. */
  #of(): string {
    return this.names.filter.join(' ')
  }

  #bookmarkLater(): void {
    this.#foreign = 0
    this.bookmark().catch(() => undefined)
  }
}
