import type { Clock, Instant } from '#kernel'
import type { FencedNotes } from './fenced-notes.js'
import type { Place } from './lane.js'

interface Pause {
  readonly place: Place
  /** Wall clock, for the next process. */
  readonly until: Instant
  readonly seconds: number
  /** Monotonic, for this one. */
  readonly over: number
}

/**
 * What is done about "too many requests, retry after": nothing that costs the other side anything goes to the place before,
 * from the moment on at which it was said, also after a restart. A jump of the clock makes no pause longer than it was asked for.
 */
export class RetryAfter {
  readonly #pauses = new Map<string, Pause>()
  #saving: Promise<void> = Promise.resolve()

  constructor(
    private readonly notes: FencedNotes,
    private readonly name: string,
    private readonly clock: Clock
  ) {}

  /** The pauses that the last process was told. */
  async load(): Promise<void> {
    const kept = (await this.notes.load(this.name))?.['chats']
    for (const each of Array.isArray(kept) ? kept : []) {
      if (!Array.isArray(each)) continue
      const [kind, key, until, seconds] = each
      if (typeof kind !== 'string' || typeof key !== 'string' || typeof until !== 'number') continue
      const left = until - this.clock.now()
      const asked = typeof seconds === 'number' ? seconds : Math.ceil(left / 1000)
      this.#begin({ kind, key }, Math.min(left, asked * 1000), asked)
    }
  }

  /** Holds at once; on stable storage when it resolves. An earlier pause that ends later stays. */
  hold(place: Place, seconds: number): Promise<void> {
    this.#begin(place, seconds * 1000, seconds)
    this.#saving = this.#saving.catch(() => {}).then(() => this.#save())
    return this.#saving
  }

  /** Milliseconds until calls to the place may begin. */
  waitFor({ key }: Pick<Place, 'key'>): number {
    const pause = this.#pauses.get(key)
    return pause ? Math.max(0, pause.over - this.clock.monotonic()) : 0
  }

  #begin(place: Place, ms: number, seconds: number): void {
    if (ms <= this.waitFor(place)) return
    const over = this.clock.monotonic() + ms
    this.#pauses.set(place.key, { place, until: this.clock.now() + ms, seconds, over })
  }

  #save(): Promise<void> {
    for (const [key, { place }] of this.#pauses) if (this.waitFor(place) === 0) this.#pauses.delete(key)
    const chats = [...this.#pauses.values()].map(({ place, until, seconds }) => [
      place.kind,
      place.key,
      until,
      seconds
    ])
    return this.notes.save(this.name, { chats })
  }
}
