import { type Clock, type Instant, systemClock } from '#kernel'

/** Wall time moves by so many milliseconds each time it is looked at: years of history in seconds. */
export class HistoryClock implements Clock {
  constructor(
    private at: Instant,
    private readonly stepMs: number
  ) {}

  now(): Instant {
    this.at += this.stepMs
    return Math.floor(this.at)
  }

  monotonic(): number {
    return systemClock.monotonic()
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal)
  }
}
