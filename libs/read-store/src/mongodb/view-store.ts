import type { ClientSession, Collection, ServerSessionId } from 'mongodb'
import { isDuplicateKey, type MongoDatabase, MongoUnavailable } from '#mongo'
import {
  type Checkpoint,
  type CollectionSpec,
  checkFind,
  checkLimit,
  Fenced,
  type Find,
  type Stored,
  StoreUnavailable,
  type ViewStore,
  type Write
} from '../index.js'
import { type Guarded, type Round, rounds, stillToDo } from './batch.js'
import { translating } from './errors.js'
import { filters, sortOf } from './find-filter.js'
import { type BuildRecord, buildKey, collectionName, type DocumentRecord } from './records.js'

const idsAtOnce = 1000
const maxRepeats = 20

export class MongoViewStore implements ViewStore {
  readonly #specs: ReadonlyMap<string, CollectionSpec>
  readonly #builds: Collection<BuildRecord>
  /** Of this writer; made with its first write, and again after one that got no answer. */
  #session: ClientSession | undefined
  #taken = false

  constructor(
    private readonly build: BuildRecord,
    collections: readonly CollectionSpec[],
    private readonly database: MongoDatabase
  ) {
    this.#specs = new Map(collections.map(spec => [spec.name, spec]))
    this.#builds = database.db.collection<BuildRecord>('builds')
  }

  async get(collection: string, id: string): Promise<Stored | undefined> {
    const [found] = await this.getMany(collection, [id])
    return found
  }

