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
  /** SIGKILL to the member that takes the writes; answers how to start it again. */
  killPrimary(): Promise<() => Promise<void>>
}

/**
 * A suite with servers of its own, whose data are thrown away. Where they can't be had it is skipped and says so in one
 * line; with CI=true that is an error. `any`: one member, or with MONGODB_TEST_URL set that server.
 */
export async function describeWithMongo(
  kind: 'any' | 'three members' | 'standalone',
  suite: (mongo: MongoForTests) => void
): Promise<void> {
  const cluster = await clusterFor(kind)
  if (!cluster) return describe.skip(`with a real MongoDB: ${kind}`, () => suite(unreachable))
  const client = new MongoClient(cluster.url)
  const databases: string[] = []
  describe(`with a real MongoDB: ${kind}`, () => {
    afterAll(async () => {
      if (cluster.kept) for (const name of databases) await client.db(name).dropDatabase()
      await client.close()
      await cluster.stop()
    })
    suite({
      url: cluster.url,
      client,
      killPrimary: cluster.killPrimary,
      newDatabase() {
        const name = `test-${randomUUID()}`
        databases.push(name)
        return name
      }
    })
  })
}

async function clusterFor(kind: 'any' | 'three members' | 'standalone') {
  const given = process.env['MONGODB_TEST_URL']
  if (kind === 'any' && given) {
    return { url: given, kept: true, stop: async () => {}, killPrimary: notOurs }
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

const notOurs = () => Promise.reject(new Error('this server is not ours to kill'))

const unreachable: MongoForTests = {
  url: 'mongodb://127.0.0.1:1',
  client: new MongoClient('mongodb://127.0.0.1:1'),
  newDatabase: () => 'none',
  killPrimary: notOurs
}
