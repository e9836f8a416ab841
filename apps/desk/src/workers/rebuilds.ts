import { randomUUID } from 'node:crypto'
import type { DeskState } from '#desk-state'
import { type Clock, type Outcome, ok, refuse } from '#kernel'
import type { Logger, Metrics } from '#observability'
import type { RunningViews } from '#subscriptions'
import type { RebuildReport } from '../http/index.js'
import { begun, orderOf, orderRebuild, tellOrder } from './rebuild-orders.js'

export interface Rebuilds {
  /** Begins it here, or where the view is kept; the reports tell how far it is. */
  rebuild(view: string): Promise<Outcome<void, 'rebuild_running' | 'not_running_here'>>
  /** Of the rebuild at work or the last one; null: none is known. */
  reportOf(view: string): Promise<RebuildReport | null>
  stop(): Promise<void>
}

export interface RebuildsOptions {
  readonly views: readonly string[]
  /** The views that this process keeps now. */
  readonly runningOf: (view: string) => Pick<RunningViews, 'rebuild'> | undefined
  /** Others may keep some of the views. */
  readonly isShared: boolean
  readonly state: Pick<DeskState, 'fact' | 'setFact'>
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Pick<Metrics, 'rebuildProgress'>
}

const lookEveryMs = 1000
/** What was asked for longer ago, and nobody has begun or told of since, is not begun any more. */
const forgottenMs = 600_000

interface Own {
  id: string
  report: RebuildReport
}

/**
 * Rebuilds that this process is at work on. Where several share the desk, each takes what was asked of its views anywhere,
 * tells of it, and goes on with what a process that is gone has left.
 */
export function createRebuilds(options: RebuildsOptions): Rebuilds {
  const { views, runningOf, isShared, state, clock, logger, metrics } = options
  const own = new Map<string, Own>()
  const stopping = new AbortController()

  function begin(view: string, here: Pick<RunningViews, 'rebuild'>, id: string): void {
    const mine: Own = { id, report: begun }
    own.set(view, mine)
    const report = (change: Partial<RebuildReport>) => {
      mine.report = { ...mine.report, ...change }
    }
    here
      .rebuild([view], ({ done, total, eventsPerSecond }) => {
        report({ events: done, total: total ?? null, eventsPerSecond })
        if (total) metrics.rebuildProgress.set({ view }, done / total)
      })
      .then(
        () => report({ state: 'done' }),
        error => {
          // Another process keeps the view now, or this one will again: it goes on there.
          if (isShared && (stopping.signal.aborted || runningOf(view) !== here)) {
            if (own.get(view) === mine) own.delete(view)
            return
          }
          logger.error({ error, view }, 'a rebuild failed; the view is read as before')
          report({ state: 'failed', error: error instanceof Error ? error.message : String(error) })
        }
      )
  }

  async function look(view: string): Promise<void> {
    const here = runningOf(view)
    if (!here) {
      if (own.get(view)?.report.state !== 'running') own.delete(view)
      return
    }
    const order = await orderOf(state, view)
    const mine = own.get(view)
    const isNew = order?.report.state === 'running' && order.id !== mine?.id
    if (isNew && mine?.report.state === 'running') mine.id = order.id
    else if (isNew && clock.now() - order.at < forgottenMs) return begin(view, here, order.id)
    if (
      mine &&
      (mine.report.state === 'running' || order?.report.state === 'running' || order?.id !== mine.id)
    )
      await tellOrder(state, view, { id: mine.id, at: clock.now(), report: mine.report })
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        for (const view of views) await look(view)
      } catch (error) {
        logger.debug({ error }, 'what is asked of the views could not be looked at, it is tried again')
      }
      await clock.sleep(lookEveryMs, stopping.signal)
    }
  }
  const following = isShared ? follow() : Promise.resolve()

  return {
    async rebuild(view) {
      if (own.get(view)?.report.state === 'running') return refuse('rebuild_running')
      const here = runningOf(view)
      if (here) {
        begin(view, here, randomUUID())
        return ok(undefined)
      }
      return isShared ? orderRebuild(state, clock, view) : refuse('not_running_here')
    },
    async reportOf(view) {
      const mine = own.get(view)
      if (mine && (runningOf(view) || !isShared)) return mine.report
      return isShared ? ((await orderOf(state, view))?.report ?? null) : null
    },
    async stop() {
      stopping.abort()
      await following
    }
  }
}