  getMany(collection: string, ids: readonly string[]): Promise<Stored[]> {
    const documents = this.#collection(collection)
    const wanted = [...new Set(ids)]
    return this.#run(async session => {
      const found: Stored[] = []
      for (let at = 0; at < wanted.length; at += idsAtOnce) {
        const _id = { $in: wanted.slice(at, at + idsAtOnce) }
        for await (const record of documents.find({ _id }, { session })) found.push(stored(record))
      }
      return found
    })
  }

  async find(collection: string, query: Find): Promise<Stored[]> {
    checkLimit(query.limit)
    const checked = checkFind(this.#spec(collection), query)
    const documents = this.#collection(collection)
    return this.#run(async session => {
      const found: Stored[] = []
      for (const filter of filters(checked, query)) {
        const limit = query.limit - found.length
        if (limit === 0) break
        const records = documents
          .find(filter, { session, hint: checked.index.name, limit })
          .sort(sortOf(checked, query.descending))
        for await (const record of records) found.push(stored(record))
      }
      return found
    })
  }

  async count(collection: string, query: Parameters<ViewStore['count']>[1]): Promise<number> {
    const [filter] = filters(checkFind(this.#spec(collection), query), query)
    if (!filter) return 0
    return this.#run(session =>
      this.#collection(collection).countDocuments(filter, { session, hint: query.index })
    )
  }

  async checkpoint(): Promise<Checkpoint | undefined> {
    const record = await this.#run(session => this.#builds.findOne(this.#key(), { session }))
    if (record?.position == null || record.eventId == null) return undefined
    return { position: record.position, eventId: record.eventId }
  }

  write(writes: readonly Write[], checkpoint: Checkpoint, fence?: number): Promise<void> {
    return translating(async () => {
      const planned = rounds(writes, name => this.#spec(name), fence)
      if (this.database.transactions) await this.#together(planned, checkpoint, fence)
      else await this.#oneByOne(planned, checkpoint, fence)
    })
  }

  /** In one transaction. A duplicate key ends it, so what is already done is taken out before it begins again. */
  async #together(planned: readonly Round[], checkpoint: Checkpoint, fence: number | undefined) {
    let rest = planned
    await this.#inOwnSession(fence, own =>
      repeating(
        () =>
          this.database.transaction(async session => {
            await this.#advance(session, fence, { checkpoint })
            for (const round of rest) await this.#apply(session, round)
          }, own),
        async () => {
          rest = await Promise.all(rest.map(round => this.#judge(round, fence)))
        }
      )
    )
  }

  /** In this writer's session; in none while another of its writes is at work there. */
  async #inOwnSession(
    fence: number | undefined,
    work: (own: ClientSession | undefined) => Promise<void>
  ): Promise<void> {
    if (this.#taken) return work(undefined)
    this.#taken = true
    try {
      await work(this.#session ?? (await this.#newSession(fence)))
    } catch (error) {
      // Whatever is left open there is ended before the next write.
      if (error instanceof MongoUnavailable) this.#giveUpSession()
      throw error
    } finally {
      this.#taken = false
    }
  }

  /**
   * First ends what the writer before has left open when it was killed, or everyone would wait for the server to do it;
   * the new session's name is there before its first transaction.
   */
  async #newSession(fence: number | undefined): Promise<ClientSession> {
    if (fence !== undefined) await this.#cutOffPredecessor(fence)
    const session = this.database.startSession()
    this.#session = session
    const { id: writer } = session
    if (fence !== undefined && writer) {
      await this.database.run(session => this.#advance(session, fence, { writer }))
    }
    return session
  }

  async #cutOffPredecessor(fence: number): Promise<void> {
    const found = await this.database.run(session => this.#builds.findOne(this.#key(), { session }))
    if (found?.writer && found.fence <= fence) await this.database.cutOff(found.writer)
  }

  #giveUpSession(): void {
    this.#session?.endSession().catch(() => undefined)
    this.#session = undefined
  }

  /**
   * Without transactions: the fence, the documents, then the checkpoint. A crash between leaves documents ahead of it,
   * which a repeat finds done. An owner that was overtaken after the first step may still write documents that the new
   * one has not touched: what the same log folds to, and no checkpoint.
   */
  async #oneByOne(planned: readonly Round[], checkpoint: Checkpoint, fence: number | undefined) {
    await this.database.run(async session => {
      await this.#advance(session, fence)
      for (const round of planned) {
        let rest = round
        await repeating(
          () => this.#apply(session, rest),
          async () => {
            rest = await this.#judge(rest, fence)
          }
        )
      }
      await this.#advance(session, fence, { checkpoint })
    })
  }

  async #apply(session: ClientSession, round: Round): Promise<void> {
    for (const [name, guarded] of round) {
      if (guarded.length === 0) continue
      await this.#collection(name).bulkWrite(
        guarded.map(one => one.operation),
        { session, ordered: false }
      )
    }
  }

  /** Raises the fence and moves the checkpoint on, never back. @throws Fenced */
  async #advance(
    session: ClientSession,
    fence: number | undefined,
    to: { readonly checkpoint?: Checkpoint; readonly writer?: ServerSessionId } = {}
  ): Promise<void> {
    const { checkpoint, writer } = to
    const filter = { ...this.#key(), ...(fence !== undefined && { fence: { $lte: fence } }) }
    const later = checkpoint && { $lt: ['$position', { $literal: checkpoint.position }] }
    const moved = checkpoint && {
      position: { $cond: [later, { $literal: checkpoint.position }, '$position'] },
      eventId: { $cond: [later, { $literal: checkpoint.eventId }, '$eventId'] }
    }
    const signed = writer && { writer: { $literal: writer } }
    const set = { fence: { $max: ['$fence', fence ?? 0] }, ...signed, ...moved }
    const { matchedCount } = await this.#builds.updateOne(filter, [{ $set: set }], { session })
    if (matchedCount === 0) throw new Fenced('another owner has taken over, or the build was dropped')
  }

  /** Looks up what the duplicate keys were about. */
  async #judge(round: Round, fence: number | undefined): Promise<Round> {
    const left = new Map<string, Guarded[]>()
    for (const [name, guarded] of round) {
      const _id = { $in: guarded.map(one => one.id) }
      const records = await this.database.run(session =>
        this.#collection(name)
          .find({ _id }, { session, projection: { reflects: 1, fence: 1 } })
          .toArray()
      )
      left.set(name, stillToDo(guarded, new Map(records.map(one => [one._id, one])), fence))
    }
    return left
  }

  #run<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    return translating(() => this.database.run(work))
  }

  #key() {
    return { _id: buildKey(this.build), generation: this.build.generation, dropped: false }
  }

  #spec(name: string): CollectionSpec {
    const spec = this.#specs.get(name)
    if (!spec) throw new Error(`view ${this.build.name} has no collection ${name}`)
    return spec
  }

  #collection(name: string): Collection<DocumentRecord> {
    return this.database.db.collection<DocumentRecord>(collectionName(this.build, this.#spec(name).name))
  }
}

/** Again and again after a duplicate key, each time less: two inserts of one document at once meet it too. */
async function repeating(work: () => Promise<void>, afterDuplicate: () => Promise<void>): Promise<void> {
  for (let repeats = 0; ; repeats++) {
    try {
      return await work()
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      if (repeats === maxRepeats)
        throw new StoreUnavailable('others write the same documents', { cause: error })
      await afterDuplicate()
    }
  }
}

const stored = (record: DocumentRecord): Stored => ({
  document: JSON.parse(record.json),
  reflects: record.reflects
})
