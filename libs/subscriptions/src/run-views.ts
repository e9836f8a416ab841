import type { Instant } from '#kernel'
import { Stopped, textOf } from './faults.js'
import { Line } from './line.js'
import { parkedOf, parkingNameOf, readParked } from './parking.js'
import { type Placed, Placement, type Serving } from './placement.js'
import type { Retried } from './process.js'
import { gapBetween, Tracker } from './tracker.js'
import type { ViewBuild } from './view-build.js'
import { ViewLoop } from './view-loop.js'
import type { RebuildProgress, RunningViews, ViewStatus, ViewsOptions } from './views.js'

/**
 * Starts the views where their checkpoints stand and runs them until `stop`. A view without documents, of a new version,
 * or whose documents come from another log, is built and then switched to.
 */
export function runViews(options: ViewsOptions): RunningViews {
  return new ViewsRun(options)
}

/** One view: the build that is read, and the one that will be. */
interface Handle {
  readonly name: string
  readonly tracker: Tracker
  serving: Serving | undefined
  building: Building | undefined
}

interface Building {
  readonly build: ViewBuild
  error: string | undefined
  readonly switched: () => void
  readonly failed: (error: unknown) => void
}

interface Rebuilding {
  readonly onProgress: (progress: RebuildProgress) => void
  readonly since: number
  readonly total: number | undefined
  done: number
}

class ViewsRun implements RunningViews {
  readonly #stop = new AbortController()
  readonly #handles: Map<string, Handle>
  readonly #loops = new Map<ViewBuild, ViewLoop>()
  readonly #ended = new Set<Promise<void>>()
  readonly #fault = Promise.withResolvers<void>()
  readonly failed = this.#fault.promise
  readonly #placement: Placement
  readonly #started: Promise<void>
  readonly #unregister: () => void

