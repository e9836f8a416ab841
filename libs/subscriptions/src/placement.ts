import type { View, ViewId } from '#read-store'
import { belongsTo } from './belongs.js'
import { parkingNameOf } from './parking.js'
import { ViewBuild } from './view-build.js'
import type { ViewsOptions } from './views.js'

/** What is read now. Without a build when its version is another, which this code can't fold: it stands still. */
export interface Serving {
  readonly id: ViewId
  readonly build: ViewBuild | undefined
  readonly position: string | undefined
}

export interface Placed {
  readonly serving: Serving | undefined
  readonly building: ViewBuild | undefined
}

/** Finds the builds of a view in the read store, makes new ones, and switches between them. */
export class Placement {
  constructor(private readonly options: ViewsOptions) {}

  /** Where to go on after a start. Builds that nobody needs any more are dropped. */
  async find(name: string): Promise<Placed> {
    const { store } = this.options
    const view = this.#view(name)
    let current = await store.current(name)
    const running = current?.version === view.version ? await this.#resume(view, current, current) : undefined
    const before = current
    if (current?.version === view.version && !running) {
      this.options.logger.warn({ view: name, ...current }, 'the view is of another log, it is built anew')
      await store.drop(current)
      current = undefined
    }
    const building = running
      ? undefined
      : ((await this.#begun(view, current)) ?? (await this.anew(name, before)))
    const keep = [current, building?.id]
    for (const id of await store.builds(name))
      if (!keep.some(one => one && same(one, id))) await store.drop(id)
    if (!current) return { serving: undefined, building }
    const position = running ? running.position : await this.#positionOf(view, current)
    return { serving: { id: current, build: running, position }, building }
  }

  /** A build that was interrupted. Not where something is parked: what it had parked itself is not known any more. */
  async #begun(view: View, current: ViewId | undefined): Promise<ViewBuild | undefined> {
    const { store, state } = this.options
    const process = parkingNameOf(view.name)
    const begun = (await store.builds(view.name)).filter(id => id.version === view.version).at(-1)
    if (begun && (!current || (await state.parkedSequences(process)).size === 0)) {
      const build = await this.#resume(view, begun, current)
      if (build?.checkpoint) return build
    }
    // Nothing is read and nothing is begun: everything will be folded again, and parked again where it must.
    if (!current) for (const one of await state.parked(process)) await state.unpark(process, one.position)
    return undefined
  }

  /** Undefined where its collections are others than those in the code. */
  async #positionOf(view: View, id: ViewId): Promise<string | undefined> {
    const opened = await this.options.store.open(id, view.collections).catch(() => undefined)
    return (await opened?.checkpoint())?.position
  }

  /** A new, empty build of the version in the code. Not named as one before it: whoever reads that one must notice. */
  async anew(name: string, before?: ViewId): Promise<ViewBuild> {
    const { store } = this.options
    const view = this.#view(name)
    const known = [...(await store.builds(name)), ...(before ? [before] : [])]
    const builds = known.filter(id => id.version === view.version)
    const id = { name, version: view.version, build: Math.max(-1, ...builds.map(one => one.build)) + 1 }
    return this.#open(view, id, await store.current(name))
  }

  /** What the old build has parked gives way to what the new one has. */
  async switchTo(build: ViewBuild, old: ViewId | undefined): Promise<void> {
    const { store, state } = this.options
    const process = parkingNameOf(build.id.name)
    const parkedNow = new Set(build.unsaved.map(one => one.position))
    if (old) {
      for (const one of await state.parked(process)) {
        if (!parkedNow.has(one.position)) await state.unpark(process, one.position)
      }
    }
    for (const one of build.unsaved) await state.park(one)
    await store.switchTo(build.id)
    build.becomeCurrent()
    if (old && !same(old, build.id)) await store.drop(old)
  }

  /** Undefined when its checkpoint is of another log. */
  async #resume(view: View, id: ViewId, current: ViewId | undefined): Promise<ViewBuild | undefined> {
    const build = await this.#open(view, id, current)
    const { checkpoint } = build
    return !checkpoint || (await belongsTo(this.options.log, checkpoint)) ? build : undefined
  }

  async #open(view: View, id: ViewId, current: ViewId | undefined): Promise<ViewBuild> {
    const { store, state } = this.options
    const opened = await store.open(id, view.collections)
    const checkpoint = await opened.checkpoint()
    const known = await state.parkedSequences(parkingNameOf(view.name))
    // Where nothing is read yet, a bad event must not stand between the desk and its view.
    const parks = !current || same(current, id)
    return new ViewBuild(
      view,
      id,
      opened,
      state,
      this.options,
      parks ? { kind: 'park' } : { kind: 'stop', known },
      {
        checkpoint,
        parked: parks && checkpoint ? known : new Set(),
        isCurrent: current !== undefined && same(current, id)
      }
    )
  }

  #view(name: string): View {
    const view = this.options.views.find(one => one.name === name)
    if (!view) throw new Error(`there is no view ${name}`)
    return view
  }
}

const same = (a: ViewId, b: ViewId) => a.name === b.name && a.version === b.version && a.build === b.build
