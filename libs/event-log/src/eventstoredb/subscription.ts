import { type AllStreamRecordedEvent, START, streamNameFilter } from '@eventstore/db-client'
import type { Clock } from '#kernel'
import { Corrupt, Unavailable } from '../errors.js'
import type { Position, Subscribed } from '../port.js'
import { faultOf, isDisconnected, messageOf } from './faults.js'
import type { Head } from './head.js'
import type { StreamNames } from './names.js'
import { type Pair, pairOf } from './position.js'
import { Pulled } from './pulled.js'
import type { Server } from './server.js'
import { fromServer, placeOf } from './stored.js'
import { pauseMs, type Timings } from './timings.js'

const burstMs = 1

/** What health shows of one subscription. */
export interface SubscriptionState {
  state: 'starting' | 'catchingUp' | 'live' | 'backoff'
  /** Milliseconds since the epoch: when it came into this state. */
  since: number
  /** Dropped in a burst as too slow, and gone on at once: ordinary under load. */
  tooSlow: number
  /** Dropped for another reason, ends without an error among them. */
  dropped: number
  lastError?: string
}

/** The server ended it, or let it stand while the log went on. */
class Dropped extends Error {}

export interface SubscriptionParts {
  readonly server: Server
  readonly head: Head
  readonly names: StreamNames
  readonly timings: Timings
  readonly clock: Clock
  readonly closing: AbortSignal
}

/**
 * Every event of our streams after a position, through any number of the server's subscriptions: whatever ends one, the next
 * goes on after the last event that the reader has taken. Nothing is given twice and nothing left out. Never gives up.
 * "Caught up" is never taken from the server, which says it once at most: it means that the head was looked at after the last
 * event was given, and is passed.
 */
export class CatchUp {
  #last: string
  #exact = false

  constructor(
    private readonly parts: SubscriptionParts,
    after: Position | 'start',
    private readonly signal: AbortSignal,
    readonly state: SubscriptionState
  ) {
    this.#last = after === 'start' ? '' : after
  }

  async *items(): AsyncGenerator<Subscribed> {
    const { clock, closing, server, timings } = this.parts
    const either = AbortSignal.any([this.signal, closing])
    let attempt = 0
    while (!this.signal.aborted) {
      this.#open()
      const { client } = server.connection
      const before = this.#last
      try {
        yield* this.#once(either)
      } catch (error) {
        if (error instanceof Corrupt) throw error
        if (this.signal.aborted) return
        this.#open()
        const fault = faultOf(error)
        this.state.lastError = messageOf(error)
        if (before !== this.#last) attempt = 0
        if (fault.kind === 'tooSlow') {
          this.state.tooSlow++
          if (before !== this.#last) continue
        } else {
          this.state.dropped++
        }
        if (isDisconnected(fault)) server.connection.renew(client)
        this.#enter('backoff')
        await clock.sleep(pauseMs(attempt++, timings.longestPause), either)
      }
    }
  }

  /** Until the server ends it. */
  async *#once(either: AbortSignal): AsyncGenerator<Subscribed> {
    const { head, server, names, timings } = this.parts
    this.#enter('starting')
    const fromPosition = await this.#start()
    if (either.aborted) return
    const line = await server.identity.line()
    const { client, credentials } = server.connection
    const subscription = client.subscribeToAll({
      fromPosition,
      filter: streamNameFilter({ prefixes: names.filter, checkpointInterval: 1000 }),
      credentials
    })
    const pulled = new Pulled<{ event?: AllStreamRecordedEvent }>(subscription, () =>
      subscription.unsubscribe()
    )
    let told = false
    let given = 0
    let goal: Position | undefined
    let looking = false
    let failed: { readonly thrown: unknown } | undefined
    const look = () => {
      looking = true
      const at = given
      head
        .current()
        .then(
          found => {
            if (found !== undefined && found > this.#last) goal = found
            else if (at === given) goal = this.#last as Position
          },
          thrown => {
            failed = { thrown }
          }
        )
        .finally(() => {
          looking = false
          pulled.wake()
        })
    }
    this.#enter('catchingUp')
    try {
      for (;;) {
        const event = pulled.take()?.event
        if (either.aborted) return
        if (!line.isWhole) throw new Dropped('the connection broke')
        if (event) {
          const place = placeOf(event)
          if (place <= this.#last) continue
          const item = {
            kind: 'event',
            event: fromServer(event, names.fromServer(event.streamId), place)
          } as const
          this.#last = place
          this.#exact = true
          told = false
          given++
          yield item
        } else if (pulled.ended) {
          throw new Dropped('the server ended the subscription')
        } else if (!told && goal !== undefined && goal <= this.#last) {
          told = true
          goal = undefined
          this.#enter('live')
          yield { kind: 'caughtUp' }
        } else {
          if (failed) throw failed.thrown
          if (!told && goal === undefined && !looking) {
            // In a burst the next event is about to come: then there is nothing to look for.
            if (given > 0 && (await pulled.changed(burstMs, either))) continue
            look()
          }
          if (!(await pulled.changed(timings.silence, either))) await this.#mustBeIdle()
        }
      }
    } finally {
      pulled.stop()
    }
  }

  /** Where the server can begin: it takes only the place of an event. What comes too early is left out above. */
  async #start(): Promise<Pair | typeof START> {
    const { head, server } = this.parts
    const start = (head.born !== undefined && pairOf(head.born)) || START
    const wanted = pairOf(this.#last)
    if (!wanted) return start
    if (this.#exact || (await server.at(wanted))) return wanted
    const last = await head.current()
    return (last !== undefined && last < this.#last && pairOf(last)) || start
  }

  async #mustBeIdle(): Promise<void> {
    const found = await this.parts.head.current()
    if (found !== undefined && found > this.#last)
      throw new Dropped(`nothing came for ${this.parts.timings.silence} ms, although the log went on`)
  }

  #open(): void {
    if (this.parts.closing.aborted) throw new Unavailable('the log is closed')
  }

  #enter(state: SubscriptionState['state']): void {
    this.state.state = state
    this.state.since = this.parts.clock.now()
  }
}
