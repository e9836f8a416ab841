/** Milliseconds since the Unix epoch, UTC. */
export type Instant = number

export interface Clock {
  /** Wall time; may jump. */
  now(): Instant
  /** Milliseconds that never go back; only differences mean something. */
  monotonic(): number
  /** Resolves after `ms`, or at once when `signal` is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise(resolve => {
      if (signal?.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', done, { once: true })
    })
}

/** The last instant that RFC 3339 can write. */
const lastInstant = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
const firstInstant = Date.parse('0000-01-01T00:00:00.000Z')

/** RFC 3339, UTC, milliseconds. What lies beyond is shown as the last or the first instant that it can write. */
export const toIso = (instant: Instant): string =>
  new Date(Math.min(Math.max(instant, firstInstant), lastInstant)).toISOString()
