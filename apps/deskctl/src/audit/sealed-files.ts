import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { entryOf, type Recordable, recordOf, saltOf, type VerifierKey, verifierKeysOf } from '#audit'
import { openSqliteDeskState } from '#desk-state/sqlite'
import type { Clock } from '#kernel'
import { openSqliteVault } from '#privacy/sqlite'
import { LeavesReads, standingOf } from '#processes'
import { openSqliteReadStore } from '#read-store/sqlite'
import { AuditKeys, masterKeyOf } from '#stores'
import type { DeskFiles } from '../files.js'

export interface Salt {
  readonly key: Buffer
  readonly origin: string
}

/** The salt key in the vault's file; undefined: there is no vault, no master key or no salt key. */
export async function saltIn(files: DeskFiles, clock: Clock): Promise<Salt | undefined> {
  const { vault: path, masterKeyFile, settings } = files
  if (!existsSync(path) || (settings.masterKey === null && !existsSync(masterKeyFile))) return undefined
  const masterKey = masterKeyOf(settings.masterKey, dirname(masterKeyFile), false)
  const vault = await openSqliteVault({ path, masterKey, clock })
  try {
    return await vault.auditSalt()
  } finally {
    await vault.close()
  }
}

/** Every key of the file, under these origins; undefined where there is no file. */
export function keysIn({ settings }: DeskFiles, origins: readonly string[]): VerifierKey[] | undefined {
  if (!existsSync(settings.auditKeyFile)) return undefined
  const pairs = new AuditKeys(settings.auditKeyFile).all()
  return origins.flatMap(origin => pairs.flatMap(pair => verifierKeysOf(origin, pair)))
}

/** The last note that the desk has signed, as its state remembers it. */
export async function signedLast({ state: path }: DeskFiles, clock: Clock): Promise<string | undefined> {
  if (!existsSync(path)) return undefined
  const state = await openSqliteDeskState({ path, clock })
  try {
    return (await standingOf(state)).signed ?? undefined
  } finally {
    await state.close()
  }
}

/** The entries that the view holds, to name what differs; nothing is called sound by them. */
export async function viewEntries(
  files: DeskFiles
): Promise<(((index: number) => Promise<Buffer | undefined>) & AsyncDisposable) | undefined> {
  const path = join(dirname(files.log), 'views.db')
  if (!existsSync(path)) return undefined
  const store = await openSqliteReadStore({ path })
  const reads = await LeavesReads.of(store)
  const tiles = new Map<number, Promise<readonly Buffer[]>>()
  const entry = async (index: number) => {
    const tile = Math.floor(index / 256)
    const held = tiles.get(tile) ?? reads?.entries(tile).then(found => found?.entries ?? [])
    if (held) tiles.set(tile, held)
    return (await held)?.[index % 256]
  }
  return Object.assign(entry, { [Symbol.asyncDispose]: () => store.close() })
}

export const entryFor = (event: Recordable, salt: Salt): Buffer =>
  entryOf(recordOf(event, saltOf(salt.key, event.id)))
