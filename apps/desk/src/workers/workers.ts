import { ok, refuse } from '#kernel'
import type { Leased, RunningProcess } from '#subscriptions'
import type { Workers } from '../http/index.js'
import type { Core } from '../start/core.js'
import type { SlaWorkers } from './sla-workers.js'
import type { TelegramWorkers } from './telegram-workers.js'
import type { ViewWorkers } from './view-workers.js'

/** What an operator can do to the processes and views that run here. */
export function workersOf(
  { stores }: Core,
  here: {
    readonly views: () => ViewWorkers | undefined
    readonly telegram: () => TelegramWorkers | undefined
    readonly sla: () => Leased<SlaWorkers> | undefined
  }
): Workers {
  const processOf = (name: string): RunningProcess | undefined =>
    [here.telegram()?.intake.current(), ...(here.sla()?.current()?.processes ?? [])].find(
      process => process?.name === name
    )

  const isParked = async (process: string, sequence: string) =>
    (await stores.state.parkedSequences(process)).has(sequence)

  return {
    async retryParked(process, sequence) {
      if (!(await isParked(process, sequence))) return refuse('unknown_parked')
      const ofView = here.views()?.retryParked(process, sequence)
      if (ofView) return ofView
      const running = processOf(process)
      return running ? ok(await running.retryParked(sequence)) : refuse('not_running_here')
    },
    async skipParked(process, sequence) {
      if (!(await isParked(process, sequence))) return refuse('unknown_parked')
      if (process.startsWith('view:')) return refuse('rebuild_instead')
      const running = processOf(process)
      return running ? ok(await running.skipParked(sequence)) : refuse('not_running_here')
    },
    retryDelivery: async id => here.telegram()?.delivery.current()?.retry(id) ?? refuse('not_running_here'),
    views: async () => (await here.views()?.reports()) ?? [],
    rebuild: async view => here.views()?.rebuild(view) ?? refuse('not_running_here')
  }
}
