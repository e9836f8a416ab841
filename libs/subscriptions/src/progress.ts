import type { Clock } from '#kernel'

interface Waiter {
  readonly position: string
  readonly arrived: () => void
}

/** A position that only rises, and those who wait for it. */
export class Progress {
  #position: string | undefined
  readonly #waiters = new Set<Waiter>()

  constructor(private readonly clock: Clock) {}

  get position(): string | undefined {
    return this.#position
  }

  advance(position: string): void {
    if (this.#position !== undefined && position <= this.#position) return
    this.#position = position
    for (const waiter of this.#waiters) if (waiter.position <= position) waiter.arrived()
  }

  has(position: string): boolean {
    return this.#position !== undefined && position <= this.#position
  }

  /** True once `position` is reached or passed, false when that took longer than `timeoutMs`. */
  async waitFor(position: string, timeoutMs: number): Promise<boolean> {
    if (this.has(position)) return true
    const enough = new AbortController()
    const waiter = { position, arrived: () => enough.abort() }
    this.#waiters.add(waiter)
    await this.clock.sleep(timeoutMs, enough.signal)
    this.#waiters.delete(waiter)
    return this.has(position)
  }
}
