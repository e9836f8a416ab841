import { type AllStreamRecordedEvent, type START, streamNameFilter } from '@eventstore/db-client'
import type { Clock } from '#kernel'
import type { Position, Subscribed } from '../port.js'
import type { Line } from './connection.js'
import type { Head } from './head.js'
import type { StreamNames } from './names.js'
import type { Pair } from './position.js'
import { Pulled } from './pulled.js'
import type { Server } from './server.js'
import { fromServer, placeOf } from './stored.js'
import type { Timings } from './timings.js'

/** So long the next event of a burst is waited for before the head is looked for. */
const burstMs = 10

export interface SubscriptionParts {
  readonly server: Server
  readonly head: Head
  readonly names: StreamNames
  readonly timings: Timings
  readonly clock: Clock
  readonly closing: AbortSignal
}

/** The position of the last event given, '' before the first. */
export interface Place {
  last: string
}

/** The server ended it, or let it stand while the log went on. */
class Dropped extends Error {}

/**
 * One subscription of the server's, until the server ends it. "Caught up" is never taken from the server, which says it once at
 * most: it means that the head was looked at after the last event was given, and is passed.
 */
export class Served {
  readonly #pulled: Pulled<{ event?: AllStreamRecordedEvent }>
  #told = false
  #given = 0
  #goal: string | undefined
  #looking = false
  #failed: { readonly thrown: unknown } | undefined

  constructor(
    private readonly parts: SubscriptionParts,
    private readonly line: Line,
    fromPosition: Pair | typeof START,
    private readonly place: Place
  ) {
    const { names, server } = parts
    const { client, credentials } = server.connection
    const filter = streamNameFilter({ prefixes: names.filter, checkpointInterval: 1000 })
    const subscription = client.subscribeToAll({ fromPosition, filter, credentials })
    this.#pulled = new Pulled(subscription, () => subscription.unsubscribe())
  }

  /** The next event, if it is here already. @throws Dropped, Corrupt, what the client reported */
  take(): Subscribed | undefined {
    for (;;) {
      const event = this.#pulled.take()?.event
      if (!this.line.isWhole) throw new Dropped('the connection broke')
      if (!event) return undefined
      const place = placeOf(event)
      if (place <= this.place.last) continue
      const given = fromServer(event, this.parts.names.fromServer(event.streamId), place)
      this.place.last = place
      this.#told = false
      this.#given++
      return { kind: 'event', event: given }
    }
  }

  /** With nothing to take: tells once that all is taken, else waits until there may be something. @throws Dropped, what the client reported */
  async later(signal: AbortSignal): Promise<Subscribed | undefined> {
    const pulled = this.#pulled
    if (pulled.ended) throw new Dropped('the server ended the subscription')
    if (!this.#told && this.#goal !== undefined && this.#goal <= this.place.last) {
      this.#told = true
      this.#goal = undefined
      return { kind: 'caughtUp' }
    }
    if (this.#failed) throw this.#failed.thrown
    if (!this.#told && this.#goal === undefined && !this.#looking) {
      // In a burst the next event is about to come: then there is nothing to look for.
      if (this.#given > 0 && (await pulled.changed(burstMs, signal))) return undefined
      void this.#look()
    }
    if (!(await pulled.changed(this.parts.timings.silence, signal))) await this.#mustBeIdle()
    return undefined
  }

  stop(): void {
    this.#pulled.stop()
  }

  async #look(): Promise<void> {
    this.#looking = true
    const at = this.#given
    try {
      const found = await this.parts.head.current()
      if (found !== undefined && found > this.place.last) this.#goal = found
      else if (at === this.#given) this.#goal = this.place.last
    } catch (thrown) {
      this.#failed = { thrown }
    } finally {
      this.#looking = false
      this.#pulled.wake()
    }
  }

  async #mustBeIdle(): Promise<void> {
    const found: Position | undefined = await this.parts.head.current()
    if (found !== undefined && found > this.place.last)
      throw new Dropped(`nothing came for ${this.parts.timings.silence} ms, although the log went on`)
  }
}
