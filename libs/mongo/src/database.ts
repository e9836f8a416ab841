import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ClientSession,
  type Db,
  MongoClient,
  ReadConcern,
  type ServerSessionId,
  type Timestamp
} from 'mongodb'
import { NoAnswer, within } from '#kernel'
import { MongoUnavailable, MongoUnusable, mongoTrouble } from './errors.js'

/** Where: a connection string, or a client that whoever made it closes. */
export type MongoAddress = {
  readonly database: string
  /** Told in words why the start waits. */
  readonly notice?: (text: string) => void
  /** Ends the waiting for a server that can't be reached. */
  readonly signal?: AbortSignal
} & ({ readonly url: string } | { readonly client: MongoClient })

/** What a database holds. State and vault may share one; views are alone, because they can be dropped. */
export type Contents = 'views' | 'state' | 'vault'

const oldestServer = 6
/**
 * Of one call with all its repeats, a whole transaction included. Ours: the driver's own `timeoutMS` does nothing since
 * 7.8, and without a limit a transaction has been seen under way after more than a minute.
 */
const limitMs = 30_000
/** Of one answer of a server: after that the driver gives the connection up. */
const answerMs = 20_000
const closingMs = 2_000
const pauseMs = 1000
const marks = 'topicdesk'
const durable = { writeConcern: { w: 'majority', journal: true }, readPreference: 'primary' } as const

/**
 * One database of the desk. What it writes is journaled on a majority when a call returns, and what it reads is never
 * older than what this process has read or written before, across an election too.
 * Throws MongoUnavailable and MongoUnusable; other errors are mistakes.
 */
export class MongoDatabase {
  readonly db: Db
  #latest: Timestamp | undefined
  #closed = false

  private constructor(
    private readonly client: MongoClient,
    name: string,
    private readonly owned: boolean,
    /** Whether the server is a member of a set: a standalone one knows no transactions. */
    readonly transactions: boolean
  ) {
    this.db = client.db(name, { ...durable, readConcern: new ReadConcern('majority') })
  }

  /**
   * Marks an empty database as ours. Another's, or one of another format, stays as it is. Waits for a server that can't
   * be reached. @throws MongoUnavailable once `signal` is aborted
   */
  static async open(address: MongoAddress, contents: Contents, format: number): Promise<MongoDatabase> {
    const { notice, signal } = address
    for (;;) {
      try {
        return await MongoDatabase.#open(address, contents, format)
      } catch (error) {
        const trouble = mongoTrouble(error)
        if (!(trouble instanceof MongoUnavailable) || signal?.aborted) throw trouble
        notice?.(trouble.message)
        await sleep(pauseMs, undefined, { ...(signal && { signal }) }).catch(() => {
          throw trouble
        })
      }
    }
  }

  static async #open(address: MongoAddress, contents: Contents, format: number): Promise<MongoDatabase> {
    const owned = 'url' in address
    const client = owned ? newClient(address.url) : address.client
    try {
      const transactions = await inTime(checkServer(client))
      const database = new MongoDatabase(client, address.database, owned, transactions)
      await inTime(database.#claim(contents, format))
      return database
    } catch (error) {
      if (owned) await closeInTime(client)
      throw error
    }
  }

  /** For a writer that others must be able to cut off: see `cutOff`. Ended when the connection is closed. */
  startSession(): ClientSession {
    return this.client.startSession({
      causalConsistency: true,
      // A new one each time: the driver writes its times into it.
      defaultTransactionOptions: { ...durable, readConcern: new ReadConcern('snapshot') }
    })
  }

