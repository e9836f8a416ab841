import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from '@jest/globals'
import { MongoClient } from 'mongodb'
import { NotToBeHad } from './fetch-mongod.js'
import { type MongoCluster, startReplicaSet, startStandalone } from './mongo-cluster.js'

export interface MongoForTests {
  readonly url: string
  readonly client: MongoClient
  /** A name that no other test has. */
  newDatabase(): string
  /** The URL of such a database. */
  newUrl(): string
  /** Undefined: the server is not ours. SIGKILL to the member that takes the writes; answers how to start it again. */
  readonly killPrimary: (() => Promise<() => Promise<void>>) | undefined
  /** The same, but it only stands still, with its connections open; answers how it goes on. */
  readonly freezePrimary: (() => Promise<() => Promise<void>>) | undefined
}

/**
 * A suite with servers of its own, whose data are thrown away. Where they can't be had it is skipped and says so in one
 * line; with CI=true that is an error. `any` and `three members` are, with MONGODB_TEST_URL set, that server; `standalone`,
 * which has no transactions, is always one of its own.
 */
export async function describeWithMongo(
  kind: 'any' | 'three members' | 'standalone',
  suite: (mongo: MongoForTests) => void
): Promise<void> {
  const cluster = await clusterFor(kind)
  if (!cluster) return describe.skip(`with a real MongoDB: ${kind}`, () => suite(unreachable))
  const client = new MongoClient(cluster.url)
  const databases: string[] = []
  // Of the file: what a block ends with is left out where all its tests are skipped, and the servers would go on.
  afterAll(async () => {
    if (cluster.kept) for (const name of databases) await client.db(name).dropDatabase()
    await client.close()
    await cluster.stop()
  })
  describe(`with a real MongoDB: ${kind}`, () => {
    const newDatabase = () => {
      const name = `test-${randomUUID()}`
      databases.push(name)
      return name
    }
    suite({
      url: cluster.url,
      client,
      killPrimary: cluster.killPrimary,
      freezePrimary: cluster.freezePrimary,
      newDatabase,
      newUrl: () => inDatabase(cluster.url, newDatabase())
    })
  })
}

async function clusterFor(kind: 'any' | 'three members' | 'standalone') {
  const given = process.env['MONGODB_TEST_URL']
  if (kind !== 'standalone' && given) {
    return { url: given, kept: true, stop: async () => {}, killPrimary: undefined, freezePrimary: undefined }
  }
  const dir = mkdtempSync(join(tmpdir(), 'mongo-'))
  const remove = () => rmSync(dir, { recursive: true, force: true })
  try {
    const cluster: MongoCluster = await (kind === 'standalone'
      ? startStandalone(dir)
      : startReplicaSet(dir, kind === 'any' ? 1 : 3))
    return { ...cluster, kept: false, stop: () => cluster.stop().then(remove) }
  } catch (error) {
    remove()
    if (!(error instanceof NotToBeHad) || process.env['CI'] === 'true') throw error
    process.stderr.write(`skipped: ${error.message}\n`)
    return undefined
  }
}

/** Several hosts may stand in it, which no URL class takes. */
const inDatabase = (url: string, name: string) =>
  url.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${name}`)

const unreachable: MongoForTests = {
  url: 'mongodb://127.0.0.1:1',
  client: new MongoClient('mongodb://127.0.0.1:1'),
  newDatabase: () => 'none',
  newUrl: () => 'mongodb://127.0.0.1:1/none',
  killPrimary: undefined,
  freezePrimary: undefined
}
