import type { Clock } from '#kernel'

interface Begun<T> {
  readonly what: T
  readonly at: number
}

/** What is being done now, and for how long: shows a call that never ends. */
export class AtWork<T> {
  /** In the order in which they began. */
  readonly #begun = new Set<Begun<T>>()

  constructor(private readonly clock: Clock) {}

  async on<R>(what: T, work: () => Promise<R>): Promise<R> {
    const begun = { what, at: this.clock.monotonic() }
    this.#begun.add(begun)
    try {
      return await work()
    } finally {
      this.#begun.delete(begun)
    }
  }

  /** Undefined when nothing is done. */
  get oldest(): { readonly what: T; readonly seconds: number } | undefined {
    for (const { what, at } of this.#begun) return { what, seconds: (this.clock.monotonic() - at) / 1000 }
    return undefined
  }
}
