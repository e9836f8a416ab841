import { type Outcome, ok, refuse } from '#kernel'
import { parkingNameOf, type Retried, type RunningViews, runViews } from '#subscriptions'
import { deskViews } from '#views'
import type { Core } from './core.js'
import type { RebuildReport, ViewReport } from './http/index.js'

type ParkedRefusal = 'unknown_parked' | 'rebuild_instead'

/** The views that this process keeps up to date. */
export interface ViewWorkers {
  reports(): Promise<ViewReport[]>
  /** True once the documents that are read reflect everything up to the position. */
  passed(view: string, position: string, timeoutMs: number): Promise<boolean>
  /** Undefined: not the name under which a view parks. */
  retryParked(process: string, sequence: string): Promise<Outcome<Retried, ParkedRefusal>> | undefined
  /** Starts it and returns; the reports tell how far it is. */
  rebuild(view: string): Outcome<void, 'unknown_view' | 'rebuild_running'>
  /** Resolves when every view can be read, at the latest after `timeoutMs`: a first build of a long log takes longer. */
  serving(timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

export function startViews(core: Core): ViewWorkers {
  const { stores, clock, logger, metrics } = core
  const running = runViews({
    views: deskViews,
    log: stores.log,
    store: stores.readStore,
    state: stores.state,
    clock,
    logger,
    metrics,
    random: Math.random
  })
  const rebuilds = new Map<string, RebuildReport>()

  return {
    reports: () => reportsOf(running, rebuilds),
    passed: (view, position, timeoutMs) => running.waitFor(view, position, timeoutMs),
    retryParked(process, sequence) {
      const view = deskViews.find(({ name }) => parkingNameOf(name) === process)
      if (!view) return undefined
      const countsOnOrder = view.collections.some(({ fedBy }) => fedBy === 'log')
      if (countsOnOrder) return Promise.resolve(refuse('rebuild_instead'))
      return running.retryParked(view.name, sequence).then(ok)
    },
    rebuild(view) {
      if (!deskViews.some(({ name }) => name === view)) return refuse('unknown_view')
      if (rebuilds.get(view)?.state === 'running') return refuse('rebuild_running')
      const begin: RebuildReport = {
        state: 'running',
        events: 0,
        total: null,
        eventsPerSecond: 0,
        error: null
      }
      rebuilds.set(view, begin)
      const report = (change: Partial<RebuildReport>) =>
        rebuilds.set(view, { ...(rebuilds.get(view) ?? begin), ...change })
      running
        .rebuild([view], ({ done, total, eventsPerSecond }) => {
          report({ events: done, total: total ?? null, eventsPerSecond })
          if (total) metrics.rebuildProgress.set({ view }, done / total)
        })
        .then(
          () => report({ state: 'done' }),
          error => {
            logger.error({ error, view }, 'a rebuild failed; the view is read as before')
            report({ state: 'failed', error: error instanceof Error ? error.message : String(error) })
          }
        )
      return ok(undefined)
    },
    serving: timeoutMs => untilServing(core, timeoutMs),
    stop: () => running.stop()
  }
}

async function reportsOf(
  running: RunningViews,
  rebuilds: ReadonlyMap<string, RebuildReport>
): Promise<ViewReport[]> {
  return (await running.status()).map(({ name, state, position, gap, parked, lastError }) => ({
    name,
    version: deskViews.find(view => view.name === name)?.version ?? 0,
    state,
    position: position ?? null,
    gap: gap ?? null,
    parked,
    lastError: lastError ?? null,
    rebuild: rebuilds.get(name) ?? null
  }))
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
