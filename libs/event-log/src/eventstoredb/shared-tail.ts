import type { Subscribed } from '../port.js'
import { type After, Tail, type TailLimits } from './tail.js'

type Items = AsyncGenerator<Subscribed, void>

const usual: TailLimits = { events: 500, characters: 4 * 2 ** 20 }

/**
 * Subscribers that have caught up share one subscription: each event is sent and decoded once for all of them. A subscriber
 * is alone, with a subscription of its own, until it has caught up, and again once it is too slow for what the tail keeps or
 * the shared one has ended: so each meets a fault itself, at its own position.
 */
export class SharedTail {
  #tail: Tail | undefined

  constructor(
    private readonly source: (after: After, signal: AbortSignal) => Items,
    /** Others for tests. */
    private readonly limits: TailLimits = usual
  ) {}

  /** As the port's `subscribe`. */
  async *subscribe(after: After, signal: AbortSignal): Items {
    let last = after
    while (!signal.aborted) {
      const own = new Own(this.source, last, signal)
      let tail: Tail | undefined
      try {
        for await (const item of own.items()) {
          if (item.kind === 'event') last = item.event.position
          yield item
          if (item.kind === 'caughtUp') tail = this.#tailFor(last, own)
          if (tail) break
        }
      } finally {
        await own.end()
      }
      if (!tail) return
      for await (const item of tail.read(last, signal)) {
        if (item.kind === 'event') last = item.event.position
        yield item
      }
    }
  }

  /** The one that the others read; if there is none, from now on this subscriber's. Whoever is given one must read it. */
  #tailFor(last: After, own: Own): Tail | undefined {
    if (!this.#tail || this.#tail.isOver) this.#tail = own.handOver(last, this.limits)
    return this.#tail.covers(last) ? this.#tail : undefined
  }
}

/** The subscription that a subscriber has for itself. */
class Own {
  readonly #ending = new AbortController()
  readonly #abort = () => this.#ending.abort()
  readonly #items: Items
  #isMine = true

  constructor(
    source: (after: After, signal: AbortSignal) => Items,
    after: After,
    private readonly signal: AbortSignal
  ) {
    signal.addEventListener('abort', this.#abort)
    this.#items = source(after, this.#ending.signal)
  }

  /** Leaving the loop over them does not end the subscription. */
  items(): AsyncIterable<Subscribed> {
    return { [Symbol.asyncIterator]: () => ({ next: () => this.#items.next() }) }
  }

  handOver(last: After, limits: TailLimits): Tail {
    this.#release()
    return new Tail(this.#items, last, this.#ending, limits)
  }

  async end(): Promise<void> {
    if (!this.#isMine) return
    this.#release()
    await this.#items.return()
  }

  #release(): void {
    this.#isMine = false
    this.signal.removeEventListener('abort', this.#abort)
  }
}
