import type { Clock } from '#kernel'
import { type MongoAddress, MongoDatabase, MongoUnavailable, MongoUnusable } from '#mongo'
import { masterKeyFrom, sameCheck } from '../master-key.js'
import { type Vault, VaultUnavailable, WrongMasterKey } from '../port.js'
import { vaultOver } from '../vault.js'
import { collections, ensureIndexes, format } from './records.js'
import { rowsOf } from './rows.js'

export type MongoVaultOptions = MongoAddress & {
  /** 32 bytes. */
  readonly masterKey: Uint8Array
  readonly clock: Clock
}

/**
 * The vault in the desk state's database, majority and journal. A destroyed key is gone from the documents at once; its
 * wrapped form stays in the oplog, the journal and backups until these have rolled over, and opens with the master key
 * only.
 * @throws WrongMasterKey; VaultUnavailable when the database can't be used as it is, or once `signal` ends the waiting for it
 */
export async function openMongoVault({ masterKey, clock, ...address }: MongoVaultOptions): Promise<Vault> {
  const master = masterKeyFrom(masterKey)
  return translating(async () => {
    const database = await MongoDatabase.open(address, 'vault', format)
    try {
      await database.run(session => ensureIndexes(database.db, session))
      const held = await firstCheck(database, master.check)
      if (!sameCheck(held, master.check)) throw new WrongMasterKey('this vault has another master key')
      return vaultOver(rowsOf(database, translating), master, clock)
    } catch (error) {
      await database.close()
      throw error
    }
  })
}

/** First caller wins. */
async function firstCheck(database: MongoDatabase, check: Buffer): Promise<Buffer> {
  const { meta } = collections(database.db)
  const options = { upsert: true, returnDocument: 'after', promoteBuffers: true } as const
  const found = await database.run(session =>
    meta.findOneAndUpdate({ _id: 'check' }, { $setOnInsert: { value: check } }, { ...options, session })
  )
  if (!found) throw new VaultUnavailable('the vault did not keep its check value')
  return found.value
}

async function translating<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MongoUnavailable || error instanceof MongoUnusable) {
      throw new VaultUnavailable(error.message, { cause: error })
    }
    throw error
  }
}
