import { type BotId, ok, refuse } from '#kernel'
import { followersOf } from '#processes'
import type { RunningProcess } from '#subscriptions'
import type { Workers } from '../http/index.js'
import type { Core } from '../start/core.js'
import type { RunningWorker } from './start-worker.js'
import type { ViewWorkers } from './view-workers.js'
import { followerIn } from './worker.js'

/** What an operator can do to the processes and views that run here. */
export function workersOf(
  { stores }: Core,
  bot: BotId,
  here: {
    readonly views: () => ViewWorkers | undefined
    readonly worker: () => RunningWorker | undefined
  }
): Workers {
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
    views: async () => (await here.views()?.reports()) ?? [],
    rebuild: async view => here.views()?.rebuild(view) ?? refuse('not_running_here')
  }
}
