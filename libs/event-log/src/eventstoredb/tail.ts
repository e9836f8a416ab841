import type { Position, RecordedEvent, Subscribed } from '../port.js'
import { Wakeup } from '../wakeup.js'

export type After = Position | 'start'

/** How much of what came last is kept. */
export interface TailLimits {
  readonly events: number
  /** Of their JSON. */
  readonly characters: number
}

interface Kept {
  readonly item: { readonly kind: 'event'; readonly event: RecordedEvent }
  readonly characters: number
}

/**
 * One subscription and what came of it last, read by several at their own pace. It waits for nobody: a reader that is too
 * slow falls out. It ends with its last reader.
 */
export class Tail {
  /** Without gaps, from the event after `floor` on, which has the number `#first`. */
  readonly #kept: Kept[] = []
  #first = 0
  #characters = 0
  #caughtUp = false
  #readers = 0
  readonly #news = new Wakeup()

  /** `ending` ends `items`. */
  constructor(
    items: AsyncIterable<Subscribed>,
    private floor: After,
    private readonly ending: AbortController,
    private readonly limits: TailLimits
  ) {
    void this.#run(items)
  }

  get isOver(): boolean {
    return this.ending.signal.aborted
  }

  /** Whether a reader that has everything up to `last` would miss nothing. */
  covers(last: After): boolean {
    return reaches(last, this.floor)
  }

  /** What comes after `last`; ends when the reader must go on alone. `caughtUp` comes only after an event. */
  async *read(last: After, signal: AbortSignal): AsyncGenerator<Subscribed> {
    this.#readers++
    let next = this.#first
    let told = true
    try {
      if (!this.covers(last)) return
      while (!signal.aborted && next >= this.#first) {
        const item = this.#kept[next - this.#first]?.item
        if (item) {
          next++
          if (reaches(last, item.event.position)) continue
          told = false
          yield item
        } else if (this.isOver) return
        else if (this.#caughtUp && !told) {
          told = true
          yield { kind: 'caughtUp' }
        } else await this.#news.wait(signal)
      }
    } finally {
      if (--this.#readers === 0) this.ending.abort()
    }
  }

  async #run(items: AsyncIterable<Subscribed>): Promise<void> {
    try {
      for await (const item of items) {
        this.#caughtUp = item.kind === 'caughtUp'
        if (item.kind === 'event') this.#keep({ item, characters: JSON.stringify(item.event).length })
        this.#news.wake()
      }
    } catch {
      // Its readers go on alone and meet the fault themselves.
    } finally {
      this.ending.abort()
      this.#news.wake()
    }
  }

  #keep(kept: Kept): void {
    this.#kept.push(kept)
    this.#characters += kept.characters
    while (this.#kept.length > this.limits.events || this.#characters > this.limits.characters) {
      const gone = this.#kept.shift()
      if (!gone) return
      this.#first++
      this.#characters -= gone.characters
      this.floor = gone.item.event.position
    }
  }
}

const reaches = (last: After, place: After) => place === 'start' || (last !== 'start' && last >= place)
