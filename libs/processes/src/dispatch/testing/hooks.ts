import { FakeClock, type JsonObject } from '#kernel'
import type { Budgets } from '../budgets.js'
import { Dispatcher } from '../dispatcher.js'
import type { Job, Lane, Place, Step } from '../lane.js'
import { RetryAfter } from '../retry-after.js'
import type { Taken, Verdict } from '../verdict.js'

export interface Endpoint extends Place {
  readonly kind: 'endpoint'
}

export interface Hook extends Job {
  readonly id: string
  readonly atMostOnce: boolean
}

interface HookStep extends Step {
  readonly job: Hook
}

/** What an endpoint answers, after how long. */
export interface Answer {
  readonly verdict: Verdict | 'fault'
  readonly afterMs: number
}

class TicketLane implements Lane<HookStep> {
  busy = false
  readonly queue: Hook[] = []

  constructor(
    readonly key: string,
    readonly endpoint: Endpoint
  ) {}

  get isEmpty(): boolean {
    return this.queue.length === 0
  }

  next(): HookStep | undefined {
    const [job] = this.queue
    return job && { job, priority: 0, cost: 'counted' }
  }
}

/** So many calls at once to each endpoint. */
class AtMost implements Budgets<Endpoint> {
  readonly #running = new Map<string, number>()

  constructor(private readonly most: number) {}

  waitFor({ key }: Endpoint): number {
    return (this.#running.get(key) ?? 0) < this.most ? 0 : Number.POSITIVE_INFINITY
  }

  waitForAny(): number {
    return 0
  }

  take(endpoint: Endpoint): boolean {
    if (this.waitFor(endpoint) > 0) return false
    this.#running.set(endpoint.key, (this.#running.get(endpoint.key) ?? 0) + 1)
    return true
  }

  ended({ key }: Endpoint): void {
    this.#running.set(key, (this.#running.get(key) ?? 0) - 1)
  }
}

/** What a restart finds. */
export class Kept {
  readonly clock = new FakeClock()
  readonly notes = new Map<string, JsonObject>()
}

/** A user of the dispatcher that is not Telegram: per endpoint and ticket in order, four at once to an endpoint, at least once. */
export class Hooks {
  readonly lanes = new Map<string, TicketLane>()
  readonly called: { readonly id: string; readonly at: number; readonly end: number }[] = []
  readonly done: string[] = []
  readonly givenUp: string[] = []
  readonly broken = new Set<string>()
  readonly faults: unknown[] = []
  readonly retryAfter: RetryAfter
  readonly dispatcher: Dispatcher<TicketLane, HookStep, Endpoint>
  answer: (id: string, calls: number) => Answer = () => ({ verdict: { kind: 'over' }, afterMs: 10 })
  mostFailures = Number.POSITIVE_INFINITY
  /** How long it takes to put on record what came of a step. */
  recordMs = 0

  constructor(
    readonly kept: Kept = new Kept(),
    { perEndpoint = 4, atOnce = 64 } = {}
  ) {
    const { clock } = kept
    const notes = {
      load: async (name: string) => kept.notes.get(name),
      save: async (name: string, note: JsonObject) => void kept.notes.set(name, note)
    }
    this.retryAfter = new RetryAfter(notes, 'pauses', clock)
    this.dispatcher = new Dispatcher(
      { clock, budgets: new AtMost(perEndpoint), retryAfter: this.retryAfter, atOnce },
      {
        placeOf: ({ endpoint }) => (this.broken.has(endpoint.key) ? undefined : endpoint),
        take: (lane, { job }) => this.#take(lane, job),
        emptied: lane => this.lanes.delete(lane.key),
        mayBegin: () => true,
        failed: error => this.faults.push(error),
        held: () => {},
        ended: () => {}
      }
    )
  }

  /** `endpoint/ticket#n` */
  ask(id: string, atMostOnce = false): void {
    const key = id.slice(0, id.indexOf('#'))
    const endpoint: Endpoint = { kind: 'endpoint', key: key.slice(0, key.indexOf('/')) }
    const lane = this.lanes.get(key) ?? new TicketLane(key, endpoint)
    this.lanes.set(key, lane)
    lane.queue.push({ id, atMostOnce, notBefore: 0, failures: 0 })
    this.dispatcher.ready(lane)
  }

  async passes(ms: number, stepMs = 5): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await new Promise(resolve => setImmediate(resolve))
      await this.kept.clock.advance(Math.min(stepMs, ms - passed))
    }
    await new Promise(resolve => setImmediate(resolve))
  }

  timesOf(id: string): number[] {
    return this.called.filter(call => call.id === id).map(({ at }) => at)
  }

  async #take(lane: TicketLane, job: Hook): Promise<Taken> {
    const { clock } = this.kept
    const at = clock.monotonic()
    const calls = this.timesOf(job.id).length
    const { verdict, afterMs } = this.answer(job.id, calls)
    this.called.push({ id: job.id, at, end: at + afterMs })
    await clock.sleep(afterMs)
    if (verdict === 'fault') throw new Error('out of memory')
    const record = async () => {
      if (this.recordMs > 0) await clock.sleep(this.recordMs)
      const isDone = verdict.kind === 'over' || (verdict.kind === 'doubt' && job.atMostOnce)
      const isGivenUp = !isDone && job.failures >= this.mostFailures
      if (isDone) this.done.push(job.id)
      if (isGivenUp) this.givenUp.push(job.id)
      if (isDone || isGivenUp) lane.queue.shift()
    }
    return { verdict, record }
  }
}
