import type { EndpointId } from '#kernel'
import type { Budgets, Job, Lane, Place, Step } from '../dispatch/index.js'
import type { Breakers } from './breaker.js'
import { isOfCommand } from './commands.js'

export interface HookPlace extends Place {
  readonly kind: 'endpoint'
  /** Whose calls are counted, whatever they are of. */
  readonly endpoint: EndpointId
  readonly host: string
}

/** What is to be sent; the rest is read when its time has come. */
export interface HookJob extends Job {
  readonly id: string
  readonly order: number
}

export interface HookStep extends Step {
  readonly job: HookJob
}

/** One ticket at one endpoint, in order. */
export class HookLane implements Lane<HookStep> {
  busy = false
  readonly #queue: HookJob[] = []

  constructor(
    readonly key: string,
    readonly endpoint: EndpointId,
    /** Also to an endpoint that is not active: how it becomes so. */
    readonly always: boolean,
    /** What it is of: a ticket, a command, an errand. */
    readonly of: string
  ) {}

  get isEmpty(): boolean {
    return this.#queue.length === 0
  }

  get length(): number {
    return this.#queue.length
  }

  next(): HookStep | undefined {
    const [job] = this.#queue
    return job && { job, priority: isOfCommand(this.of) ? 0 : 1, cost: 'counted' }
  }

  /** In the order of the feed; what is there stays. */
  add(job: HookJob): void {
    if (this.#queue.some(({ id }) => id === job.id)) return
    // The first may be under way: it is not overtaken.
    const from = this.busy ? 1 : 0
    const at = this.#queue.findIndex((one, index) => index >= from && one.order > job.order)
    this.#queue.splice(at === -1 ? this.#queue.length : at, 0, job)
  }

  /** Nothing of it waits for its next attempt any more; of one id alone where that is given. */
  hurry(id?: string): void {
    for (const job of this.#queue) if (id === undefined || job.id === id) job.notBefore = 0
  }

  done({ id }: HookJob): void {
    const at = this.#queue.findIndex(job => job.id === id)
    if (at >= 0) this.#queue.splice(at, 1)
  }
}

/** To all endpoints. */
export const callsAtOnce = 512
const mostAtOnce = 4

/** Commands wait in a place of their own: for no others, nor for a host that is left alone. */
const commandsPlace = (name: string) => `commands ${name}`

export function placeAt(endpoint: EndpointId, of: string, host: string): HookPlace {
  const name = isOfCommand(of) ? commandsPlace : (own: string) => own
  return { kind: 'endpoint', endpoint, key: name(endpoint), host: name(host) }
}

/**
 * Four calls at once to an endpoint, commands first, and none to a host that is left alone. Of all places the last half are for endpoints
 * that have none: what hangs at many delays no other.
 */
export class HookBudgets implements Budgets<HookPlace> {
  readonly #running = new Map<EndpointId, number>()
  #total = 0

  constructor(
    private readonly breakers: Breakers,
    /** The place of this key may have one more call. */
    private readonly freed: (key: string) => void
  ) {}

  waitFor({ endpoint, host }: HookPlace): number {
    const running = this.#running.get(endpoint) ?? 0
    const most = this.#total < callsAtOnce / 2 ? mostAtOnce : 1
    return running < most ? this.breakers.waitFor(host) : Number.POSITIVE_INFINITY
  }

  waitForAny(): number {
    return 0
  }

  take(place: HookPlace): boolean {
    if (this.waitFor(place) > 0) return false
    this.#running.set(place.endpoint, (this.#running.get(place.endpoint) ?? 0) + 1)
    this.#total++
    this.breakers.began(place.host)
    return true
  }

  ended({ endpoint, host }: HookPlace): void {
    this.breakers.freed(host)
    this.#total--
    const left = (this.#running.get(endpoint) ?? 0) - 1
    if (left > 0) this.#running.set(endpoint, left)
    else this.#running.delete(endpoint)
    for (const key of [commandsPlace(endpoint), endpoint]) this.freed(key)
  }
}
