import type { Clock, Instant } from './clock.js'

interface Sleeper {
  at: number
  wake: () => void
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #passed = 0
  #sleepers: Sleeper[] = []

  constructor(private start: Instant = Date.UTC(2026, 0, 5, 9)) {}

  now(): Instant {
    return this.start + this.#passed
  }

  monotonic(): number {
    return this.#passed
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal?.aborted || ms <= 0) return resolve()
      const sleeper = { at: this.#passed + ms, wake: resolve }
      this.#sleepers.push(sleeper)
      signal?.addEventListener(
        'abort',
        () => {
          this.#sleepers = this.#sleepers.filter(other => other !== sleeper)
          resolve()
        },
        { once: true }
      )
    })
  }

  /** The wall clock is set to another time; nobody's sleep ends or lasts longer for it. */
  jump(ms: number): void {
    this.start += ms
  }

  /** How many callers are asleep: lets a test wait until the code under test waits. */
  get sleeping(): number {
    return this.#sleepers.length
  }

  /** Moves time and wakes those whose time has come, earliest first. */
  async advance(ms: number): Promise<void> {
    const until = this.#passed + ms
    for (;;) {
      const next = this.#sleepers.filter(sleeper => sleeper.at <= until).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#passed = Math.max(this.#passed, next.at)
      this.#sleepers = this.#sleepers.filter(other => other !== next)
      next.wake()
      await new Promise(resolve => setImmediate(resolve))
    }
    this.#passed = until
  }
}
