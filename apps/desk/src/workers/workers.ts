import { type BotId, ok, refuse } from '#kernel'
import { followersOf } from '#processes'
import type { RunningProcess } from '#subscriptions'
import type { Workers } from '../http/index.js'
import type { Core } from '../start/core.js'
import { orderRebuild } from './rebuild-orders.js'
import type { RunningWorker } from './start-worker.js'
import { isView, reportsOfOthers, type ViewWorkers } from './view-workers.js'
import { followerIn } from './worker.js'

/** What an operator can do to the processes and views that run here. */
export function workersOf(
  core: Core,
  bot: BotId,
  here: {
    readonly views: () => ViewWorkers | undefined
    readonly worker: () => RunningWorker | undefined
  }
): Workers {
  const { stores } = core

  function runningUnder(checkpoint: string): Pick<RunningProcess, 'retryParked' | 'skipParked'> | undefined {
    const follower = followersOf(bot).find(one => one.checkpoint === checkpoint)
    const work = follower && here.worker()?.running(follower.name)
    return work && followerIn(work)
  }

  const isParked = async (process: string, sequence: string) =>
    (await stores.state.parkedSequences(process)).has(sequence)

  return {
    async retryParked(process, sequence) {
      if (!(await isParked(process, sequence))) return refuse('unknown_parked')
      const ofView = here.views()?.retryParked(process, sequence)
      if (ofView) return ofView
      const running = runningUnder(process)
      return running ? ok(await running.retryParked(sequence)) : refuse('not_running_here')
    },
    async skipParked(process, sequence) {
      if (!(await isParked(process, sequence))) return refuse('unknown_parked')
      if (process.startsWith('view:')) return refuse('rebuild_instead')
      const running = runningUnder(process)
      return running ? ok(await running.skipParked(sequence)) : refuse('not_running_here')
    },
    retryDelivery: async id =>
      here.worker()?.running('delivery')?.delivery.retry(id) ?? refuse('not_running_here'),
    views: async () => here.views()?.reports() ?? (core.isShared ? reportsOfOthers(core) : []),
    async rebuild(view) {
      const views = here.views()
      if (views) return views.rebuild(view)
      if (!core.isShared) return refuse('not_running_here')
      return isView(view) ? orderRebuild(stores.state, core.clock, view) : refuse('unknown_view')
    }
  }
}
