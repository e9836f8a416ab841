import type { Limit } from '#domain'

/** How a limit stands for somebody at a moment. */
export interface Standing {
  readonly allowed: boolean
  /** How many more pass at once, from 0. */
  readonly remaining: number
  /** Until one more passes; 0: now. */
  readonly waitMs: number
  /** Until all of the quota is there again. */
  readonly fullMs: number
}

/** Times are fractions of milliseconds: what comes out of adding them up is right within this. */
const precisionMs = 1e-6

/** Whole seconds, rounded up; a microsecond that comes of adding times up makes none. */
export const secondsOf = (ms: number): number => Math.max(0, Math.ceil((ms - 0.001) / 1000))

/**
 * The generic cell rate algorithm: all there is to keep of somebody is when the next request would come if all came evenly,
 * here `busyUntil` on a clock that never goes back. `share`: how many processes have the limit together, each its part.
 * The part is rounded down and is one at least, so together they let through the quota, and one more for each process at most.
 */
export class Gcra {
  readonly #partQuota: number
  readonly #windowMs: number
  readonly #eachMs: number

  constructor({ quota, windowS }: Limit, share: number) {
    this.#partQuota = Math.max(1, Math.floor(quota / share))
    this.#windowMs = windowS * 1000
    this.#eachMs = this.#windowMs / this.#partQuota
  }

  at(busyUntil: number | undefined, now: number): Standing {
    const busyMs = Math.max((busyUntil ?? now) - now, 0)
    const waitMs = busyMs + this.#eachMs - this.#windowMs
    const allowed = waitMs <= precisionMs
    const remaining = Math.floor((this.#windowMs - busyMs) / this.#eachMs + precisionMs)
    return {
      allowed,
      remaining: Math.min(Math.max(remaining, 0), this.#partQuota),
      waitMs: allowed ? 0 : waitMs,
      fullMs: busyMs
    }
  }

  /** After one more request. */
  taken(busyUntil: number | undefined, now: number): number {
    return Math.max(busyUntil ?? now, now) + this.#eachMs
  }
}
