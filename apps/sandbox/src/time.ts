import type { Clock, Instant } from '#kernel'

/** What the sandbox needs of a clock; `FakeClock` and `systemClock` have it. */
export type TimeSource = Pick<Clock, 'now' | 'monotonic'>

/** A clock that can be moved forward over the one it stands on. Expiry and limits are computed from it alone. */
export class MovableClock implements TimeSource {
  constructor(
    private readonly base: TimeSource,
    private movedBy = 0
  ) {}

  now(): Instant {
    return this.base.now() + this.movedBy
  }

  monotonic(): number {
    return this.base.monotonic() + this.movedBy
  }

  /** Unix seconds, as Telegram writes time. */
  seconds(): number {
    return Math.floor(this.now() / 1000)
  }

  /** Returns by how many milliseconds it now runs ahead. */
  advance(ms: number): number {
    this.movedBy += ms
    return this.movedBy
  }
}

interface Timer {
  dueAt: number
  fire: () => void
}

const lookEveryMs = 20

/**
 * Waits that end when the real time has passed or the clock was moved over them, whichever is first:
 * a test may move the clock, and with a clock that stands still nothing hangs.
 */
export class Timers {
  private readonly waiting = new Set<Timer>()
  private ticker: NodeJS.Timeout | undefined
  private stopped = false

  constructor(private readonly clock: TimeSource) {}

  after(ms: number, fire: () => void): () => void {
    if (this.stopped) return () => {}
    const timer: Timer = { dueAt: this.clock.monotonic() + ms, fire: () => finish(fire) }
    const real = setTimeout(timer.fire, ms)
    const finish = (then?: () => void) => {
      clearTimeout(real)
      if (!this.waiting.delete(timer)) return
      if (this.waiting.size === 0) this.stopTicking()
      then?.()
    }
    this.waiting.add(timer)
    this.ticker ??= setInterval(() => this.look(), lookEveryMs)
    return () => finish()
  }

  sleep(ms: number): Promise<void> {
    return new Promise(resolve => {
      if (this.stopped) resolve()
      else this.after(ms, resolve)
    })
  }

  look(): void {
    const now = this.clock.monotonic()
    for (const timer of [...this.waiting]) if (timer.dueAt <= now) timer.fire()
  }

  /** Ends every wait at once. */
  stop(): void {
    this.stopped = true
    for (const timer of [...this.waiting]) timer.fire()
    this.stopTicking()
  }

  private stopTicking(): void {
    clearInterval(this.ticker)
    this.ticker = undefined
  }
}
