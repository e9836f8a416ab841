import { jsonEvent, NO_STREAM, type RecordedEvent as ServerEvent } from '@eventstore/db-client'
import { type Clock, isJsonObject, within } from '#kernel'
import type { Position } from '../port.js'
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

const bookmarkType = 'DeskBookmark'

/**
 * Finds the last event of our streams by reading `$all` backwards. What lies before an earlier look is not read again; across
 * restarts a bookmark, a small event of our own outside the streams of the port, says how far somebody had looked: one at
 * each start, and one every minute or two as a heartbeat while others write. So neither the statistics that a server writes
 * of itself nor another application's events make it slow: a start reads what came since a desk last ran.
 */
export class Head {
  /** Nothing of ours lies before it. */
  born: Position | undefined
  #looked: Looked | undefined
  /** Events of others were seen since the last bookmark. */
  #othersWrite = false
  #running: Promise<Position | undefined> | undefined
  #next: Promise<Position | undefined> | undefined

  constructor(
    private readonly server: Server,
    private readonly names: StreamNames,
    private readonly timings: Timings,
    private readonly clock: Clock
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
    const last = await this.server.lastOf(this.names.bookmarks)
    await this.server.identity.line()
    const { client, credentials } = this.server.connection
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
    this.#othersWrite = false
    return this.server.lastOf(this.names.bookmarks)
  }

  /** Until `signal`: a bookmark a minute, if there is anything that it spares a later reader. A server that is away is left alone. */
  async beat(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.clock.sleep(this.timings.heartbeat, signal)
      if (signal.aborted) return
      await this.#beatOnce().catch(() => undefined)
    }
  }

  async #beatOnce(): Promise<void> {
    await this.current()
    if (!this.#othersWrite) return
    const last = await this.server.lastOf(this.names.bookmarks)
    // Another process of the desk has just done it.
    if (last && this.clock.now() - last.created.getTime() < this.timings.heartbeat / 2) return
    await this.bookmark()
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
    const found = (head: Position | undefined): Position | undefined => {
      if (end !== undefined && !(this.#looked && this.#looked.upTo > end)) this.#looked = { upTo: end, head }
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
      } else this.#othersWrite = true
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
}
