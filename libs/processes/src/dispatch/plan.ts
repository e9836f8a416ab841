import type { Clock } from '#kernel'
import type { Budgets } from './budgets.js'
import { type Lane, levels, type Place, type Step } from './lane.js'
import { Fifo, Timers } from './queues.js'
import type { RetryAfter } from './retry-after.js'

export interface Planned<L, S, P> {
  readonly lane: L
  readonly step: S
  /** Of what was taken from the budget of its place. */
  readonly counted: P | undefined
}

/** Only the last entry of a lane counts. */
interface Entry<L> {
  readonly lane: L
  readonly turn: number
}

interface LanesOf<L, P> {
  /** As it was told last: what budgets go by may change under the same key. */
  place: P
  readonly queues: readonly Fifo<Entry<L>>[]
  /** In which of the plan's queues it stands; `later`: its budget is used up, or it is paused. */
  standsIn: number | 'none' | 'later'
}

const placesKept = 20_000

/**
 * Which step is next: the best priority first; within it places take turns, and within a place its lanes.
 * No step looks at more than what is next: a lane or a place that has to wait lies with the timers, not in the queues.
 */
export class Plan<L extends Lane<S>, S extends Step = Step, P extends Place = Place> {
  readonly #places = new Map<string, LanesOf<L, P>>()
  readonly #queues = levels.map(() => new Fifo<LanesOf<L, P>>())
  /** Steps that cost nothing of a budget. */
  readonly #free = new Fifo<Entry<L>>()
  readonly #turns = new WeakMap<L, number>()
  readonly #timers = new Timers<{ readonly lane: L } | { readonly place: LanesOf<L, P> }>()
  /** The limit over all places: nothing counted before. */
  #allUntil = 0
  /** That limit is why the last `next` answered nothing. */
  #isAtLimit = false

  constructor(
    private readonly budgets: Budgets<P>,
    private readonly pauses: Pick<RetryAfter, 'waitFor'>,
    private readonly clock: Clock,
    /** Undefined: the lane has nowhere to go now; whoever changes that calls `ready`. */
    private readonly placeOf: (lane: L) => P | undefined
  ) {}

  /** The lane has, or may have, something to do. */
  ready(lane: L): void {
    const step = lane.busy ? undefined : lane.next()
    if (!step) return
    const at = step.job.notBefore
    if (at > this.clock.monotonic()) {
      this.#timers.add(at, { lane })
      return
    }
    const place = this.placeOf(lane)
    if (!place) return
    const turn = (this.#turns.get(lane) ?? 0) + 1
    this.#turns.set(lane, turn)
    if (step.cost !== 'counted') {
      this.#free.push({ lane, turn })
      return
    }
    const lanes = this.#lanesOf(place)
    lanes.queues[step.priority]?.push({ lane, turn })
    this.#enqueue(lanes, step.priority)
  }

  /** Takes the budget of what it answers; whoever calls it says when that has `ended`. */
  next(): Planned<L, S, P> | undefined {
    this.#isAtLimit = false
    this.#wake()
    return this.#nextFree() ?? this.#nextCounted()
  }

  /** Nothing was called: its place may be free sooner than was thought. */
  giveBack({ counted, step }: Planned<L, S, P>): void {
    if (!counted || !this.budgets.giveBack) return
    this.budgets.giveBack(counted, step.count)
    this.lookAgain(counted.key)
  }

  ended({ counted }: Planned<L, S, P>): void {
    if (!counted || !this.budgets.ended) return
    this.budgets.ended(counted)
    this.lookAgain(counted.key)
  }

  /** The place of this key may be free sooner than was thought. */
  lookAgain(key: string): void {
    const lanes = this.#places.get(key)
    if (lanes?.standsIn === 'later') this.#again(lanes)
  }

  /** Milliseconds until `next` may answer something that it does not answer now; undefined: not by time alone. */
  get waitMs(): number | undefined {
    // A time that has come since `next` looked counts too: nobody else would look again.
    const times = [this.#timers.nextAt, this.#isAtLimit ? this.#allUntil : undefined]
    const next = Math.min(...times.map(at => at ?? Number.POSITIVE_INFINITY))
    return Number.isFinite(next) ? Math.max(1, next - this.clock.monotonic()) : undefined
  }

  #wake(): void {
    const now = this.clock.monotonic()
    for (let due = this.#timers.takeDue(now); due; due = this.#timers.takeDue(now)) {
      if ('lane' in due) this.ready(due.lane)
      else this.#again(due.place)
    }
  }

  #again(lanes: LanesOf<L, P>): void {
    lanes.standsIn = 'none'
    this.#enqueueBest(lanes)
  }

