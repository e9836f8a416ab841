/** Limits on the monotonic clock, in milliseconds. They only look forward: a clock that stands still is fine. */
export interface Rate {
  /** The earliest time at or after `now` at which so many more are allowed at once. */
  nextAt(now: number, count: number): number
  /** Counts so many at `now`. */
  take(now: number, count: number): void
  /** Whether forgetting all that was counted would change nothing. */
  isFull(now: number): boolean
}

export interface Bucket extends Rate {
  /** So many that were counted are to count no more. */
  giveBack(count: number): void
}

/**
 * A bucket of `burst`, one more every `everyMs`; full, unless it was empty at `emptyAt`. What is more than the bucket holds
 * is allowed when it is full, and what follows waits for all of it.
 */
export function bucket(burst: number, everyMs: number, emptyAt = Number.NEGATIVE_INFINITY): Bucket {
  /** When the bucket is full again. */
  let fullAt = emptyAt + burst * everyMs
  return {
    nextAt: (now, count) => Math.max(now, fullAt - (burst - Math.min(count, burst)) * everyMs),
    take: (now, count) => {
      fullAt = Math.max(now, fullAt) + count * everyMs
    },
    giveBack: count => {
      fullAt -= count * everyMs
    },
    isFull: now => fullAt <= now
  }
}

/** At most `most` in any span of `spanMs`; more at once than that are allowed after a span without any. */
export function slidingWindow(most: number, spanMs: number): Rate {
  const taken: number[] = []
  return {
    nextAt: (now, count) => {
      const last = taken[taken.length - 1 - (most - Math.min(count, most))]
      return last === undefined ? now : Math.max(now, last + spanMs)
    },
    take: (now, count) => {
      for (let each = 0; each < count; each++) taken.push(now)
      while (taken.length > most) taken.shift()
    },
    isFull: now => (taken.at(-1) ?? Number.NEGATIVE_INFINITY) + spanMs <= now
  }
}
