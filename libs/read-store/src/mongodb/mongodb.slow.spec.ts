import { expect, it, jest } from '@jest/globals'
import { describeWithMongo } from '../../../../test/servers/for-tests.js'
import { describeReadStore, things } from '../contract/index.js'
import { Fenced, StoreUnavailable, UnusableViews, type Write } from '../index.js'
import { openMongoReadStore } from './index.js'

const view = { name: 'shelf', version: 1, build: 0 }
const put = (id: string, reflects: number, more: object = {}): Write => ({
  kind: 'put',
  collection: 'things',
  document: { id, n: reflects, ...more },
  reflects
})
const at = (n: number) => ({ position: String(n).padStart(8, '0'), eventId: `event-${n}` })

await describeWithMongo('any', mongo => {
  const open = (database = mongo.newDatabase()) => openMongoReadStore({ client: mongo.client, database })

  describeReadStore('on MongoDB', () => open())

  it('gives documents back byte for byte, whatever their members are called', async () => {
    const store = await open()
    const shelf = await store.open(view, [things])
    const json =
      '{"id":"a","$set":{"x.y":1,"":null},"_bsontype":"Long","10":[],"2":-0.5,"big":9007199254740991,"rank":"$rank"}'
    const document = JSON.parse(json)
    await shelf.write([{ kind: 'put', collection: 'things', document, reflects: 0 }], at(1))
    const [found] = await shelf.find('things', { index: 'all', where: {}, from: '$rank', limit: 1 })
    expect(JSON.stringify(found?.document)).toBe(JSON.stringify(document))
    await store.close()
  })

  it('lets the highest of many writers of one document win', async () => {
    const store = await open()
    const shelf = await store.open(view, [things])
    const revisions = Array.from({ length: 24 }, (_, n) => (n * 7) % 24)
    await Promise.all(revisions.map(n => shelf.write([put('a', n)], at(n))))
    expect((await shelf.get('things', 'a'))?.document['n']).toBe(23)
    expect(await shelf.checkpoint()).toEqual(at(23))
    await store.close()
  })

  it('ends the transaction that a killed owner has left open, instead of waiting for the server to do it', async () => {
    const database = mongo.newDatabase()
    const store = await open(database)
    await (await store.open(view, [things])).write([put('a', 1)], at(1), 1)
    const killed = mongo.client.startSession()
    const builds = mongo.client.db(database).collection('builds')
    await builds.updateOne({}, { $set: { writer: killed.id } })
    killed.startTransaction()
    await builds.updateOne({}, { $set: { eventId: 'half done' } }, { session: killed })
    const next = await store.open(view, [things])
    await next.write([put('a', 2)], at(2), 2)
    expect(await next.checkpoint()).toEqual(at(2))
    await expect(killed.commitTransaction()).rejects.toThrow()
    await killed.endSession()
    await store.close()
  }, 10_000)

  it('has named its session before the first transaction, for those who find it killed', async () => {
    const database = mongo.newDatabase()
    const store = await open(database)
    const shelf = await store.open(view, [things])
    const builds = mongo.client.db(database).collection('builds')
    const [documents] = (await mongo.client.db(database).listCollections().toArray()).flatMap(({ name }) =>
      name.endsWith('things') ? [mongo.client.db(database).collection<{ _id: string }>(name)] : []
    )
    const inTheWay = mongo.client.startSession()
    inTheWay.startTransaction()
    await documents?.insertOne({ _id: 'a' }, { session: inTheWay })
    const writing = shelf.write([put('a', 1)], at(1), 1)
    while ((await builds.findOne())?.['writer'] === undefined);
    expect(await builds.findOne()).toMatchObject({ fence: 1, position: null, writer: expect.anything() })
    await inTheWay.abortTransaction()
    await inTheWay.endSession()
    await writing
    expect(await shelf.checkpoint()).toEqual(at(1))
    await store.close()
  }, 10_000)

  it('gives up a write that can get nowhere, and writes once the way is free', async () => {
    const database = mongo.newDatabase()
    const store = await open(database)
    const shelf = await store.open(view, [things])
    await shelf.write([put('a', 1)], at(1), 1)
    const builds = mongo.client.db(database).collection('builds')
    const inTheWay = mongo.client.startSession()
    inTheWay.startTransaction()
    await builds.updateOne({}, { $set: { eventId: 'half done' } }, { session: inTheWay })
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] })
    try {
      const writing = shelf.write([put('a', 2)], at(2), 1).catch((error: unknown) => error)
      // Its first steps are real calls: the limit is set with the transaction's own.
      for (let ended: unknown; ended === undefined; jest.advanceTimersByTime(1000))
        ended = await Promise.race([writing, new Promise(resolve => setImmediate(resolve))])
      expect(await writing).toBeInstanceOf(StoreUnavailable)
    } finally {
      jest.useRealTimers()
    }
    await inTheWay.abortTransaction()
    await inTheWay.endSession()
    await shelf.write([put('a', 2)], at(2), 1)
    expect(await shelf.checkpoint()).toEqual(at(2))
    expect((await shelf.get('things', 'a'))?.document['n']).toBe(2)
    await store.close()
  }, 30_000)

  it('repeats a batch that is partly done, and does the rest', async () => {
    const store = await open()
    const shelf = await store.open(view, [things])
    await shelf.write([put('a', 5), put('b', 1)], at(1))
    await shelf.write([put('a', 4), put('b', 2), put('c', 1)], at(2))
    const found = await shelf.getMany('things', ['a', 'b', 'c'])
    expect(Object.fromEntries(found.map(one => [one.document.id, one.reflects]))).toEqual({
      a: 5,
      b: 2,
      c: 1
    })
    await store.close()
  })

  it('never shows a document without its checkpoint', async () => {
    const store = await open()
    const shelf = await store.open(view, [things])
    let writing = true
    const reading = (async () => {
      while (writing) {
        const checkpoint = Number((await shelf.checkpoint())?.position ?? 0)
        const n = Number((await shelf.get('things', 'a'))?.document['n'] ?? 0)
        expect(n).toBeGreaterThanOrEqual(checkpoint)
      }
    })()
    for (let n = 1; n <= 30; n++) await shelf.write([put('a', n), put('b', n)], at(n))
    writing = false
    await reading
    await store.close()
  })

  it('shows a writer of a dropped build the door, also when the build was made again', async () => {
    const store = await open()
    const before = await store.open(view, [things])
    await store.drop(view)
    const again = await store.open(view, [things])
    await expect(before.write([put('a', 1)], at(1))).rejects.toThrow(Fenced)
    expect(await again.get('things', 'a')).toBeUndefined()
    await store.close()
  })

  it('leaves no collection behind when a build is dropped, also by one that died half-way', async () => {
    const database = mongo.newDatabase()
    const store = await open(database)
    await store.open(view, [things])
    await mongo.client
      .db(database)
      .collection('builds')
      .updateOne({}, { $set: { dropped: true } })
    expect(await store.builds('shelf')).toEqual([])
    await store.close()
    await (await open(database)).close()
    const names = (await mongo.client.db(database).listCollections().toArray()).map(one => one.name)
    expect(names.sort()).toEqual(['builds', 'topicdesk'])
  })

  it('makes the indexes that whoever made the build did not come to', async () => {
    const database = mongo.newDatabase()
    const store = await open(database)
    const shelf = await store.open(view, [things])
    await shelf.write([put('a', 1, { rank: 1 })], at(1))
    const names = (await mongo.client.db(database).listCollections().toArray()).map(one => one.name)
    const name = names.find(one => one.endsWith('things')) ?? ''
    await mongo.client.db(database).collection(name).dropIndex('all')
    const again = await store.open(view, [things])
    expect(await again.find('things', { index: 'all', where: {}, limit: 1 })).toHaveLength(1)
    await store.close()
  })

  it('opens one empty database twenty times at once', async () => {
    const database = mongo.newDatabase()
    const stores = await Promise.all(Array.from({ length: 20 }, () => open(database)))
    const shelves = await Promise.all(stores.map(store => store.open(view, [things])))
    await shelves[0]?.write([put('a', 1)], at(1))
    for (const shelf of shelves) expect(await shelf.get('things', 'a')).toBeDefined()
    for (const store of stores) await store.close()
  })

  it("leaves another's database untouched", async () => {
    const database = mongo.newDatabase()
    await mongo.client.db(database).collection('customers').insertOne({ name: 'x' })
    await expect(open(database)).rejects.toThrow(UnusableViews)
    await expect(open(database)).rejects.toThrow('holds something else; give another one')
    expect(await mongo.client.db(database).listCollections().toArray()).toHaveLength(1)
  })

  it('refuses the database of the desk state, and one of a newer desk', async () => {
    const [state, newer] = [mongo.newDatabase(), mongo.newDatabase()]
    const mark = (database: string, _id: string, format: number) =>
      mongo.client
        .db(database)
        .collection<{ _id: string; format: number }>('topicdesk')
        .insertOne({ _id, format })
    await mark(state, 'state', 1)
    await expect(open(state)).rejects.toThrow('holds the state')
    await mark(newer, 'views', 99)
    await expect(open(newer)).rejects.toThrow('has format 99')
  })

  it('says what is wrong with a connection string, and never the password in it', async () => {
    const database = 'x'
    for (const url of ['mongo://u:secret@h', 'mongodb://u:secret@', 'mongodb://u:sec%ret@h:1:2']) {
      const refused = openMongoReadStore({ url, database })
      await expect(refused).rejects.toThrow('not a MongoDB connection string')
      await expect(refused).rejects.not.toThrow('sec')
    }
  })

  it('answers nothing once it is closed', async () => {
    const store = await open()
    await store.close()
    await expect(store.ping()).rejects.toThrow(StoreUnavailable)
  })
})

await describeWithMongo('standalone', mongo => {
  describeReadStore('on a MongoDB without transactions', () =>
    openMongoReadStore({ client: mongo.client, database: mongo.newDatabase() })
  )

  it('refuses the documents of an overtaken owner, too', async () => {
    const database = mongo.newDatabase()
    const store = await openMongoReadStore({ client: mongo.client, database })
    const shelf = await store.open(view, [things])
    await shelf.write([put('a', 1)], at(1), 2)
    // As if the old owner had passed the first step before the new one came.
    await mongo.client
      .db(database)
      .collection('builds')
      .updateOne({}, { $set: { fence: 1 } })
    await expect(shelf.write([put('a', 2)], at(2), 1)).rejects.toThrow(Fenced)
    expect((await shelf.get('things', 'a'))?.document['n']).toBe(1)
    expect(await shelf.checkpoint()).toEqual(at(1))
    await store.close()
  })
})
