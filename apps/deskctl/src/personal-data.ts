import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RecordedEvent } from '#event-log'
import type { Clock, JsonObject, Sealed } from '#kernel'
import { createSealer } from '#privacy'
import { openSqliteVault } from '#privacy/sqlite'
import { masterKeyOf } from '#stores'
import { Failure } from './failure.js'
import type { DeskFiles } from './files.js'

const keyCacheMs = 60_000

export interface Opener {
  /** Null: forgotten. @throws Error when the blob was changed or moved */
  open(event: RecordedEvent, sealed: Sealed): Promise<JsonObject | null>
  close(): Promise<void>
}

/** Opens what is sealed with the keys of the vault. @throws Failure, WrongMasterKey, VaultUnavailable */
export async function openerFor(
  { vault: path, masterKeyFile, settings }: DeskFiles,
  clock: Clock
): Promise<Opener> {
  if (!existsSync(path)) throw new Failure(`there is no vault at ${path}: --open needs it`)
  if (settings.masterKey === null && !existsSync(masterKeyFile)) {
    throw new Failure(`--open needs the master key: set DESK_MASTER_KEY, or put back ${masterKeyFile}`)
  }
  const vault = await openSqliteVault({
    path,
    masterKey: masterKeyOf(settings.masterKey, dirname(masterKeyFile)),
    clock
  })
  const sealer = createSealer(vault, { clock, cacheMs: keyCacheMs })
  return {
    async open({ stream, id, type, meta }, sealed) {
      const { subjectId } = meta
      if (subjectId === undefined) throw new Error('the event does not say whose key seals it')
      return (await sealer.open({ stream, eventId: id, type, subjectId }, sealed)) ?? null
    },
    close: () => vault.close()
  }
}
