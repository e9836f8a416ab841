import { expect, it } from '@jest/globals'
import { describeWithMongo } from '../../../../test/servers/for-tests.js'
import { describeDeskState, describeOldNotes } from '../contract/index.js'
import { type Lease, StateUnavailable, Superseded, UnusableState } from '../index.js'
import { openMongoDeskState } from './index.js'

await describeWithMongo('any', mongo => {
  const open = (database = mongo.newDatabase()) => openMongoDeskState({ client: mongo.client, database })

  describeDeskState('on MongoDB', clock =>
    openMongoDeskState({ client: mongo.client, database: mongo.newDatabase(), clock })
  )

  describeOldNotes('on MongoDB', open)

  it("goes by the server's clock for leases: they run out without anybody's help", async () => {
    const [first, second] = [mongo.newDatabase()].flatMap(database => [open(database), open(database)])
    const [a, b] = [await first, await second]
    if (!a || !b) throw new Error('no desk state')
    const asked = Date.now()
    const lease = await a.acquireLease('intake', 'a', 3000)
    expect(Math.abs((lease?.until ?? 0) - asked - 3000)).toBeLessThan(5000)
    expect(await b.acquireLease('intake', 'b', 3000)).toBeUndefined()
    expect(await b.leases()).toEqual([lease])
    let taken: Lease | undefined
    while (!taken) taken = await b.acquireLease('intake', 'b', 60_000)
    expect(taken.fence).toBe(2)
    expect(taken.until - (lease?.until ?? 0)).toBeGreaterThanOrEqual(60_000)
    await a.saveCheckpoint('intake', { position: '1', eventId: 'e1' }, taken.fence)
    const late = a.saveCheckpoint('intake', { position: '2', eventId: 'e2' }, lease?.fence ?? 0)
    await expect(late).rejects.toThrow(Superseded)
    await a.close()
    await b.close()
  })

  it('raises the fence with every change of owner, whoever asks at once', async () => {
    const state = await open()
    const fences: number[] = []
    for (let round = 0; round < 20; round++) {
      const owners = Array.from({ length: 8 }, (_, n) => `owner-${round}-${n}`)
      const granted = await Promise.all(owners.map(owner => state.acquireLease('intake', owner, 60_000)))
      const [lease, ...others] = granted.filter(one => one !== undefined)
      expect(others).toEqual([])
      if (!lease) throw new Error('nobody got the lease')
      fences.push(lease.fence)
      await state.releaseLease('intake', lease.owner)
    }
    expect(fences).toEqual(fences.map((_, n) => n + 1))
    await state.close()
  })

  it('remembers one of many first requests with the same key', async () => {
    const state = await open()
    const prints = Array.from({ length: 20 }, (_, n) => `print-${n}`)
    const remembered = await Promise.all(prints.map((print, n) => state.remember('k', print, n)))
    expect(new Set(remembered.map(one => one.fingerprint)).size).toBe(1)
    const facts = await Promise.all(prints.map(print => state.setFactOnce('log', { print })))
    expect(new Set(facts.map(one => JSON.stringify(one))).size).toBe(1)
    await state.close()
  })

  it('keeps names and values that mean something to MongoDB as they are', async () => {
    const state = await open()
    const value = JSON.parse('{"$set":{"a.b":1},"_bsontype":"Long","2":"$x","1":null}')
    await state.setFact('$a.b', value)
    expect(JSON.stringify(await state.fact('$a.b'))).toBe(JSON.stringify(value))
    expect((await state.acquireLease('$owner', '$owner', 60_000))?.owner).toBe('$owner')
    expect(await state.acquireLease('$owner', 'other', 60_000)).toBeUndefined()
    await state.close()
  })

  it('refuses the database of the views, but shares one with the vault', async () => {
    const [views, vault] = [mongo.newDatabase(), mongo.newDatabase()]
    const mark = (database: string, _id: string) =>
      mongo.client
        .db(database)
        .collection<{ _id: string; format: number }>('topicdesk')
        .insertOne({ _id, format: 1 })
    await mark(views, 'views')
    await expect(open(views)).rejects.toThrow(UnusableState)
    await mark(vault, 'vault')
    await (await open(vault)).close()
  })

  it('answers nothing once it is closed', async () => {
    const state = await open()
    await state.close()
    await expect(state.fact('x')).rejects.toThrow(StateUnavailable)
  })
})

await describeWithMongo('standalone', mongo => {
  describeDeskState('on a MongoDB without transactions', clock =>
    openMongoDeskState({ client: mongo.client, database: mongo.newDatabase(), clock })
  )
})
