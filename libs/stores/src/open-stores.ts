import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { openSqliteDeskState } from '#desk-state/sqlite'
import { eventTypes, streamCategories } from '#domain'
import { type EventLog, type RawLog, withTypes } from '#event-log'
import type { SubscriptionState } from '#event-log/eventstoredb'
import { openMemoryLog } from '#event-log/memory'
import { openSqliteLog } from '#event-log/sqlite'
import type { Clock } from '#kernel'
import { type Vault, WrongMasterKey } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { openSqliteVault } from '#privacy/sqlite'
import type { ReadStore } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'
import { openSqliteReadStore } from '#read-store/sqlite'
import type { LogUrl, StoreUrl } from './addresses.js'
import type { Places } from './belonging.js'
import { makeDirectory } from './data-directory.js'
import { masterKeyOf } from './master-key.js'
import { findEventStoreLog, openMongoDeskState, openMongoReadStore, openMongoVault } from './on-servers.js'
import { markReadStore, mustBeOneDesk } from './one-desk.js'
import { type StoreSettings, storeDirectory } from './settings.js'

export interface Stores {
  /** Known types in their present shape only. */
  readonly log: EventLog
  readonly rawLog: RawLog
  readonly readStore: ReadStore
  readonly state: DeskState
  readonly vault: Vault
  readonly masterKey: Buffer
  /** Undefined: in memory. */
  readonly logId: string | undefined
  /** The log is on a server, has no name yet and holds nothing. */
  readonly isNewLog: boolean
  readonly places: Places
  /** Of a log on a server: how each of its subscriptions is. */
  subscriptions(): readonly SubscriptionState[]
  /**
   * To be called once all is known to belong together: before, a log on a server takes nothing, and nothing is written
   * there or into a read store on a server. @throws CannotOpen, OtherLog, Unavailable
   */
  begin(): Promise<void>
  /**
   * Asked before anything is called another log's: one that was new when it was found may have been begun by another
   * process since. @throws Unavailable then: open all again
   */
  mustStillBeNew(): Promise<void>
  close(): Promise<void>
}

/** For tests and benchmarks only. */
export interface StoreFaults {
  readonly commitDelayMs?: number
}

export interface Opening {
  /** Makes a missing master key also beside a log that holds events, where the vault is missing too. */
  readonly newMasterKey?: boolean
  /** Told in words why. */
  readonly notice?: (text: string) => void
  /** Ends it. */
  readonly signal?: AbortSignal
}

/**
 * Opens everything the settings name, waiting for servers that can't be reached.
 * @throws CannotOpen, UnusableViews, UnusableState, WrongMasterKey, OtherLog, NotTogether: each names the remedy
 */
