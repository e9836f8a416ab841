import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { openMongoDeskState } from '#desk-state/mongodb'
import { openSqliteDeskState } from '#desk-state/sqlite'
import { streamCategories } from '#domain'
import { openEventStoreLog } from '#event-log/eventstoredb'
import { openMemoryLog } from '#event-log/memory'
import { openSqliteLog } from '#event-log/sqlite'
import { FakeClock } from '#kernel'
import { openMemoryReadStore } from '#read-store/memory'
import { openMongoReadStore } from '#read-store/mongodb'
import { openSqliteReadStore } from '#read-store/sqlite'
import { startTestApi } from '../../../apps/desk/src/http/testing.js'
import { describeWithMongo } from '../../servers/for-tests.js'
import { startStandIn } from '../../stand-in/index.js'
import { openedByEachTest } from '../../support/opened.js'
import { answersOf, liveThrough, predictableVault } from './history.js'

const opened = openedByEachTest()
const golden = new URL('./answers.v1.json', import.meta.url)

await describeWithMongo('any', mongo => {
  const closing = <T extends { close(): Promise<void> }>(store: T): T => {
    opened.finally(() => store.close())
    return store
  }
  const logs = {
    memory: async () => openMemoryLog(),
    sqlite: async () => closing(await openSqliteLog({ path: join(opened.directory(), 'log.db') })),
    async eventstoredb() {
      const { url } = opened.add(await startStandIn({ dir: opened.directory() }))
      const streamPrefixes = streamCategories.map(category => `${category}-`)
      return closing(await openEventStoreLog({ url, streamPrefixes }))
    }
  }
  const views = {
    memory: async () => openMemoryReadStore(),
    sqlite: async () => closing(await openSqliteReadStore({ path: join(opened.directory(), 'views.db') })),
    mongodb: async () =>
      closing(await openMongoReadStore({ client: mongo.client, database: mongo.newDatabase() }))
  }
  const clock = new FakeClock()
  const states = {
    memory: async () => openMemoryDeskState({ clock }),
    sqlite: async () =>
      closing(await openSqliteDeskState({ path: join(opened.directory(), 'state.db'), clock })),
    mongodb: async () =>
      closing(await openMongoDeskState({ client: mongo.client, database: mongo.newDatabase() }))
  }

  it.each([
    ['memory', 'memory', 'memory'],
    ['sqlite', 'sqlite', 'sqlite'],
    ['eventstoredb', 'mongodb', 'mongodb'],
    ['sqlite', 'mongodb', 'sqlite'],
    ['eventstoredb', 'sqlite', 'mongodb']
  ] as const)(
    'the same history gives the same answers, byte for byte: log %s, views %s, state %s',
    async (logKind, viewKind, stateKind) => {
      const log = await logs[logKind]()
      const api = await startTestApi({
        log,
        store: await views[viewKind](),
        state: await states[stateKind](),
        vault: predictableVault()
      })
      opened.finally(() => api.stop())
      const answers = await answersOf(api, await liveThrough(api))
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, answers)
      expect(answers).toBe(readFileSync(golden, 'utf8'))
    },
    60_000
  )
})
