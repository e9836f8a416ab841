import { type Outcome, ok, refuse } from '#kernel'
import { leavesView, type Sealing } from '#processes'
import { currentView, type View } from '#read-store'
import { parkingNameOf, type Retried, type RunningViews, runViews } from '#subscriptions'
import { deskViews } from '#views'
import type { RebuildReport, ViewReport } from '../http/index.js'
import type { Core } from '../start/core.js'
import { dropFormerViews } from './former-views.js'
import { looking } from './looking.js'
import { orderOf } from './rebuild-orders.js'
import { createRebuilds } from './rebuilds.js'
import { isSealedView, sealedViewReport } from './sealed-view.js'

type ParkedRefusal = 'unknown_parked' | 'rebuild_instead' | 'not_running_here'

/** Where several processes share the desk: one for each view. */
export const viewLeases: readonly string[] = deskViews.map(({ name }) => `view-${name}`)

/** The views that this process keeps up to date. */
export interface ViewWorkers {
  reports(): Promise<ViewReport[]>
  /** True once the documents that are read reflect everything up to the position. */
  passed(view: string, position: string, timeoutMs: number): Promise<boolean>
  /** Undefined: not the name under which a view parks. */
  retryParked(process: string, sequence: string): Promise<Outcome<Retried, ParkedRefusal>> | undefined
  /** Starts it, here or where the view is kept, and returns; the reports tell how far it is. */
  rebuild(view: string): Promise<Outcome<void, 'unknown_view' | 'rebuild_running' | 'not_running_here'>>
  /** Resolves when every view can be read, at the latest after `timeoutMs`: a first build of a long log takes longer. */
  serving(timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

/** `sealing`: of this process, with the one view that the sealer keeps. */
export function startViews(core: Core, sealing: () => Sealing | undefined): ViewWorkers {
  const { stores, clock, logger, metrics, isShared, leases } = core
  // One reader for all in the only process; else whoever is free takes one more.
  const groups = isShared ? deskViews.map(view => [view]) : [deskViews]
  const running = groups.map(views =>
    leases.run(views.map(({ name }) => `view-${name}`).join(','), async ({ fence }) =>
      runViews({
        views,
        log: stores.log,
        store: stores.readStore,
        state: stores.state,
        fence,
        clock,
        logger,
        metrics,
        random: Math.random
      })
    )
  )
  const runningOf = (name: string): RunningViews | undefined =>
    running[isShared ? deskViews.findIndex(view => view.name === name) : 0]?.current()
  const rebuilds = createRebuilds({
    views: [...deskViews.map(({ name }) => name), leavesView.name],
    runningOf: name => (isSealedView(name) ? sealing()?.view : runningOf(name)),
    isShared,
    state: stores.state,
    clock,
    logger,
    metrics
  })
  const cleaning = dropFormerViews(stores.readStore, stores.state, logger)

  return {
    reports: () =>
      Promise.all([
        ...deskViews.map(async view =>
          reportOf(core, view, runningOf(view.name), await rebuilds.reportOf(view.name))
        ),
        rebuilds.reportOf(leavesView.name).then(rebuild => sealedViewReport(core, sealing(), rebuild))
      ]),
    passed(view, position, timeoutMs) {
      const here = runningOf(view)
      if (here) return here.waitFor(view, position, timeoutMs)
      const stored = async () => (await currentView(stores.readStore, viewNamed(view)).checkpoint())?.position
      return looking(clock, timeoutMs, stored, position)
    },
    retryParked(process, sequence) {
      const view = deskViews.find(({ name }) => parkingNameOf(name) === process)
      if (!view) return undefined
      const countsOnOrder = view.collections.some(({ fedBy }) => fedBy === 'log')
      if (countsOnOrder) return Promise.resolve(refuse('rebuild_instead'))
      const here = runningOf(view.name)
      return here
        ? here.retryParked(view.name, sequence).then(ok)
        : Promise.resolve(refuse('not_running_here'))
    },
    async rebuild(view) {
      return isView(view) ? rebuilds.rebuild(view) : refuse('unknown_view')
    },
    serving: timeoutMs => untilServing(core, timeoutMs),
    stop: async () => void (await Promise.all([cleaning, rebuilds.stop(), ...running.map(one => one.stop())]))
  }
}

/** Where no view is kept, as other processes tell. */
export const reportsOfOthers = (core: Core): Promise<ViewReport[]> =>
  Promise.all([
    ...deskViews.map(async view => {
      const order = await orderOf(core.stores.state, view.name)
      return reportOf(core, view, undefined, order?.report ?? null)
    }),
    orderOf(core.stores.state, leavesView.name).then(order =>
      sealedViewReport(core, undefined, order?.report ?? null)
    )
  ])

export const isView = (name: string): boolean =>
  isSealedView(name) || deskViews.some(view => view.name === name)

/** Of a view that another process keeps: how far its documents are. */
async function reportOf(
  { stores }: Core,
  view: View,
  here: RunningViews | undefined,
  rebuild: RebuildReport | null
): Promise<ViewReport> {
  const { name, version } = view
  const status = (await here?.status())?.find(one => one.name === name)
  if (status) {
    const { state, position, gap, parked, lastError } = status
    return {
      name,
      version,
      state,
      position: position ?? null,
      gap: gap ?? null,
      parked,
      lastError: lastError ?? null,
      rebuild
    }
  }
  const checkpoint = await currentView(stores.readStore, view)
    .checkpoint()
    .catch(() => undefined)
  const parked = (await stores.state.parked(parkingNameOf(name)).catch(() => [])).length
  const position = checkpoint?.position ?? null
  return { name, version, state: 'elsewhere', position, gap: null, parked, lastError: null, rebuild }
}

function viewNamed(name: string): View {
  const view = deskViews.find(one => one.name === name)
  if (!view) throw new Error(`there is no view ${name}`)
  return view
}

const lookEveryMs = 10

async function untilServing({ stores, clock }: Core, timeoutMs: number): Promise<void> {
  const deadline = clock.monotonic() + timeoutMs
  while (clock.monotonic() < deadline) {
    const current = await Promise.all(deskViews.map(({ name }) => stores.readStore.current(name)))
    if (!current.includes(undefined)) return
    await clock.sleep(lookEveryMs)
  }
}
