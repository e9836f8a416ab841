import type { CommandBus } from '@nestjs/cqrs'
import type { DeskState } from '#desk-state'
import {
  createDirectories,
  type DeskFacts,
  type Directories,
  newSetupCode,
  type ProcessName
} from '#processes'
import type { Search } from '#search'
import type { TelegramClient } from '#telegram'
import type { SearchMisses } from '../http/index.js'
import type { Core } from '../start/core.js'
import type { Printed } from '../start/output.js'
import type { Settings } from '../start/settings.js'
import { createBotName, keepRetention } from '../telegram/index.js'
import type { TelegramDoor } from '../telegram/open-door.js'
import { dropOldUploads } from './old-uploads.js'
import { forgetOldAnswers } from './remembered-answers.js'
import { runProcesses } from './run-processes.js'
import type { ViewWorkers } from './view-workers.js'
import type { WorkOf } from './worker.js'

/** All processes that run here, with what they share. */
export interface RunningWorker {
  readonly directories: Directories
  running<Name extends ProcessName>(name: Name): WorkOf<Name> | undefined
  /** Drains: the call in flight is finished, nothing new begins. */
  stop(): Promise<void>
}

export async function startWorker(
  core: Core,
  {
    print,
    ...given
  }: {
    readonly door: TelegramDoor
    readonly client: TelegramClient
    readonly commands: CommandBus
    readonly views: ViewWorkers
    readonly search: Search
    readonly misses: Pick<SearchMisses, 'missed'>
    readonly publicUrl: string
    readonly facts: () => Promise<DeskFacts>
    readonly print: (printed: Printed) => void
  }
): Promise<RunningWorker> {
  const { settings, stores, sealer, clock, logger } = core
  const { log, state, vault } = stores
  const stop = new AbortController()
  const { signal } = stop
  const directories = createDirectories({ log, state, sealer, clock, logger })
  const following = [directories.run(signal)]
  try {
    await directories.catchUp()
    await tellHowToBegin(settings, directories, state, print)
    const bot = createBotName(given.client, clock, logger)
    following.push(
      bot.ask(signal),
      keepRetention({
        vault,
        clock,
        logger,
        retentionMs: settings.inboxRetentionMs,
        evict: name => sealer.evict(name),
        signal
      }),
      forgetOldAnswers({ state, clock, logger, signal }),
      dropOldUploads({ state, clock, logger, signal })
    )
    const processes = await runProcesses({ core, ...given, directories, bot })
    return {
      directories,
      running: processes.running,
      async stop() {
        // What follows from the last calls still needs the directories.
        await processes.stop()
        stop.abort()
        await Promise.all(following)
      }
    }
  } catch (error) {
    stop.abort()
    throw error
  }
}

async function tellHowToBegin(
  { telegram }: Settings,
  { staffGroups }: Directories,
  state: DeskState,
  print: (printed: Printed) => void
): Promise<void> {
  if (telegram.staffGroupIds.length > 0 || staffGroups.all().some(({ active }) => active)) return
  const code = await newSetupCode(state)
  print({
    label: 'Staff group',
    value: `/setup ${code}`,
    says: 'there is none yet: send this in the group, as one of its administrators'
  })
}