export async function openStores(
  settings: StoreSettings,
  clock: Clock,
  opening: Opening = {},
  faults: StoreFaults = {}
): Promise<Stores> {
  const directory = storeDirectory(settings)
  makeDirectory(directory)
  const opened: { close(): Promise<void> }[] = []
  const keep = async <T extends { close(): Promise<void> }>(opening: Promise<T> | T): Promise<T> => {
    const store = await opening
    opened.unshift(store)
    return store
  }
  const close = async () => {
    for (const store of opened.splice(0)) await store.close()
  }
  const path = (url: LogUrl | StoreUrl, name: string) =>
    (url.kind === 'sqlite' ? url.path : null) ?? join(directory, name)
  const { eventLog, readStore, state, isSandbox } = settings
  const { signal, notice } = opening
  const server = { ...(signal && { signal }), notice: (text: string) => notice?.(text) }
  const mongo = ({ url, database }: StoreUrl & { kind: 'mongodb' }) => ({
    ...server,
    url,
    database: isSandbox ? `${database}-sandbox` : database
  })

  const findLog = ({ url }: LogUrl & { kind: 'eventstoredb' }) =>
    findEventStoreLog({
      ...server,
      url,
      streamPrefixes: streamCategories.map(category => `${category}-`),
      ...(isSandbox && { namespace: 'sandbox' })
    })
  const openEmbedded = (): Promise<EventLog> | EventLog =>
    eventLog.kind === 'memory'
      ? openMemoryLog()
      : openSqliteLog({ path: path(eventLog, 'log.db'), commitDelayMs: faults.commitDelayMs ?? 0 })
  function openState(): Promise<DeskState> | DeskState {
    switch (state.kind) {
      case 'memory':
        return openMemoryDeskState({ clock })
      case 'sqlite':
        return openSqliteDeskState({ path: path(state, 'state.db'), clock })
      case 'mongodb':
        return openMongoDeskState(mongo(state))
    }
  }
  const vaultPath = join(directory, 'vault.db')
  async function openVault(masterKey: Buffer): Promise<Vault> {
    switch (state.kind) {
      case 'memory':
        return openMemoryVault({ masterKey, clock })
      case 'sqlite':
        return openSqliteVault({ path: vaultPath, masterKey, clock })
      case 'mongodb':
        return openMongoVault({ ...mongo(state), masterKey, clock })
    }
  }
  function openViews(): Promise<ReadStore> | ReadStore {
    switch (readStore.kind) {
      case 'memory':
        return openMemoryReadStore()
      case 'sqlite':
        return openSqliteReadStore({ path: path(readStore, 'views.db') })
      case 'mongodb':
        return openMongoReadStore(mongo(readStore))
    }
  }

  // SQLite sorts what does not fit into memory in files, and reads this before the first of its files is opened.
  process.env['SQLITE_TMPDIR'] ??= directory
  try {
    // The log first: embedded, it is what refuses a second process.
    const served = eventLog.kind === 'eventstoredb' ? await keep(findLog(eventLog)) : undefined
    const log = served ?? (await keep(openEmbedded()))
    const isNew = opening.newMasterKey === true || (await log.head()) === undefined
    const mayMakeKey = state.kind !== 'sqlite' || (isNew && sizeOf(vaultPath) === 0)
    const masterKey = masterKeyOf(settings.masterKey, directory, mayMakeKey)
    const opened = {
      state: await keep(openState()),
      vault: await keep(
        openVault(masterKey).catch(error => {
          if (!(error instanceof WrongMasterKey)) throw error
          const from = settings.masterKey === null ? join(directory, 'master.key') : 'DESK_MASTER_KEY'
          throw new WrongMasterKey(
            `the vault ${placeOf(state, vaultPath, 'DESK_STATE_URL')} was made with another master key than that of ${from}: ` +
              'put back the key that belongs to it, or the vault that belongs to this key'
          )
        })
      ),
      readStore: await keep(openViews())
    }
    const logId = 'logId' in log && typeof log.logId === 'string' ? log.logId : undefined
    const isNewLog = served?.isNew === true
    const mustStillBeNew = async () => served?.mustStillBeNew()
    if (logId !== undefined) {
      await mustBeOneDesk(settings, { logId, isNew: isNewLog }, opened).catch(async error => {
        await mustStillBeNew()
        throw error
      })
    }
    const places = {
      log: placeOf(eventLog, path(eventLog, 'log.db'), 'DESK_EVENT_LOG_URL'),
      state: placeOf(state, path(state, 'state.db'), 'DESK_STATE_URL'),
      vault: placeOf(state, vaultPath, 'DESK_STATE_URL')
    }
    const subscriptions = () => served?.subscriptions() ?? []
    const begin = async () => {
      await served?.begin()
      if (logId !== undefined) await markReadStore(settings, logId, opened.readStore)
    }
    const typed = withTypes(log, eventTypes)
    const known = { log: typed, rawLog: log, logId, isNewLog, masterKey, places }
    return { ...known, ...opened, subscriptions, begin, mustStillBeNew, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A server's address may hold a password. */
const placeOf = (url: LogUrl | StoreUrl, path: string, setting: string): string =>
  url.kind === 'sqlite' ? path : `of ${setting}`

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
