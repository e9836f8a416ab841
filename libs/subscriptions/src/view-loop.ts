import { Corrupt, type EventLog, type Position, type RecordedEvent } from '#event-log'
import { Stopped } from './faults.js'
import type { Line } from './line.js'
import { ReadAhead } from './read-ahead.js'
import { Turns, type ViewBuild } from './view-build.js'

/**
 * The largest batch: what is there is folded at once, nothing waits for more. In a rebuild the larger one writes less: a
 * document that many of its events touch is written once.
 */
const batchEvents = 700

/** What the loop tells about its builds. */
export interface LoopEvents {
  /** These events are folded; `last` is the last of them, undefined for one that can't be read. */
  moved(build: ViewBuild, events: number, last: RecordedEvent | undefined): void
  /** The reader has seen all the log held. May take builds out. */
  caughtUp(builds: readonly ViewBuild[]): Promise<void>
  /** This build goes no further. */
  failed(build: ViewBuild, error: unknown): void
}

interface Task {
  readonly run: () => Promise<void>
  readonly refuse: (error: unknown) => void
}

/** One reader of the log that drives several builds, from the lowest of their positions on. */
export class ViewLoop {
  readonly #builds: Set<ViewBuild>
  readonly #turns = new Turns()
  #ahead: ReadAhead | undefined
  #tasks: Task[] = []
  /** The last batches: of each build, and of all. */
  readonly #steps = new Map<ViewBuild, Promise<void>>()
  #working: Promise<unknown> = Promise.resolve()
  readonly ended: Promise<void>

  constructor(
    builds: readonly ViewBuild[],
    private readonly log: EventLog,
    readonly line: Line,
    private readonly signal: AbortSignal,
    private readonly on: LoopEvents
  ) {
    this.#builds = new Set(builds)
    this.ended = this.#run()
  }

  /** Takes a build out; resolves when it no longer moves. */
  async release(build: ViewBuild): Promise<void> {
    this.#builds.delete(build)
    await this.#working
    if (this.#builds.size === 0) this.#ahead?.poke()
  }

  /** Runs `action` between two batches. */
  between<T>(action: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#tasks.push({ run: () => action().then(resolve, reject), refuse: reject })
      if (this.#over) this.#refuseTasks()
      this.#ahead?.poke()
    })
  }

  async #run(): Promise<void> {
    try {
      while (!this.#over) await this.#read()
    } catch (error) {
      if (!(error instanceof Stopped)) for (const build of this.#builds) this.on.failed(build, error)
    }
    await this.#working
    this.#refuseTasks()
  }

  get #over(): boolean {
    return this.signal.aborted || this.#builds.size === 0
  }

  #refuseTasks(): void {
    for (const task of this.#tasks.splice(0)) task.refuse(new Stopped())
  }

  async #read(): Promise<void> {
    const inner = new AbortController()
    const abort = () => {
      inner.abort()
      this.#ahead?.poke()
    }
    this.signal.addEventListener('abort', abort)
    let fault: unknown
    try {
      this.#ahead = new ReadAhead(this.log.subscribe(this.#from(), inner.signal), batchEvents)
      fault = await this.#follow(this.#ahead)
    } catch (error) {
      if (error instanceof Stopped) throw error
      fault = error
    } finally {
      this.signal.removeEventListener('abort', abort)
      inner.abort()
      this.#ahead?.close()
      this.#ahead = undefined
    }
    await this.#working
    if (this.#over) return
    if (fault instanceof Corrupt) {
      this.#each(build => build.pass(fault), 1)
      await this.#working
    } else await this.line.pause(fault)
  }

  /** Until the loop is over or the subscription has ended: then why. */
  async #follow(ahead: ReadAhead): Promise<unknown> {
    while (!this.#over) {
      if (this.#tasks.length > 0) await this.#working
      for (const task of this.#tasks.splice(0)) await task.run()
      const taken = await ahead.take()
      if (!taken) return new Error('the subscription ended by itself')
      if (this.#over) return undefined
      if (taken.events.length > 0 || taken.caughtUp) this.line.recovered()
      const { events } = taken
      if (events.length > 0) {
        // The next batch is folded while the writes of this one are on their way, each build after itself.
        const before = this.#working
        this.#each(build => build.apply(events, this.#turns), events.length, events.at(-1))
        await before
      }
      if (taken.caughtUp) {
        await this.#working
        await this.on.caughtUp([...this.#builds])
      }
    }
    return undefined
  }

  /** All builds at once, each after its last step and again while the infrastructure is away. */
  #each(step: (build: ViewBuild) => Promise<void>, events: number, last?: RecordedEvent): void {
    const work = [...this.#builds].map(build => {
      const mine = (this.#steps.get(build) ?? Promise.resolve()).then(() =>
        this.#step(build, step, events, last)
      )
      this.#steps.set(build, mine)
      return mine
    })
    this.#working = Promise.all(work)
  }

  /** Never rejects: a build that fails by itself goes out. */
  async #step(
    build: ViewBuild,
    step: (build: ViewBuild) => Promise<void>,
    events: number,
    last: RecordedEvent | undefined
  ): Promise<void> {
    if (!this.#builds.has(build)) return
    try {
      await this.line.through(() => step(build))
      this.on.moved(build, events, last)
    } catch (error) {
      if (error instanceof Stopped) return
      this.#builds.delete(build)
      this.on.failed(build, error)
    }
  }

  #from(): Position | 'start' {
    let lowest: string | undefined
    for (const { position } of this.#builds) {
      if (position === undefined) return 'start'
      if (lowest === undefined || position < lowest) lowest = position
    }
    return (lowest as Position | undefined) ?? 'start'
  }
}
