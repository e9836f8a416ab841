import { join } from 'node:path'
import { openMemoryDeskState } from '#desk-state/memory'
import { openMongoDeskState } from '#desk-state/mongodb'
import { openSqliteDeskState } from '#desk-state/sqlite'
import { streamCategories } from '#domain'
import { openEventStoreLog } from '#event-log/eventstoredb'
import { openMemoryLog } from '#event-log/memory'
import { openSqliteLog } from '#event-log/sqlite'
import type { Clock } from '#kernel'
import { openMemoryReadStore } from '#read-store/memory'
import { openMongoReadStore } from '#read-store/mongodb'
import { openSqliteReadStore } from '#read-store/sqlite'
import type { MongoForTests } from '../../servers/for-tests.js'
import { newLog } from '../../servers/log-for-tests.js'
import type { Opened } from '../../support/opened.js'

/** Kinds of log, views and desk state that are put together. */
export const combinations = [
  ['memory', 'memory', 'memory'],
  ['sqlite', 'sqlite', 'sqlite'],
  ['eventstoredb', 'mongodb', 'mongodb'],
  ['sqlite', 'mongodb', 'sqlite'],
  ['eventstoredb', 'sqlite', 'mongodb']
] as const

/** Opens each kind of store empty; closed after the test. */
export function storesOf(opened: Opened, mongo: MongoForTests, clock: Clock) {
  const closing = <T extends { close(): Promise<void> }>(store: T): T => {
    opened.finally(() => store.close())
    return store
  }
  const logs = {
    memory: async () => openMemoryLog(),
    sqlite: async () => closing(await openSqliteLog({ path: join(opened.directory(), 'log.db') })),
    async eventstoredb() {
      const { url } = await newLog(opened)
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
  const states = {
    memory: async () => openMemoryDeskState({ clock }),
    sqlite: async () =>
      closing(await openSqliteDeskState({ path: join(opened.directory(), 'state.db'), clock })),
    mongodb: async () =>
      closing(await openMongoDeskState({ client: mongo.client, database: mongo.newDatabase() }))
  }
  return { logs, views, states }
}
