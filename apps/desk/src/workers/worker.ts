import type { CommandBus } from '@nestjs/cqrs'
import type {
  AlertWatch,
  Delivery,
  DeskFacts,
  Directories,
  FollowerName,
  ProcessName,
  Sealing,
  Webhooks
} from '#processes'
import type { Search } from '#search'
import type { Holding, RunningProcess } from '#subscriptions'
import type { TelegramClient } from '#telegram'
import type { SearchMisses } from '../http/index.js'
import type { Core } from '../start/core.js'
import type { BotName, SourceStatus } from '../telegram/index.js'
import type { TelegramDoor } from '../telegram/open-door.js'
import type { ViewWorkers } from './view-workers.js'

/** What each process of a worker is given: see starts.ts. */
export interface Worker {
  readonly core: Core
  readonly commands: CommandBus
  readonly client: TelegramClient
  readonly door: TelegramDoor
  readonly directories: Directories
  readonly bot: BotName
  readonly views: ViewWorkers
  readonly search: Search
  readonly misses: Pick<SearchMisses, 'missed'>
  /** Where people reach the desk. */
  readonly publicUrl: string
  /** How the desk is, here and as far as others tell. */
  readonly facts: () => Promise<DeskFacts>
  /** What runs here under this name; undefined while it runs elsewhere, or nowhere. */
  running<Name extends ProcessName>(name: Name): WorkOf<Name> | undefined
  /** Whether a process of this desk, here or elsewhere, has done everything up to `position`. */
  passed(name: FollowerName, position: string, timeoutMs: number): Promise<boolean>
}

/** A process at work. */
export interface Work {
  /** Starts nothing new; resolves when what was at work is done. */
  stop(): Promise<unknown>
  /** Resolves when a fault has ended it: its lease is given up, and somebody begins anew. Else never. */
  readonly failed?: Promise<void>
}

export interface Sending extends Work {
  readonly delivery: Delivery
}

export interface Watching extends Work {
  readonly watch: AlertWatch
}

export interface TakingUpdates extends Work {
  source(): SourceStatus
}

export interface Calling extends Work {
  readonly webhooks: Webhooks
}

/** Those that show more than that they run; all others follow the log. */
interface Shown {
  readonly delivery: Sending
  readonly poller: TakingUpdates
  readonly timers: Work
  readonly webhooks: Calling
  readonly 'slot-sweep': Work
  readonly 'alert-watch': Watching
  readonly sealer: Work & { readonly sealing: Sealing }
}

export type WorkOf<Name extends ProcessName> = Name extends keyof Shown ? Shown[Name] : RunningProcess

/** What of it follows the log. */
export const followerIn = (work: WorkOf<FollowerName>): RunningProcess | undefined =>
  'delivery' in work ? work.delivery.process() : 'webhooks' in work ? work.webhooks.process() : work

export type Start<Name extends ProcessName> = (
  worker: Worker,
  holding: Holding
) => WorkOf<Name> | Promise<WorkOf<Name>>
