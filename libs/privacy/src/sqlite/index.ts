import type { Clock } from '#kernel'
import { type Database, type FileKind, openDatabase } from '#sqlite'
import { masterKeyFrom, sameCheck } from '../master-key.js'
import { UnusableVault, type Vault, VaultUnavailable, WrongMasterKey } from '../port.js'
import { vaultOver } from '../vault.js'
import { bytes, rowsOf } from './rows.js'
import { applicationId, format, tables } from './tables.js'

export interface SqliteVaultOptions {
  /** A file of its own, made with mode 0600 where it is missing. */
  readonly path: string
  /** 32 bytes. */
  readonly masterKey: Uint8Array
  readonly clock: Clock
}

const kind: FileKind = {
  name: 'a vault',
  applicationId,
  format,
  knownByTable: 'vault_meta',
  pragmas: ['synchronous = FULL', 'secure_delete = ON'],
  tables,
  errors: {
    unavailable: (message, options) => new VaultUnavailable(message, options),
    unusable: (message, options) =>
      new UnusableVault(
        `${message}. The vault can't be rebuilt: put back a backup of it, or start the desk that wrote it`,
        options
      )
  }
}

/**
 * The embedded vault. Reads are plain reads on this thread; writes are committed (`synchronous=FULL`) by a thread
 * of their own, several at once, so that no caller waits for another's fsync. Destroyed keys are overwritten. A write
 * that breaks a rule of the file fails alone, with what SQLite said of it.
 * @throws WrongMasterKey; UnusableVault where the file is damaged, of a newer desk, or another's; VaultUnavailable where
 * it can't be opened
 */
export async function openSqliteVault({ path, masterKey, clock }: SqliteVaultOptions): Promise<Vault> {
  const master = masterKeyFrom(masterKey)
  const database = await openDatabase(path, kind)
  try {
    const check = await checkOf(database, master.check)
    if (!check || !sameCheck(check, master.check)) {
      throw new WrongMasterKey('this vault has another master key')
    }
    return vaultOver(rowsOf(database), master, clock)
  } catch (error) {
    await database.close()
    throw error
  }
}

/** What tells the master key of this vault; of a new one it is the one given. */
async function checkOf({ writer }: Database, given: Buffer): Promise<Buffer | undefined> {
  const [held] = await writer.submit([
    {
      sql: "INSERT INTO vault_meta (name, value) VALUES ('check', ?) ON CONFLICT DO NOTHING",
      values: [given]
    },
    { sql: "SELECT value FROM vault_meta WHERE name = 'check'" }
  ])
  return bytes(held?.['value'])
}
