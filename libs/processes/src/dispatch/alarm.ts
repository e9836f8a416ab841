import type { Clock } from '#kernel'

/** One timer: the earliest of what was set. */
export class Alarm {
  #at = Number.POSITIVE_INFINITY
  #cancel: AbortController | undefined

  constructor(
    private readonly clock: Clock,
    private readonly ring: () => void
  ) {}

  set(afterMs: number): void {
    const at = this.clock.monotonic() + afterMs
    if (at >= this.#at) return
    this.clear()
    const cancel = new AbortController()
    this.#at = at
    this.#cancel = cancel
    void this.clock.sleep(Math.ceil(afterMs), cancel.signal).then(() => {
      if (cancel.signal.aborted) return
      this.clear()
      this.ring()
    })
  }

  clear(): void {
    this.#at = Number.POSITIVE_INFINITY
    this.#cancel?.abort('cleared')
    this.#cancel = undefined
  }
}
