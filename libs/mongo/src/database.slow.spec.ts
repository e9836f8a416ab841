import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, jest } from '@jest/globals'
import { MongoClient } from 'mongodb'
import { describeWithMongo } from '../../../test/servers/for-tests.js'
import { startMongod } from '../../../test/servers/mongod.js'
import { freePorts } from '../../../test/servers/ports.js'
import { MongoDatabase, MongoUnavailable, MongoUnusable } from './index.js'

it('says that no server answers, and waits until it is told to stop', async () => {
  const [port] = await freePorts(1)
  const stop = new AbortController()
  const told: string[] = []
  const notice = (text: string) => {
    told.push(text)
    stop.abort()
  }
  const address = { url: `mongodb://127.0.0.1:${port}`, database: 'x', notice, signal: stop.signal }
  await expect(MongoDatabase.open(address, 'views', 1)).rejects.toThrow(MongoUnavailable)
  expect(told).toEqual([expect.stringMatching(/^MongoDB can't be reached: .*ECONNREFUSED/)])
})

await describeWithMongo('any', mongo => {
  it('shows each transaction whole, and none that failed', async () => {
    const database = await MongoDatabase.open(
      { client: mongo.client, database: mongo.newDatabase() },
      'views',
      1
    )
    expect(database.transactions).toBe(true)
    const pairs = database.db.collection<{ _id: string; n: number }>('pairs')
    await database.run(session =>
      pairs.insertMany(
        [
          { _id: 'a', n: 0 },
          { _id: 'b', n: 0 }
        ],
        { session }
      )
    )
    const add = (fail: boolean) =>
      database.transaction(async session => {
        await pairs.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session })
        await pairs.updateOne({ _id: 'b' }, { $inc: { n: 1 } }, { session })
        if (fail) throw new RangeError('thought better of it')
      })
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => add(n % 3 === 0)))
    expect(outcomes.filter(one => one.status === 'fulfilled')).toHaveLength(8)
    const found = await database.run(session => pairs.find({}, { session }).toArray())
    expect(found.map(one => one.n)).toEqual([8, 8])
    await database.close()
  })

  it('waits half a minute for a call that is never answered, and no longer', async () => {
    const database = await MongoDatabase.open(
      { client: mongo.client, database: mongo.newDatabase() },
      'views',
      1
    )
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
    try {
      const ended = database.run(() => new Promise(() => {})).catch((error: unknown) => error)
      jest.advanceTimersByTime(29_999)
      const still = new Promise(resolve => setImmediate(() => resolve('still waiting')))
      expect(await Promise.race([ended, still])).toBe('still waiting')
      jest.advanceTimersByTime(1)
      expect(await ended).toBeInstanceOf(MongoUnavailable)
    } finally {
      jest.useRealTimers()
    }
    await database.ping()
    await database.close()
  })
})

await describeWithMongo('standalone', mongo => {
  it('goes on as soon as the server is there', async () => {
    const startAgain = await mongo.killPrimary?.()
    const told: string[] = []
    const notice = (text: string) => told.push(text)
    const opening = MongoDatabase.open({ url: mongo.url, database: mongo.newDatabase(), notice }, 'views', 1)
    while (told.length === 0) await sleep(20)
    await startAgain?.()
    const database = await opening
    expect(database.transactions).toBe(false)
    await database.close()
  })

  it('names the role that a user lacks, and a wrong password, without showing it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'mongo-'))
    const [port = 0] = await freePorts(1)
    const server = await startMongod({ dir, port, auth: true })
    const admin = new MongoClient(`mongodb://127.0.0.1:${port}`)
    await admin.db('admin').command({ createUser: 'root', pwd: 'root', roles: ['root'] })
    await admin.close()
    const root = new MongoClient(`mongodb://root:root@127.0.0.1:${port}`)
    await root
      .db('admin')
      .command({ createUser: 'desk', pwd: 'hidden', roles: [{ role: 'read', db: 'views' }] })

    const open = (user: string) =>
      MongoDatabase.open({ url: `mongodb://${user}@127.0.0.1:${port}`, database: 'views' }, 'views', 1)
    for (const user of ['desk:hidden', 'desk:hidden2']) {
      const refused = open(user)
      await expect(refused).rejects.toThrow(MongoUnusable)
      await expect(refused).rejects.toThrow('role readWrite')
      await expect(refused).rejects.not.toThrow('hidden')
    }
    const roles = [{ role: 'readWrite', db: 'views' }]
    await root.db('admin').command({ grantRolesToUser: 'desk', roles })
    await (await open('desk:hidden')).close()
    await root.close()
    await server.stop()
    rmSync(dir, { recursive: true })
  })
})
