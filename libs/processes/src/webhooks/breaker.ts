import type { Clock } from '#kernel'

const windowMs = 5 * 60_000
/** Calls are counted by such parts of the window: a host that takes hundreds a second costs no more than another. */
const partMs = 5000
const fewest = 10
const share = 0.7
const firstProbeMs = 30_000
const longestMs = 600_000
/** While somebody else's probe is under way. */
const lookAgainMs = 1000

interface Part {
  readonly from: number
  calls: number
  failures: number
}

interface Breaker {
  /** Of the window, the oldest first. */
  parts: Part[]
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

  /** Somebody says that it works again: it is tried now. */
  hurry(host: string): void {
    const breaker = this.#hosts.get(host)
    if (breaker?.open) breaker.open = { ...breaker.open, until: this.clock.monotonic() }
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
    const breaker = this.#hosts.get(host) ?? { parts: [], open: undefined }
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
    const part = this.#present(breaker, now)
    part.calls++
    if (failed) part.failures++
    const calls = sum(breaker.parts.map(one => one.calls))
    const failures = sum(breaker.parts.map(one => one.failures))
    if (calls >= fewest && failures / calls >= share) this.#open(breaker, firstProbeMs)
  }

  #present({ parts }: Breaker, now: number): Part {
    while (parts[0] && parts[0].from <= now - windowMs) parts.shift()
    const last = parts.at(-1)
    if (last && now < last.from + partMs) return last
    const part = { from: now, calls: 0, failures: 0 }
    parts.push(part)
    return part
  }

  #open(breaker: Breaker, pauseMs: number): void {
    breaker.parts = []
    breaker.open = { until: this.clock.monotonic() + pauseMs, pauseMs, probing: false }
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
