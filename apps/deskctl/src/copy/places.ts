import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { DeskState } from '#desk-state'
import { openSqliteDeskState } from '#desk-state/sqlite'
import { streamCategories } from '#domain'
import type { EventLog } from '#event-log'
import { openSqliteLog } from '#event-log/sqlite'
import type { Clock } from '#kernel'
import type { Vault } from '#privacy'
import { openSqliteVault } from '#privacy/sqlite'
import {
  findEventStoreLog,
  Mistake,
  masterKeyOf,
  openEventStoreLog,
  openMongoDeskState,
  openMongoVault,
  parseLog,
  parseStore
} from '#stores'
import { Failure, UsageMistake } from '../failure.js'

const patienceMs = 30_000

export type LogPlace =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'eventstoredb'; readonly url: string }

export type StatePlace =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'mongodb'; readonly url: string; readonly database: string }

/** @throws UsageMistake */
export function logPlace(option: string, value: string, cwd: string): LogPlace {
  const place = parseLog(value)
  if (place instanceof Mistake) throw new UsageMistake(`${option} ${place.text}`)
  return place.kind === 'eventstoredb' ? place : file(option, place, 'log.db', cwd)
}

/** @throws UsageMistake */
export function statePlace(option: string, value: string, cwd: string): StatePlace {
  const place = parseStore('')(value)
  if (place instanceof Mistake) throw new UsageMistake(`${option} ${place.text}`)
  return place.kind === 'mongodb' ? place : file(option, place, 'state.db', cwd)
}

function file(
  option: string,
  place: { readonly kind: 'memory' } | { readonly kind: 'sqlite'; readonly path: string | null },
  name: string,
  cwd: string
): { readonly kind: 'sqlite'; readonly path: string } {
  if (place.kind === 'sqlite' && place.path !== null)
    return { kind: 'sqlite', path: resolve(cwd, place.path) }
  throw new UsageMistake(`${option} must name a server or the file: sqlite:/path/to/${name}`)
}

export interface Opening {
  readonly clock: Clock
  /** Told why a server is waited for. */
  readonly notice: (text: string) => void
}

/** `reading`: also beside a running desk. Else it is ours alone, where that can be had. @throws CannotOpen, Unavailable */
export function openLog(place: LogPlace, reading: boolean, { clock, notice }: Opening): Promise<EventLog> {
  if (place.kind === 'sqlite') return openSqliteLog({ path: place.path, readOnly: reading })
  const open = reading ? findEventStoreLog : openEventStoreLog
  return open({
    url: place.url,
    streamPrefixes: streamCategories.map(category => `${category}-`),
    notice,
    signal: AbortSignal.timeout(patienceMs),
    clock
  })
}

export interface StateAndVault {
  readonly state: DeskState
  readonly vault: Vault
}

/** Embedded, the vault is `vault.db` beside the state. @throws UnusableState, StateUnavailable, WrongMasterKey, VaultUnavailable */
export async function openState(
  place: StatePlace,
  masterKey: Buffer,
  { clock, notice }: Opening
): Promise<StateAndVault> {
  if (place.kind === 'sqlite') {
    const state = await openSqliteDeskState({ path: place.path, clock })
    return withState(state, () => openSqliteVault({ path: vaultBeside(place.path), masterKey, clock }))
  }
  const { url, database } = place
  const address = { url, database, notice, signal: AbortSignal.timeout(patienceMs) }
  const state = await openMongoDeskState(address)
  return withState(state, () => openMongoVault({ ...address, masterKey, clock }))
}

async function withState(state: DeskState, openVault: () => Promise<Vault>): Promise<StateAndVault> {
  try {
    return { state, vault: await openVault() }
  } catch (error) {
    await state.close()
    throw error
  }
}

const vaultBeside = (path: string): string => join(dirname(path), 'vault.db')

/** From the setting, else from `master.key` beside an embedded source; never made here. @throws Failure */
export function masterKeyFor(setting: string | null, from: StatePlace): Buffer {
  const directory = from.kind === 'sqlite' ? dirname(from.path) : undefined
  if (setting === null && !(directory !== undefined && existsSync(join(directory, 'master.key'))))
    throw new Failure('the vault needs its master key: set DESK_MASTER_KEY')
  return masterKeyOf(setting, directory ?? '')
}

/** Opening makes what is missing; of a source nothing may be missing. @throws Failure */
export function mustExist(from: StatePlace): void {
  if (from.kind === 'mongodb') return
  for (const path of [from.path, vaultBeside(from.path)])
    if (!existsSync(path)) throw new Failure(`there is no ${path}: --state-from must name a desk's state.db`)
}
