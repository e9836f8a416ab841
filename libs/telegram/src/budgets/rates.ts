/** Limits on the monotonic clock, in milliseconds. They only look forward: a clock that stands still is fine. */
export interface Rate {
  /** The earliest time at or after `now` at which one more is allowed. */
  nextAt(now: number): number
  /** Counts one at `now`. */
  take(now: number): void
  /** Whether forgetting all that was counted would change nothing. */
  isFull(now: number): boolean
}

/** A bucket of `burst`, one more every `everyMs`; full, unless it was empty at `emptyAt`. */
export function bucket(burst: number, everyMs: number, emptyAt = Number.NEGATIVE_INFINITY): Rate {
  /** When the bucket is full again. */
  let fullAt = emptyAt + burst * everyMs
  return {
    nextAt: now => Math.max(now, fullAt - (burst - 1) * everyMs),
    take: now => {
      fullAt = Math.max(now, fullAt) + everyMs
    },
    isFull: now => fullAt <= now
  }
}

/** At most `count` in any span of `spanMs`. */
export function slidingWindow(count: number, spanMs: number): Rate {
  const taken: number[] = []
  return {
    nextAt: now => {
      const first = taken[taken.length - count]
      return first === undefined ? now : Math.max(now, first + spanMs)
    },
    take: now => {
      taken.push(now)
      if (taken.length > count) taken.shift()
    },
    isFull: now => (taken.at(-1) ?? Number.NEGATIVE_INFINITY) + spanMs <= now
  }
}
