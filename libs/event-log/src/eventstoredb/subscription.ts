import { START } from '@eventstore/db-client'
import { Corrupt, Unavailable } from '../errors.js'
import type { Position, Subscribed } from '../port.js'
import { faultOf, isDisconnected, messageOf } from './faults.js'
import { type Pair, pairOf } from './position.js'
import { type Place, Served, type SubscriptionParts } from './served.js'
import { pauseMs } from './timings.js'

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

/**
 * Every event of our streams after a position, through any number of the server's subscriptions: whatever ends one, the next
 * goes on after the last event that the reader has taken. Nothing is given twice and nothing left out. Never gives up.
 */
export class CatchUp {
  readonly #place: Place
  #exact = false
  readonly #state: SubscriptionState

  constructor(
    private readonly parts: SubscriptionParts,
    after: Position | 'start',
    private readonly signal: AbortSignal,
    /** It is among them while it is being read. */
    private readonly states: Set<SubscriptionState>
  ) {
    this.#place = { last: after === 'start' ? '' : after }
    this.#state = { state: 'starting', since: parts.clock.now(), tooSlow: 0, dropped: 0 }
  }

  async *items(): AsyncGenerator<Subscribed, void> {
    const either = AbortSignal.any([this.signal, this.parts.closing])
    this.states.add(this.#state)
    try {
      let attempt = 0
      while (!this.signal.aborted) {
        this.#open()
        const { client } = this.parts.server.connection
        const before = this.#place.last
        let served: Served | undefined
        try {
          this.#enter('starting')
          served = await this.#served()
          this.#enter('catchingUp')
          // Flat, for every event comes through here: a generator within this one costs as much as to decode it.
          while (!either.aborted) {
            const item = served.take() ?? (await served.later(either))
            if (!item) continue
            if (item.kind === 'event') this.#exact = true
            else this.#enter('live')
            yield item
          }
        } catch (error) {
          if (error instanceof Corrupt) throw error
          if (this.signal.aborted) return
          this.#open()
          const hasMoved = before !== this.#place.last
          if (hasMoved) attempt = 0
          if (!(this.#count(error) === 'tooSlow' && hasMoved))
            await this.#pause(error, client, attempt++, either)
        } finally {
          served?.stop()
        }
      }
    } finally {
      this.states.delete(this.#state)
    }
  }

  async #served(): Promise<Served> {
    const from = await this.#start()
    const line = await this.parts.server.identity.line()
    return new Served(this.parts, line, from, this.#place)
  }

  #count(error: unknown): 'tooSlow' | 'dropped' {
    const counted = faultOf(error).kind === 'tooSlow' ? 'tooSlow' : 'dropped'
    this.#state[counted]++
    this.#state.lastError = messageOf(error)
    return counted
  }

  async #pause(
    error: unknown,
    client: SubscriptionParts['server']['connection']['client'],
    attempt: number,
    either: AbortSignal
  ): Promise<void> {
    const { clock, server, timings } = this.parts
    if (isDisconnected(faultOf(error))) server.connection.renew(client)
    this.#enter('backoff')
    await clock.sleep(pauseMs(attempt, timings.longestPause), either)
  }

  /** Where the server can begin: it takes only the place of an event. What comes too early is left out. */
  async #start(): Promise<Pair | typeof START> {
    const { head, server } = this.parts
    const { last } = this.#place
    const start = (head.born !== undefined && pairOf(head.born)) || START
    const wanted = pairOf(last)
    if (!wanted) return start
    if (this.#exact || (await server.at(wanted))) return wanted
    const found = await head.current()
    return (found !== undefined && found < last && pairOf(found)) || start
  }

  #open(): void {
    if (this.parts.closing.aborted) throw new Unavailable('the log is closed')
  }

  #enter(state: SubscriptionState['state']): void {
    this.#state.state = state
    this.#state.since = this.parts.clock.now()
  }
}
