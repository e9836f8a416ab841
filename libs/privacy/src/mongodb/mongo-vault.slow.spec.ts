import { expect, it } from '@jest/globals'
import { BSON } from 'mongodb'
import { systemClock } from '#kernel'
import { describeWithMongo } from '../../../../test/servers/for-tests.js'
import { describeVault } from '../contract/index.js'
import { VaultUnavailable } from '../port.js'
import { openMongoVault } from './index.js'

const masterKey = Buffer.from('4d61737465724b65794d61737465724b65794d61737465724b65794d61737465', 'hex')

await describeWithMongo('any', mongo => {
  const open = (database: string) =>
    openMongoVault({ client: mongo.client, database, masterKey, clock: systemClock })
  /** Everything stored, as bytes. */
  const stored = async (database: string) => {
    const db = mongo.client.db(database)
    const names = (await db.listCollections().toArray()).map(one => one.name)
    const documents = await Promise.all(names.map(name => db.collection(name).find().toArray()))
    return Buffer.concat(documents.flat().map(one => Buffer.from(BSON.serialize(one))))
  }

  describeVault('MongoDB', async () => {
    const database = mongo.newDatabase()
    return {
      open: (masterKey, clock) => openMongoVault({ client: mongo.client, database, masterKey, clock }),
      remove: async () => undefined
    }
  })

  it('gives callers in several processes the same subject and the same inbox key', async () => {
    const database = mongo.newDatabase()
    const vaults = await Promise.all(Array.from({ length: 5 }, () => open(database)))
    for (let user = 0; user < 10; user++) {
      const subjects = await Promise.all(vaults.map(vault => vault.subjectFor(user)))
      expect(new Set(subjects).size).toBe(1)
    }
    const keys = await Promise.all(vaults.map(vault => vault.inboxKey('inbox-77-2026-11-21')))
    expect(new Set(keys.map(key => key?.toString('hex'))).size).toBe(1)
    for (const vault of vaults) await vault.close()
  })

  it('holds no user id and no data key in clear, and nothing of a destroyed key', async () => {
    const database = mongo.newDatabase()
    const vault = await open(database)
    const user = 5_123_456_789
    const subject = await vault.subjectFor(user)
    const keys = [await vault.keyOf(subject), await vault.inboxKey('inbox-77-2026-11-20'), masterKey]
    const id = Buffer.alloc(8)
    id.writeBigInt64LE(BigInt(user))
    const before = await stored(database)
    expect(before.includes(subject)).toBe(true)
    for (const clear of [String(user), id, ...keys]) {
      if (!clear) throw new Error('a key is missing')
      expect(before.includes(clear)).toBe(false)
    }
    await vault.forget(subject)
    await vault.destroyInboxKeysBefore(Date.UTC(2026, 10, 21))
    const db = mongo.client.db(database)
    expect(await db.collection('vault_subjects').find().toArray()).toEqual([
      { _id: subject, wrapped: null, forgottenAt: expect.any(Number) }
    ])
    expect(await db.collection('vault_inbox_keys').find().toArray()).toEqual([
      { _id: 'inbox-77-2026-11-20', day: '2026-11-20', wrapped: null, destroyedAt: expect.any(Number) }
    ])
    await vault.close()
  })

  it("says so when the database is another's", async () => {
    const database = mongo.newDatabase()
    await mongo.client.db(database).collection('customers').insertOne({ name: 'x' })
    await expect(open(database)).rejects.toThrow(VaultUnavailable)
    await expect(open(database)).rejects.toThrow('holds something else')
  })
})