  constructor(private readonly options: ViewsOptions) {
    this.#handles = new Map(
      options.views.map(({ name }) => {
        const tracker = new Tracker(parkingNameOf(name), options)
        return [name, { name, tracker, serving: undefined, building: undefined }]
      })
    )
    this.#placement = new Placement(options)
    this.#unregister = options.metrics.beforeRender(() => this.status())
    this.#started = this.#start()
  }

  async status(): Promise<ViewStatus[]> {
    const { log, state } = this.options
    return Promise.all(
      [...this.#handles.values()].map(async ({ name, tracker, building }) => ({
        ...(await tracker.status(
          log,
          state.parked(parkingNameOf(name)).then(list => list.length)
        )),
        name,
        building: building && { position: building.build.position, error: building.error }
      }))
    )
  }

  position(view: string): string | undefined {
    return this.#handle(view).tracker.progress.position
  }

  waitFor(view: string, position: string, timeoutMs: number): Promise<boolean> {
    return this.#handle(view).tracker.progress.waitFor(position, timeoutMs)
  }

  async rebuild(views: readonly string[], onProgress: (progress: RebuildProgress) => void): Promise<void> {
    await this.#started
    const handles = views.map(name => this.#handle(name))
    for (const { name, building } of handles) {
      if (building && building.error === undefined) throw new Error(`${name} is being built already`)
    }
    const { log, clock } = this.options
    const head = await log.head()
    const total = head === undefined ? 0 : gapBetween(undefined, head)
    const rebuilding: Rebuilding = { onProgress, since: clock.monotonic(), total, done: 0 }
    const builds = await Promise.all(handles.map(({ name }) => this.#placement.anew(name)))
    if (this.#stop.signal.aborted) throw new Stopped('the views are stopped')
    const switched = handles.map((handle, i) => this.#build(handle, builds[i]))
    this.#follow(builds, this.#line(handles), rebuilding)
    await Promise.all(switched)
  }

  async retryParked(view: string, stream: string): Promise<Retried> {
    await this.#started
    const { state, log } = this.options
    const handle = this.#handle(view)
    const build = handle.serving?.build
    const loop = build && this.#loops.get(build)
    if (!build || !loop) throw new Error(`${view} is not running`)
    if (build.view.collections.some(one => one.fedBy === 'log')) {
      throw new Error(`${view} has documents fed by several streams, which have gone on: rebuild it`)
    }
    return loop.between(async () => {
      const name = parkingNameOf(view)
      const list = await parkedOf(state, name, stream)
      for (const [handled, parked] of list.entries()) {
        try {
          await loop.line.through(async () => build.again(await readParked(log, parked)))
        } catch (error) {
          if (error instanceof Stopped) throw error
          const text = textOf(error)
          await state.park({ ...parked, error: text, attempts: parked.attempts + 1 })
          return { handled, left: list.length - handled, error: text }
        }
        await loop.line.through(() => state.unpark(name, parked.position))
      }
      build.unparked(stream)
      return { handled: list.length, left: 0 }
    })
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#started
    await Promise.all(this.#ended)
    this.#unregister()
    for (const { building, tracker } of this.#handles.values()) {
      building?.failed(new Error('stopped'))
      tracker.stopped()
    }
  }

  #handle(view: string): Handle {
    const handle = this.#handles.get(view)
    if (!handle) throw new Error(`there is no view ${view}`)
    return handle
  }

  async #start(): Promise<void> {
    const handles = [...this.#handles.values()]
    const line = this.#line(handles)
    try {
      const placed = await line.through(() =>
        Promise.all(handles.map(({ name }) => this.#placement.find(name)))
      )
      const live: ViewBuild[] = []
      const toBuild: ViewBuild[] = []
      for (const [i, handle] of handles.entries()) {
        const place: Placed | undefined = placed[i]
        if (!place) continue
        handle.serving = place.serving
        if (place.serving?.build) live.push(place.serving.build)
        if (place.building) {
          toBuild.push(place.building)
          // Nobody waits for it: its failure stands in the status.
          this.#build(handle, place.building).catch(() => {})
        }
        const position = place.serving?.position
        if (position !== undefined) handle.tracker.progress.advance(position)
        handle.tracker.catchingUp()
      }
      this.#follow(live, line)
      this.#follow(toBuild, line)
    } catch (error) {
      if (!this.#stop.signal.aborted) for (const handle of handles) this.#end(handle, error)
    }
  }

  /** Resolves when the build is read. */
  #build(handle: Handle, build: ViewBuild | undefined): Promise<void> {
    return new Promise((switched, failed) => {
      if (build) handle.building = { build, error: undefined, switched, failed }
    })
  }

  /** A fault shows in the status of all these. */
  #line(handles: readonly Handle[]): Line {
    const trackers = handles.map(handle => handle.tracker)
    const reporter = {
      backingOff: (error: unknown, ms: number) => {
        for (const tracker of trackers) tracker.backingOff(error, ms)
      },
      recovered: () => {
        for (const tracker of trackers) tracker.recovered()
      }
    }
    return new Line(this.options, reporter, this.#stop.signal)
  }

  #follow(builds: readonly ViewBuild[], line: Line, rebuilding?: Rebuilding): void {
    if (builds.length === 0) return
    for (const build of builds) if (this.options.fence !== undefined) build.fence = this.options.fence
    const loop = new ViewLoop(builds, this.options.log, line, this.#stop.signal, {
      moved: (build, events, last) => {
        const handle = this.#handle(build.view.name)
        if (build === builds[0]) this.#tell(rebuilding, events)
        if (build === handle.serving?.build) this.#moved(handle, build, events, last?.recordedAt)
      },
      caughtUp: async running => {
        for (const build of running) {
          const handle = this.#handle(build.view.name)
          if (build === handle.building?.build) {
            await line.through(() => build.settle())
            await line.through(() => this.#switch(handle, build))
          }
          if (build === handle.serving?.build) handle.tracker.caughtUp()
        }
      },
      failed: (build, error) => this.#failed(build, error)
    })
    for (const build of builds) this.#loops.set(build, loop)
    this.#ended.add(loop.ended)
    void loop.ended.then(() => this.#ended.delete(loop.ended))
  }

  #moved(handle: Handle, build: ViewBuild, events: number, recordedAt: Instant | undefined): void {
    if (build.position !== undefined) handle.tracker.handled(build.position, recordedAt, events)
  }

  #tell(rebuilding: Rebuilding | undefined, events: number): void {
    if (!rebuilding) return
    rebuilding.done += events
    const seconds = (this.options.clock.monotonic() - rebuilding.since) / 1000
    const { done, onProgress } = rebuilding
    // What is appended meanwhile is built, too.
    const total = rebuilding.total && Math.max(rebuilding.total, done)
    onProgress({ done, total, eventsPerSecond: seconds > 0 ? Math.round(done / seconds) : 0 })
  }

  /** The old build stands still first, so that nobody who was told a position finds less afterwards. */
  async #switch(handle: Handle, build: ViewBuild): Promise<void> {
    const old = handle.serving
    if (old?.build) {
      await this.#loops.get(old.build)?.release(old.build)
      this.#loops.delete(old.build)
    }
    const before = handle.tracker.progress.position
    if (before !== undefined && (build.position === undefined || build.position < before)) return
    await this.#placement.switchTo(build, old?.id)
    handle.serving = { id: build.id, build, position: build.position }
    const { building } = handle
    handle.building = undefined
    this.#moved(handle, build, 0, undefined)
    // At a desk's first start there was nothing to switch from.
    if (old !== undefined) {
      const { version, build: count } = build.id
      this.options.logger.info(
        { view: handle.name, version, build: count },
        'the view is switched to its new build'
      )
    }
    building?.switched()
  }

  #end({ tracker }: Handle, error: unknown): void {
    tracker.stopped(error)
    this.#fault.resolve()
  }

  #failed(build: ViewBuild, error: unknown): void {
    const handle = this.#handle(build.view.name)
    this.#loops.delete(build)
    if (build !== handle.building?.build) {
      this.#end(handle, error)
      return
    }
    handle.building.error = textOf(error)
    this.options.logger.error(
      { view: handle.name, version: build.id.version, build: build.id.build, error },
      'the build of a view has stopped'
    )
    handle.tracker.failed(error)
    handle.building.failed(error)
    const running = handle.serving?.build
    if (!handle.serving?.build) this.#end(handle, error)
    if (!running) return
    // The running build may have been told to stand still for the switch.
    if (!this.#loops.has(running)) this.#follow([running], this.#line([handle]))
    this.options.store
      .drop(build.id)
      .catch(error => this.options.logger.warn({ view: handle.name, error }, 'a failed build is left behind'))
  }
}
