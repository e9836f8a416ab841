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
  ['eventstoredb', 'sqlite', 'sqlite']
] as const

export const combinationsWithMongo = [
  ['eventstoredb', 'mongodb', 'mongodb'],
  ['sqlite', 'mongodb', 'sqlite'],
  ['eventstoredb', 'sqlite', 'mongodb']
] as const

/** Opens each kind of store empty; closed after the test. */
export function storesOf(opened: Opened, clock: Clock) {
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
    sqlite: async () => closing(await openSqliteReadStore({ path: join(opened.directory(), 'views.db') }))
  }
  const states = {
    memory: async () => openMemoryDeskState({ clock }),
    sqlite: async () =>
      closing(await openSqliteDeskState({ path: join(opened.directory(), 'state.db'), clock }))
  }
  return { logs, views, states }
}

/** The same, and MongoDB. */
export function storesWithMongo(opened: Opened, mongo: MongoForTests, clock: Clock) {
  const { logs, views, states } = storesOf(opened, clock)
  const closing = <T extends { close(): Promise<void> }>(store: T): T => {
    opened.finally(() => store.close())
    return store
  }
  const onMongo = () => ({ client: mongo.client, database: mongo.newDatabase() })
  return {
    logs,
    views: { ...views, mongodb: async () => closing(await openMongoReadStore(onMongo())) },
    states: { ...states, mongodb: async () => closing(await openMongoDeskState(onMongo())) }
  }
}