  /**
   * In a session of its own unless one is given, for one call after the other. Never waits longer than `limitMs`: what was
   * asked may still happen then, and a given session is not to be used again.
   */
  async run<T>(work: (session: ClientSession) => Promise<T>, given?: ClientSession): Promise<T> {
    if (this.#closed) throw new MongoUnavailable('the connection to MongoDB is closed')
    return inTime(this.#inSession(work, given))
  }

  async #inSession<T>(work: (session: ClientSession) => Promise<T>, given?: ClientSession): Promise<T> {
    const session = given ?? this.startSession()
    if (this.#latest) session.advanceOperationTime(this.#latest)
    try {
      return await work(session)
    } finally {
      const { operationTime } = session
      if (operationTime && (!this.#latest || operationTime.greaterThan(this.#latest))) {
        this.#latest = operationTime
      }
      if (!given) await session.endSession()
    }
  }

  /** All or nothing, begun again where another transaction or an election was in the way. Needs `transactions`. */
  transaction<T>(work: (session: ClientSession) => Promise<T>, given?: ClientSession): Promise<T> {
    const until = performance.now() + limitMs
    return this.run(
      session =>
        session.withTransaction(() => {
          // Nobody waits for it any more.
          if (performance.now() > until) throw new MongoUnavailable('the transaction took too long')
          return work(session)
        }),
      given
    )
  }

  /**
   * Ends what a writer that is gone has left open in this session. A transaction of a killed process holds its documents
   * until the server gives it up, a minute later unless told otherwise.
   */
  async cutOff(id: ServerSessionId): Promise<void> {
    await this.run(() => this.client.db('admin').command({ killSessions: [id] }))
  }

  async ping(): Promise<void> {
    await this.run(session => this.db.command({ ping: 1 }, { session }))
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (this.owned) await closeInTime(this.client)
  }

  async #claim(contents: Contents, format: number): Promise<void> {
    const name = this.db.databaseName
    // In this order, and as the primary has it: whoever opens it at the same time marks it before anything else.
    const collections = await this.db.listCollections({}, { nameOnly: true }).toArray()
    const marked = this.db.collection<{ _id: Contents; format: number }>(marks, {
      readConcern: new ReadConcern('local')
    })
    const found = await marked.find().toArray()
    if (found.length === 0 && collections.some(one => one.name !== marks)) {
      throw new MongoUnusable(`the database ${name} holds something else; give another one`)
    }
    const other = found.find(one => (one._id === 'views') !== (contents === 'views'))
    if (other) throw new MongoUnusable(`the database ${name} holds the ${other._id}; give another one`)
    const stored = found.find(one => one._id === contents)?.format ?? format
    if (stored !== format) {
      throw new MongoUnusable(`the database ${name} has format ${stored}, this desk knows ${format}`)
    }
    await marked.updateOne({ _id: contents }, { $setOnInsert: { format } }, { upsert: true })
  }
}

/** @throws MongoUnavailable when it takes longer than `limitMs`; what `mongoTrouble` makes of its errors */
async function inTime<T>(calling: Promise<T>): Promise<T> {
  try {
    return await within(limitMs, calling)
  } catch (error) {
    throw error instanceof NoAnswer ? new MongoUnavailable(`MongoDB: ${error.message}`) : mongoTrouble(error)
  }
}

/** The driver says goodbye to the server for every session, and waits for that as well. */
const closeInTime = (client: MongoClient): Promise<void> =>
  within(closingMs, client.close()).catch(() => undefined)

const newClient = (url: string): MongoClient => {
  try {
    return new MongoClient(url, {
      appName: 'topicdesk',
      serverSelectionTimeoutMS: 5000,
      waitQueueTimeoutMS: answerMs,
      socketTimeoutMS: answerMs,
      connectTimeoutMS: 3000,
      heartbeatFrequencyMS: 2000
    })
  } catch (error) {
    // The driver's message may repeat the connection string with its password.
    throw new MongoUnusable('not a MongoDB connection string: mongodb://host:27017 or mongodb+srv://host', {
      cause: error instanceof Error ? error.name : undefined
    })
  }
}

/** Whether it knows transactions. @throws MongoUnusable */
async function checkServer(client: MongoClient): Promise<boolean> {
  const admin = client.db('admin', { readPreference: 'primary' })
  const { version } = await admin.command({ buildInfo: 1 })
  if (Number.parseInt(String(version), 10) < oldestServer) {
    throw new MongoUnusable(`MongoDB ${version} is too old: ${oldestServer}.0 or newer is needed`)
  }
  const { setName, msg } = await admin.command({ hello: 1 })
  return typeof setName === 'string' || msg === 'isdbgrid'
}
