import type { EventLog } from '#event-log'
import type { Instant } from '#kernel'
import { textOf } from './faults.js'
import { Progress } from './progress.js'
import type { Runtime } from './runtime.js'

/**
 * `starting` before the first event; `catching-up`, `live`; `backoff` while the infrastructure is away; `stopped` on
 * request, by a fault (see `lastError`) or because another owner has taken over; `refused`: see `lastError` for the remedy.
 */
export type State = 'starting' | 'catching-up' | 'live' | 'backoff' | 'stopped' | 'refused'
const states: readonly State[] = ['starting', 'catching-up', 'live', 'backoff', 'stopped', 'refused']

export interface Status {
  readonly name: string
  readonly state: State
  /** Everything up to here is done or set aside; undefined before the first event. */
  readonly position: string | undefined
  /** Events between here and the log's head: an estimate from the positions; undefined where they don't tell. */
  readonly gap: number | undefined
  /** Age of the last event done while there is a gap, else 0. */
  readonly lagSeconds: number
  /** Events set aside. */
  readonly parked: number
  readonly lastError: string | undefined
  /** When it came into this state. */
  readonly since: Instant
}

/** Where one subscription is and how it is: for health, metrics and those who wait. */
export class Tracker {
  readonly progress: Progress
  #state: State = 'starting'
  #since: Instant
  #calm: 'starting' | 'catching-up' | 'live' = 'starting'
  #lastError: string | undefined
  #recordedAt: Instant | undefined

  constructor(
    readonly name: string,
    private readonly runtime: Runtime
  ) {
    this.#since = runtime.clock.now()
    this.progress = new Progress(runtime.clock)
  }

  get state(): State {
    return this.#state
  }

  catchingUp(): void {
    this.#settle('catching-up')
  }

  caughtUp(): void {
    this.#settle('live')
  }

  backingOff(error: unknown, ms: number): void {
    this.runtime.metrics.subscriptionRestarts.inc({ subscription: this.name })
    this.runtime.logger.warn(
      { subscription: this.name, error, pauseMs: Math.round(ms) },
      'the infrastructure is away, trying again after a pause'
    )
    this.#lastError = textOf(error)
    this.#enter('backoff')
  }

  recovered(): void {
    this.runtime.logger.info({ subscription: this.name }, 'the infrastructure is back')
    if (this.#state === 'backoff') this.#enter(this.#calm)
  }

  stopped(error?: unknown): void {
    if (error !== undefined) {
      this.#lastError = textOf(error)
      this.runtime.logger.error({ subscription: this.name, error }, 'the subscription has stopped')
    }
    if (this.#state !== 'refused') this.#enter('stopped')
  }

  refused(why: string): void {
    this.#lastError = why
    this.runtime.logger.error({ subscription: this.name }, why)
    this.#enter('refused')
  }

  failed(error: unknown): void {
    this.#lastError = textOf(error)
  }

  /** `recordedAt` of the last event done. */
  handled(position: string, recordedAt: Instant | undefined, events: number): void {
    this.#recordedAt = recordedAt ?? this.#recordedAt
    this.runtime.metrics.subscriptionEvents.inc({ subscription: this.name }, events)
    this.progress.advance(position)
  }

  /** Asks the log for its head; what can't be asked now is undefined. Sets the gauges, too. */
  async status(log: EventLog, parked: Promise<number>): Promise<Status> {
    const [head, count] = await Promise.all([log.head().catch(() => undefined), parked.catch(() => 0)])
    const { position } = this.progress
    const gap = head === undefined ? undefined : gapBetween(position, head)
    const behind = gap === undefined ? this.#state !== 'live' : gap > 0
    const age = this.#recordedAt === undefined ? 0 : (this.runtime.clock.now() - this.#recordedAt) / 1000
    const lagSeconds = behind ? Math.max(0, age) : 0
    this.#gauges(gap, lagSeconds, count)
    return {
      name: this.name,
      state: this.#state,
      position,
      gap,
      lagSeconds,
      parked: count,
      lastError: this.#lastError,
      since: this.#since
    }
  }

  #gauges(gap: number | undefined, lagSeconds: number, parked: number): void {
    const { metrics } = this.runtime
    const subscription = this.name
    if (gap !== undefined) metrics.subscriptionGap.set({ subscription }, gap)
    metrics.subscriptionLag.set({ subscription }, lagSeconds)
    metrics.parkedEvents.set({ subscription }, parked)
    for (const state of states)
      metrics.subscriptionState.set({ subscription, state }, state === this.#state ? 1 : 0)
  }

  #settle(state: 'catching-up' | 'live'): void {
    this.#calm = state
    if (this.#state === 'starting' || this.#state === 'catching-up' || this.#state === 'live')
      this.#enter(state)
  }

  #enter(state: State): void {
    if (this.#state === state) return
    this.#state = state
    this.#since = this.runtime.clock.now()
  }
}

/** By the digits the positions end in; undefined where they have none. Bytes instead of events in logs that count so. */
export function gapBetween(from: string | undefined, to: string): number | undefined {
  if (from === to) return 0
  const digits = (text: string) => /^[a-z]?0*(\d{1,15})$/.exec(text)?.[1]
  const end = digits(to)
  if (end === undefined) return undefined
  return Math.max(0, Number(end) - Number((from && digits(from)) ?? 0))
}
