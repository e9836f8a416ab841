import type { Clock } from '#kernel'
import { Alarm } from './alarm.js'
import type { Budgets } from './budgets.js'
import type { Lane, Place, Step } from './lane.js'
import { Plan, type Planned } from './plan.js'
import type { RetryAfter } from './retry-after.js'
import { paused, type Taken, type Verdict } from './verdict.js'

const faultPauseMs = 10_000

/** What is dispatched, and what its owner makes of it. */
export interface Work<L extends Lane<S>, S extends Step, P extends Place> {
  /** Where the lane's next call goes. Undefined: nowhere now; `placesChanged` says that this may be otherwise. */
  placeOf(lane: L): P | undefined
  /** Takes one step; answers as soon as it is known what came of it. @throws what is a fault of ours: taken again 10 s later */
  take(lane: L, step: S): Promise<Taken>
  /** The lane has nothing to do and nothing under way. */
  emptied(lane: L): void
  /** False: nothing new is begun; when that changes, `wake` is called. */
  mayBegin(): boolean
  /** Of `take`, of its record or of something told. */
  failed(error: unknown, lane: L | undefined): void
  /** A place is paused for so long, on its own word. */
  held(seconds: number, place: P): void
  /** Something under way has ended. */
  ended(): void
}

export interface DispatcherOptions<P extends Place> {
  readonly clock: Clock
  readonly budgets: Budgets<P>
  readonly retryAfter: Pick<RetryAfter, 'waitFor' | 'hold'>
  /** How many steps are under way at most. */
  readonly atOnce: number
}

/**
 * Takes the steps that the plan names, many at once and one per lane; between them it sleeps until there is news or the time
 * has come. Knows nothing of what is called.
 */
export class Dispatcher<L extends Lane<S>, S extends Step, P extends Place = Place> {
  readonly #plan: Plan<L, S, P>
  readonly #alarm: Alarm
  readonly #stranded = new Set<L>()
  #untold: (() => Promise<void>)[] = []
  #underWay = 0
  #woken = false

  constructor(
    private readonly options: DispatcherOptions<P>,
    private readonly work: Work<L, S, P>
  ) {
    const { clock, budgets, retryAfter } = options
    this.#alarm = new Alarm(clock, () => this.wake())
    this.#plan = new Plan<L, S, P>(budgets, retryAfter, clock, lane => this.#placeOf(lane))
  }

  get underWay(): number {
    return this.#underWay
  }

  /** Lanes that had something to do and nowhere to go when last looked at. */
  get stranded(): ReadonlySet<L> {
    return this.#stranded
  }

  /** The lane has, or may have, something to do. */
  ready(lane: L): void {
    this.#plan.ready(lane)
    this.wake()
  }

  /** There may be a place now for lanes that had none. */
  placesChanged(): void {
    const lanes = [...this.#stranded]
    this.#stranded.clear()
    for (const lane of lanes) this.ready(lane)
  }

  /** The place of this key may be called sooner than its budget said. */
  placeFreed(key: string): void {
    this.#plan.lookAgain(key)
    this.wake()
  }

  /** Something to be put on record, without a call and in no lane's order. Tried once. */
  tell(record: () => Promise<void>): void {
    this.#untold.push(record)
    this.wake()
  }

  /** Something may have become possible: looked at once everything that happens now has happened. */
  wake(): void {
    if (this.#woken) return
    this.#woken = true
    queueMicrotask(() => {
      this.#woken = false
      this.#pump()
    })
  }

  /** What is under way goes on. */
  stop(): void {
    this.#alarm.clear()
  }

  #placeOf(lane: L): P | undefined {
    const place = this.work.placeOf(lane)
    if (place) this.#stranded.delete(lane)
    else this.#stranded.add(lane)
    return place
  }

  #pump(): void {
    while (this.work.mayBegin() && this.#underWay < this.options.atOnce) {
      const planned = this.#plan.next()
      if (!planned) break
      void this.#take(planned)
    }
    if (!this.work.mayBegin()) return
    for (const record of this.#untold.splice(0)) void this.#tell(record)
    const { waitMs } = this.#plan
    if (waitMs !== undefined) this.#alarm.set(waitMs)
  }

  async #take(planned: Planned<L, S, P>): Promise<void> {
    const { lane, step } = planned
    lane.busy = true
    this.#underWay++
    let running = true
    const over = () => {
      if (running) this.#plan.ended(planned)
      running = false
    }
    try {
      const { verdict, called, record } = await this.work.take(lane, step)
      if (called === false) this.#plan.giveBack(planned)
      // Its place is free for another lane's call while this one's outcome is put on record.
      over()
      this.wake()
      // Before anything else is awaited: other lanes of the place wait from now on, too.
      const held = this.#apply(verdict, planned)
      await Promise.all([held, record()])
    } catch (error) {
      this.work.failed(error, lane)
      step.job.notBefore = this.options.clock.monotonic() + faultPauseMs
    }
    over()
    this.#underWay--
    lane.busy = false
    if (lane.isEmpty) this.work.emptied(lane)
    else this.#plan.ready(lane)
    this.wake()
    this.work.ended()
  }

  #apply(verdict: Verdict, { lane, step, counted }: Planned<L, S, P>): Promise<void> | undefined {
    const { job } = step
    const { ms, failures } = paused(verdict, job)
    job.failures = failures
    job.notBefore = ms > 0 ? this.options.clock.monotonic() + ms : 0
    if (verdict.kind !== 'retry_after') return undefined
    const place = counted ?? this.work.placeOf(lane)
    if (!place) return undefined
    this.work.held(verdict.seconds, place)
    return this.options.retryAfter.hold(place, verdict.seconds)
  }

  async #tell(record: () => Promise<void>): Promise<void> {
    this.#underWay++
    try {
      await record()
    } catch (error) {
      this.work.failed(error, undefined)
    }
    this.#underWay--
    this.work.ended()
  }
}
