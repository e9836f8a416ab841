import { expect, it } from '@jest/globals'
import { openMongoDeskState } from '#desk-state/mongodb'
import { openMemoryLog } from '#event-log/memory'
import { FakeClock } from '#kernel'
import { currentView, type ReadStore } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'
import { openMongoReadStore } from '#read-store/mongodb'
import { describeWithMongo } from '../../../test/servers/for-tests.js'
import { runViews } from './index.js'
import { appender, runtime, tallyView, totalsView } from './testing/index.js'

await describeWithMongo('any', mongo => {
  it('dropping the database of the views loses nothing: built anew they equal those in memory byte for byte', async () => {
    const { client } = mongo
    const clock = new FakeClock()
    const log = openMemoryLog()
    const append = appender(log)
    const state = await openMongoDeskState({ client, database: mongo.newDatabase(), clock })
    const views = [tallyView({ fail: event => event.data['n'] === 13 }), totalsView]
    for (let i = 0; i < 1500; i++) await append(`tally-${i % 40}`, { n: i === 700 ? 13 : i % 4 })
    const last = await append('other')

    /** All documents after everything was handled, as text. */
    const built = async (store: ReadStore) => {
      const running = runViews({ ...runtime(clock), log, store, state, views })
      for (const { name } of views) expect(await running.waitFor(name, last, 1e9)).toBe(true)
      const everything = { index: 'by_sum', where: {}, limit: 1000 }
      const tallies = await currentView(store, tallyView()).find('tallies', everything)
      const totals = await currentView(store, totalsView).getMany('totals', ['0', '1', '2', '3', '13'])
      await running.stop()
      await store.close()
      return JSON.stringify([tallies, totals.sort((a, b) => (a.document.id < b.document.id ? -1 : 1))])
    }

    const database = mongo.newDatabase()
    const first = await built(await openMongoReadStore({ client, database }))
    const parked = await state.parked('view:tally')
    expect(parked.length).toBe(20)
    await client.db(database).dropDatabase()
    expect(await built(await openMongoReadStore({ client, database }))).toBe(first)
    expect(await state.parked('view:tally')).toEqual(parked)
    expect(await built(openMemoryReadStore())).toBe(first)
    await state.close()
  })
})
