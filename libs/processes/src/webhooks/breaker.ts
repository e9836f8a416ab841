import type { Clock } from '#kernel'

const windowMs = 5 * 60_000
const fewest = 10
const share = 0.7
const firstProbeMs = 30_000
const longestMs = 600_000
/** While somebody else's probe is under way. */
const lookAgainMs = 1000

interface Breaker {
  outcomes: { readonly at: number; readonly failed: boolean }[]
  /** Open: nothing but a probe from then on. */
  open: { readonly until: number; readonly pauseMs: number; probing: boolean } | undefined
}

/** A host and port that fails for most of what it gets is left alone, but for one call now and then. Waiting is no attempt. */
export class Breakers {
  readonly #hosts = new Map<string, Breaker>()

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** Milliseconds until a call may begin. */
  waitFor(host: string): number {
    const open = this.#hosts.get(host)?.open
    if (!open) return 0
    if (open.probing) return lookAgainMs
    return Math.max(0, open.until - this.clock.monotonic())
  }

  began(host: string): void {
    const open = this.#hosts.get(host)?.open
    if (open) open.probing = true
  }

  /** A call has ended, whatever came of it, even nothing. */
  freed(host: string): void {
    const open = this.#hosts.get(host)?.open
    if (open) open.probing = false
  }

  ended(host: string, failed: boolean): void {
    const now = this.clock.monotonic()
    const breaker = this.#hosts.get(host) ?? { outcomes: [], open: undefined }
    this.#hosts.set(host, breaker)
    const { open } = breaker
    if (!failed && open) {
      this.#hosts.delete(host)
      return
    }
    if (open) {
      // What began before it opened says nothing new.
      if (open.probing) this.#open(breaker, Math.min(open.pauseMs * 2, longestMs))
      return
    }
    breaker.outcomes = [...breaker.outcomes.filter(({ at }) => at > now - windowMs), { at: now, failed }]
    const failures = breaker.outcomes.filter(one => one.failed).length
    const { length } = breaker.outcomes
    if (length >= fewest && failures / length >= share) this.#open(breaker, firstProbeMs)
  }

  #open(breaker: Breaker, pauseMs: number): void {
    breaker.outcomes = []
    breaker.open = { until: this.clock.monotonic() + pauseMs, pauseMs, probing: false }
  }
}
