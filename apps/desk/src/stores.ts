import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { openSqliteDeskState } from '#desk-state/sqlite'
import { eventTypes } from '#domain'
import { type EventLog, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { openSqliteLog } from '#event-log/sqlite'
import type { Clock } from '#kernel'
import type { Vault } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { openSqliteVault } from '#privacy/sqlite'
import type { ReadStore } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'
import { openSqliteReadStore } from '#read-store/sqlite'
import { masterKeyOf } from './master-key.js'
import type { Settings, StoreUrl } from './settings.js'

export interface Stores {
  /** Known types in their present shape only. */
  readonly log: EventLog
  readonly readStore: ReadStore
  readonly state: DeskState
  readonly vault: Vault
  readonly masterKey: Buffer
  close(): Promise<void>
}

/** For tests and benchmarks only. */
export interface StoreFaults {
  readonly commitDelayMs?: number
}

/**
 * Opens everything the settings name; what the sandbox makes stays apart, so that a real bot starts with empty queues.
 * @throws CannotOpen, UnusableViews, UnusableState, WrongMasterKey: each names the remedy
 */
export async function openStores(
  settings: Settings,
  clock: Clock,
  faults: StoreFaults = {}
): Promise<Stores> {
  const directory = storeDirectory(settings)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const masterKey = masterKeyOf(settings.masterKey, directory)
  const opened: { close(): Promise<void> }[] = []
  const keep = async <T extends { close(): Promise<void> }>(opening: Promise<T> | T): Promise<T> => {
    const store = await opening
    opened.unshift(store)
    return store
  }
  const close = async () => {
    for (const store of opened.splice(0)) await store.close()
  }
  const path = (url: StoreUrl, name: string) =>
    (url.kind === 'sqlite' ? url.path : null) ?? join(directory, name)
  try {
    const { eventLog, readStore, state } = settings
    const commitDelayMs = faults.commitDelayMs ?? 0
    // The log first: it is what refuses a second process.
    const log = await keep(
      eventLog.kind === 'memory'
        ? openMemoryLog()
        : openSqliteLog({ path: path(eventLog, 'log.db'), commitDelayMs })
    )
    const inMemory = state.kind === 'memory'
    return {
      log: withTypes(log, eventTypes),
      state: await keep(
        inMemory
          ? openMemoryDeskState({ clock })
          : openSqliteDeskState({ path: path(state, 'state.db'), clock })
      ),
      vault: await keep(
        inMemory
          ? openMemoryVault({ masterKey, clock })
          : openSqliteVault({ path: join(directory, 'vault.db'), masterKey, clock })
      ),
      readStore: await keep(
        readStore.kind === 'memory'
          ? openMemoryReadStore()
          : openSqliteReadStore({ path: path(readStore, 'views.db') })
      ),
      masterKey,
      close
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Where the embedded stores lie. */
export const storeDirectory = (settings: Settings): string =>
  settings.telegram.token === null ? join(settings.dataDir, 'sandbox', 'desk') : settings.dataDir
