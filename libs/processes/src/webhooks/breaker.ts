import { type Clock, isJsonObject } from '#kernel'
import type { FencedNotes } from '../dispatch/index.js'

/** In the note: until when each open one is left alone, on the wall clock, and for how long it was left. */
export const breakersNote = 'webhooks-breakers'
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

/**
 * A host and port that fails for most of what it gets is left alone, but for one call now and then. Waiting is no attempt.
 * Which are open, and until when, is kept: a restart is no call more.
 */
export class Breakers {
  readonly #hosts = new Map<string, Breaker>()
  #saving: Promise<void> = Promise.resolve()
  #isSaved = true

  constructor(
    private readonly notes: FencedNotes,
    private readonly clock: Pick<Clock, 'monotonic' | 'now'>
  ) {}

  /** What the last process knew of these. A clock that has jumped makes no pause longer than it was. */
  async load(hosts: ReadonlySet<string>): Promise<void> {
    for (const [host, open] of Object.entries((await this.notes.load(breakersNote)) ?? {})) {
      const { until, pauseMs } = isJsonObject(open) ? open : {}
      if (typeof until !== 'number' || typeof pauseMs !== 'number' || !hosts.has(host)) continue
      const leftMs = Math.min(Math.max(0, until - this.clock.now()), pauseMs)
      const left = { until: this.clock.monotonic() + leftMs, pauseMs, probing: false }
      this.#hosts.set(host, { parts: [], open: left })
    }
  }

  /** Resolves when what is known is on stable storage. */
  save(): Promise<void> {
    if (!this.#isSaved) {
      this.#isSaved = true
      this.#saving = this.#saving.catch(() => {}).then(() => this.#write())
    }
    return this.#saving
  }

  async #write(): Promise<void> {
    const ahead = this.clock.now() - this.clock.monotonic()
    const kept = [...this.#hosts].flatMap(([host, { open }]) =>
      open ? [[host, { until: Math.round(open.until + ahead), pauseMs: open.pauseMs }] as const] : []
    )
    try {
      await this.notes.save(breakersNote, Object.fromEntries(kept))
    } catch (error) {
      this.#isSaved = false
      throw error
    }
  }

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
    if (!breaker?.open) return
    breaker.open = { ...breaker.open, until: this.clock.monotonic() }
    this.#isSaved = false
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
      this.#isSaved = false
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
    this.#isSaved = false
    breaker.open = { until: this.clock.monotonic() + pauseMs, pauseMs, probing: false }
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