  #nextFree(): Planned<L, S, P> | undefined {
    for (let entry = this.#free.shift(); entry; entry = this.#free.shift()) {
      const { lane } = entry
      const step = this.#stepOf(entry)
      if (!step) continue
      if (step.cost === 'counted') {
        this.ready(lane)
        continue
      }
      const place = step.cost === 'uncounted' ? this.placeOf(lane) : undefined
      const waitMs = place ? this.pauses.waitFor(place) : 0
      if (waitMs === 0) return { lane, step, counted: undefined }
      this.#timers.add(this.clock.monotonic() + waitMs, { lane })
    }
    return undefined
  }

  #nextCounted(): Planned<L, S, P> | undefined {
    this.#isAtLimit = this.#allUntil > this.clock.monotonic()
    if (this.#isAtLimit) return undefined
    for (const level of levels) {
      for (let lanes = this.#queues[level]?.shift(); lanes; lanes = this.#queues[level]?.shift()) {
        if (lanes.standsIn !== level) continue
        lanes.standsIn = 'none'
        const planned = this.#nextOf(lanes, level)
        this.#enqueueBest(lanes)
        if (planned) return planned
        this.#isAtLimit = this.#allUntil > this.clock.monotonic()
        if (this.#isAtLimit) return undefined
      }
    }
    return undefined
  }

  #nextOf(lanes: LanesOf<L, P>, level: number): Planned<L, S, P> | undefined {
    const { place } = lanes
    const queue = lanes.queues[level]
    for (let entry = queue?.peek(); entry; entry = queue?.peek()) {
      const { lane } = entry
      const step = this.#stepOf(entry)
      if (step?.cost !== 'counted') {
        queue?.shift()
        if (step) this.ready(lane)
        continue
      }
      const pauseMs = this.pauses.waitFor(place)
      if (pauseMs > 0 || !this.budgets.take(place, step.count)) {
        this.#defer(lanes, pauseMs, step.count)
        return undefined
      }
      queue?.shift()
      return { lane, step, counted: place }
    }
    return undefined
  }

  /** Undefined: the entry is out of date, or the time has not come (then the timers have the lane). */
  #stepOf({ lane, turn }: Entry<L>): S | undefined {
    if (lane.busy || this.#turns.get(lane) !== turn) return undefined
    const step = lane.next()
    if (!step) return undefined
    const at = step.job.notBefore
    if (at <= this.clock.monotonic()) return step
    this.#timers.add(at, { lane })
    return undefined
  }

  /** All places wait, or this one alone. */
  #defer(lanes: LanesOf<L, P>, pauseMs: number, count: number | undefined): void {
    const now = this.clock.monotonic()
    const waitMs = Math.max(1, pauseMs, this.budgets.waitFor(lanes.place, count))
    const overallMs = this.budgets.waitForAny(count)
    if (overallMs >= waitMs) {
      this.#allUntil = now + overallMs
      return
    }
    lanes.standsIn = 'later'
    if (Number.isFinite(waitMs)) this.#timers.add(now + waitMs, { place: lanes })
  }

  #lanesOf(place: P): LanesOf<L, P> {
    const known = this.#places.get(place.key)
    if (known) {
      known.place = place
      return known
    }
    const lanes: LanesOf<L, P> = {
      place,
      queues: levels.map(() => new Fifo<Entry<L>>()),
      standsIn: 'none'
    }
    this.#places.set(place.key, lanes)
    if (this.#places.size > placesKept) this.#forgetIdle()
    return lanes
  }

  #forgetIdle(): void {
    for (const [key, { place, standsIn, queues }] of this.#places) {
      const isIdle = standsIn === 'none' && queues.every(queue => queue.peek() === undefined)
      if (isIdle && this.budgets.waitFor(place) === 0) this.#places.delete(key)
      if (this.#places.size <= placesKept / 2) return
    }
  }

  #enqueueBest(lanes: LanesOf<L, P>): void {
    const level = levels.find(each => lanes.queues[each]?.peek() !== undefined)
    if (level !== undefined) this.#enqueue(lanes, level)
  }

  #enqueue(lanes: LanesOf<L, P>, level: number): void {
    if (lanes.standsIn === 'later' || (lanes.standsIn !== 'none' && lanes.standsIn <= level)) return
    lanes.standsIn = level
    this.#queues[level]?.push(lanes)
  }
}
