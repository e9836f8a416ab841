import { randomBytes } from 'node:crypto'
import type { ClientSession, Collection } from 'mongodb'
import { isDuplicateKey, type MongoAddress, MongoDatabase } from '#mongo'
import type { CollectionSpec, ReadStore, ViewId, ViewStore } from '../index.js'
import { translating } from './errors.js'
import {
  type BuildRecord,
  buildKey,
  type CurrentRecord,
  collectionName,
  type DocumentRecord,
  format,
  indexKeys
} from './records.js'
import { MongoViewStore } from './view-store.js'

/**
 * Views in a MongoDB database of their own (6.0 or newer). Every write is guarded; documents and checkpoint go in one
 * transaction where the server is a member of a replica set, else the documents first. Majority and journal.
 * @throws UnusableViews where the database is another's or of another format, the server too old, or the user has no
 * rights; StoreUnavailable once `signal` ends the waiting for a server that can't be reached
 */
export async function openMongoReadStore(address: MongoAddress): Promise<ReadStore> {
  return translating(async () => {
    const store = new MongoReadStore(await MongoDatabase.open(address, 'views', format))
    await store.finishDrops()
    return store
  })
}

class MongoReadStore implements ReadStore {
  readonly #builds: Collection<BuildRecord>
  readonly #current: Collection<CurrentRecord>

  constructor(private readonly database: MongoDatabase) {
    this.#builds = database.db.collection('builds')
    this.#current = database.db.collection('current')
  }

  open(view: ViewId, collections: readonly CollectionSpec[]): Promise<ViewStore> {
    const shape = JSON.stringify(collections.map(({ name, indexes }) => ({ name, indexes })))
    return this.#run(async session => {
      const build = (await this.#find(session, view)) ?? (await this.#make(session, view, shape))
      if (build.shape !== shape) {
        throw new Error(
          `the collections of view ${view.name} ${view.version} have changed: raise its version`
        )
      }
      for (const spec of collections) await this.#ensure(session, build, spec)
      return new MongoViewStore(build, collections, this.database)
    })
  }

  async current(name: string): Promise<ViewId | undefined> {
    const found = await this.#run(session => this.#current.findOne({ _id: name }, { session }))
    return found ? viewId(found) : undefined
  }

  async switchTo({ name, version, build }: ViewId): Promise<void> {
    await this.#run(session =>
      this.#current.replaceOne({ _id: name }, { name, version, build }, { session, upsert: true })
    )
  }

  async builds(name: string): Promise<ViewId[]> {
    const sort = { version: 1, build: 1 } as const
    const found = await this.#run(session =>
      this.#builds.find({ name, dropped: false }, { session, sort }).toArray()
    )
    return found.map(viewId)
  }

  drop({ name, version, build }: ViewId): Promise<void> {
    return this.#run(async session => {
      await this.#current.deleteOne({ _id: name, version, build }, { session })
      await this.#builds.updateOne({ name, version, build }, { $set: { dropped: true } }, { session })
      await this.#finishDrops(session, { name, version, build })
    })
  }

  /** A build is marked as dropped first, which fences its writers off; whoever died after that left the rest to us. */
  finishDrops(): Promise<void> {
    return this.database.run(session => this.#finishDrops(session, {}))
  }

  ping = () => translating(() => this.database.ping())
  close = () => this.database.close()

  async #finishDrops(session: ClientSession, which: Partial<ViewId>): Promise<void> {
    for (const build of await this.#builds.find({ ...which, dropped: true }, { session }).toArray()) {
      for (const name of collectionsOf(build)) {
        await this.database.db.dropCollection(collectionName(build, name), { session })
      }
      await this.#builds.deleteOne({ _id: build._id, generation: build.generation }, { session })
    }
  }

  async #find(session: ClientSession, view: ViewId): Promise<BuildRecord | undefined> {
    const found = await this.#builds.findOne({ _id: buildKey(view) }, { session })
    if (!found?.dropped) return found ?? undefined
    await this.#finishDrops(session, { name: view.name, version: view.version, build: view.build })
    return undefined
  }

  async #make(session: ClientSession, view: ViewId, shape: string): Promise<BuildRecord> {
    const build: BuildRecord = {
      _id: buildKey(view),
      ...viewId(view),
      generation: randomBytes(4).toString('hex'),
      shape,
      fence: 0,
      position: null,
      eventId: null,
      dropped: false
    }
    try {
      await this.#builds.insertOne(build, { session })
      return build
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      return (await this.#find(session, view)) ?? this.#make(session, view, shape)
    }
  }

  /** The indexes, where they are missing: whoever made the build may have died before. */
  async #ensure(session: ClientSession, build: BuildRecord, spec: CollectionSpec): Promise<void> {
    const { db } = this.database
    const name = collectionName(build, spec.name)
    const documents = db.collection<DocumentRecord>(name)
    const present = await documents
      .listIndexes({ session })
      .toArray()
      .catch(error => {
        if ((error as { codeName?: string }).codeName === 'NamespaceNotFound') return undefined
        throw error
      })
    const missing = indexKeys(spec).filter(({ name }) => !present?.some(one => one['name'] === name))
    if (missing.length > 0) await documents.createIndexes(missing, { session })
    else if (!present) await db.createCollection(name, { session }).catch(ignoreExisting)
  }

  #run<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    return translating(() => this.database.run(work))
  }
}

function ignoreExisting(error: unknown): void {
  if ((error as { codeName?: string }).codeName !== 'NamespaceExists') throw error
}

const viewId = ({ name, version, build }: ViewId): ViewId => ({ name, version, build })

const collectionsOf = (build: BuildRecord): string[] =>
  (JSON.parse(build.shape) as { readonly name: string }[]).map(one => one.name)
