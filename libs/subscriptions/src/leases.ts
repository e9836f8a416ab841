import type { DeskState } from '#desk-state'
import type { Clock } from '#kernel'
import type { Logger } from '#observability'
import { textOf } from './faults.js'

/** A lease that is ours. */
export interface Holding {
  /** Goes with every guarded write: a later owner's is higher. */
  readonly fence: number
  /** Aborted when the lease is lost or given back. */
  readonly signal: AbortSignal
  /** For so long nobody else can have it, by the monotonic clock. Counted from before the last renewal was asked for. */
  remainingMs(): number
}

/** A piece of work that one process of the desk does at a time. */
export interface Leased<T> {
  readonly name: string
  /** What runs here; undefined while another process has the lease, or nobody. */
  current(): T | undefined
  /** Resolves once it is known who has the lease, and what is ours has started. */
  readonly settled: Promise<void>
  /** Stops the work and gives the lease back, so that another takes over at once. */
  stop(): Promise<void>
}

interface Work {
  stop(): Promise<unknown>
  /** Resolves when the work has ended by a fault: the lease is given up, and somebody begins anew. */
  readonly failed?: Promise<void>
}

export interface Leases {
  /**
   * Runs `start`'s work while the lease is ours, again each time it becomes ours. `wanted` says whether this process may
   * have it at all: asked before it is taken and with each renewal.
   */
  run<T extends Work>(
    name: string,
    start: (holding: Holding) => Promise<T>,
    wanted?: () => boolean
  ): Leased<T>
}

/** For the one process of an embedded desk: the log's own lock has granted everything, also right after a crash. */
export const soleLeases: Leases = {
  run: (name, start) => new SoleLease(name, start)
}

/** For a process that may do none of the work. */
export const noLeases: Leases = {
  run: name => ({ name, current: () => undefined, settled: Promise.resolve(), stop: async () => {} })
}

class SoleLease<T extends Work> implements Leased<T> {
  readonly settled: Promise<void>
  readonly #stop = new AbortController()
  #work: T | undefined

  constructor(
    readonly name: string,
    start: (holding: Holding) => Promise<T>
  ) {
    const holding = { fence: 1, signal: this.#stop.signal, remainingMs: () => Number.POSITIVE_INFINITY }
    this.settled = start(holding).then(work => {
      this.#work = work
    })
  }

  current(): T | undefined {
    return this.#work
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.settled.catch(() => {})
    await this.#work?.stop()
  }
}

/** A lease runs out this long after its owner was last heard of: with the next look of another, take-over within 15 s. */
export const leaseTtlMs = 12_000
const renewEveryMs = 2_000
const lookEveryMs = 1_000
/** Whose work has ended by a fault asks again later than all others, and does not begin over and over. */
const afterFaultMs = 10_000

/**
 * Leases by the desk state's clock, for processes that share it. Who can't renew in time stops its work before the lease
 * has run out; who freezes and wakes up later can begin nothing that needs `remainingMs`, and its fence is old.
 */
export function sharedLeases(options: {
  readonly state: Pick<DeskState, 'acquireLease' | 'releaseLease'>
  /** Of this process: no two have the same. */
  readonly owner: string
  readonly clock: Clock
  readonly logger: Logger
  /** Whether this process may have any lease: asked before one is taken and with each renewal. */
  readonly permitted?: () => boolean
}): Leases {
  const { permitted = () => true } = options
  return {
    run: (name, start, wanted = () => true) =>
      new SharedLease(name, start, () => permitted() && wanted(), options)
  }
}

class SharedLease<T extends Work> implements Leased<T> {
  readonly settled: Promise<void>
  readonly #stop = new AbortController()
  readonly #known = Promise.withResolvers<void>()
  readonly #running: Promise<void>
  #work: T | undefined

  constructor(
    readonly name: string,
    private readonly start: (holding: Holding) => Promise<T>,
    private readonly wanted: () => boolean,
    private readonly options: Parameters<typeof sharedLeases>[0]
  ) {
    this.settled = this.#known.promise
    this.#running = this.#run()
  }

  current(): T | undefined {
    return this.#work
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { clock } = this.options
    const { signal } = this.#stop
    while (!signal.aborted) {
      const asked = clock.monotonic()
      const lease = this.wanted() ? await this.#acquire(renewEveryMs) : undefined
      const failed = typeof lease === 'object' && (await this.#hold(lease.fence, asked + leaseTtlMs))
      this.#known.resolve()
      await clock.sleep(failed ? afterFaultMs : lookEveryMs, signal)
    }
    this.#known.resolve()
  }

  /** `unknown`: the state can't be reached, or has not answered in this time. */
  async #acquire(patienceMs: number) {
    const { state, owner, logger, clock } = this.options
    const answered = new AbortController()
    const late = clock.sleep(patienceMs, answered.signal).then(() => 'unknown' as const)
    const asked = state.acquireLease(this.name, owner, leaseTtlMs).catch(error => {
      logger.warn({ lease: this.name, error: textOf(error) }, 'a lease could not be asked for')
      return 'unknown' as const
    })
    const answer = await Promise.race([asked, late])
    answered.abort()
    return answer
  }

  /** Answers whether it ended by a fault of the work. */
  async #hold(fence: number, ends: number): Promise<boolean> {
    const { clock, logger, state, owner } = this.options
    const lost = new AbortController()
    const over = AbortSignal.any([this.#stop.signal, lost.signal])
    let until = ends
    let failed = false
    const fail = () => {
      logger.error({ lease: this.name }, 'what the lease is for has ended by a fault; the lease is given up')
      failed = true
      lost.abort()
    }
    const remainingMs = () => until - clock.monotonic()
    logger.info({ lease: this.name, fence }, 'this process has the lease')
    const starting = this.start({ fence, signal: over, remainingMs }).then(
      work => {
        this.#work = work
        this.#known.resolve()
        void work.failed?.then(fail)
      },
      error => {
        logger.error({ lease: this.name, error }, 'what the lease is for did not start; it is tried again')
        lost.abort()
      }
    )
    while (!over.aborted) {
      await clock.sleep(Math.min(renewEveryMs, Math.max(0, remainingMs())), over)
      if (over.aborted) break
      const asked = clock.monotonic()
      // A state that does not answer must not keep us from seeing the end.
      const patienceMs = Math.min(renewEveryMs, remainingMs())
      const again = this.wanted() ? await this.#acquire(patienceMs) : undefined
      if (typeof again === 'object' && again.fence === fence) until = asked + leaseTtlMs
      else if (again !== 'unknown' || remainingMs() <= 0) lost.abort()
    }
    lost.abort()
    if (!this.#stop.signal.aborted) logger.warn({ lease: this.name, fence }, 'the lease is lost or given up')
    await starting
    const work = this.#work
    this.#work = undefined
    await work?.stop()
    await state.releaseLease(this.name, owner).catch(() => {})
    return failed && !this.#stop.signal.aborted
  }
}
