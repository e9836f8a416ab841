import type { Search } from '#search'
import type { TelegramClient } from '#telegram'
import type { Core } from '../start/core.js'
import type { CallRates } from '../telegram/index.js'
import type { RunningWorker } from '../workers/start-worker.js'
import type { ViewWorkers } from '../workers/view-workers.js'

/** What health is told by. */
export interface HealthParts {
  readonly core: Core
  readonly client: TelegramClient
  /** Undefined before it runs and in a process that is no worker. */
  readonly worker: () => RunningWorker | undefined
  readonly search: Pick<Search, 'isCurrent' | 'position' | 'fault'>
  readonly views: () => ViewWorkers | undefined
  readonly rates: () => CallRates
  /** Of 24 hours. */
  readonly ofDay: () => CallRates
  /** Why no process runs here; undefined when they may. */
  readonly refused: () => string | undefined
  readonly stopping: () => boolean
}
