import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NotToBeHad } from './fetch-mongod.js'
import { type MongoCluster, startReplicaSet, startStandalone } from './mongo-cluster.js'

/**
 * Starts servers for one spec file, with data that are thrown away. Undefined where they can't be had: then the file
 * says so in one line and its suites are skipped; with CI=true that is an error.
 */
export async function mongoForTests(
  kind: 'one member' | 'three members' | 'standalone'
): Promise<MongoCluster | undefined> {
  const dir = mkdtempSync(join(tmpdir(), 'mongo-'))
  const remove = () => rmSync(dir, { recursive: true, force: true })
  try {
    const cluster = kind === 'standalone' ? startStandalone(dir) : startReplicaSet(dir, sizes[kind])
    const { url, killPrimary, stop } = await cluster
    return { url, killPrimary, stop: () => stop().then(remove) }
  } catch (error) {
    remove()
    if (!(error instanceof NotToBeHad) || process.env['CI'] === 'true') throw error
    process.stderr.write(`skipped: ${error.message}\n`)
    return undefined
  }
}

/** As one member, but with MONGODB_TEST_URL set that server, which must be a replica set: for what any server must pass. */
export async function anyMongoForTests(): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  const url = process.env['MONGODB_TEST_URL']
  return url ? { url, stop: async () => {} } : mongoForTests('one member')
}

const sizes = { 'one member': 1, 'three members': 3 } as const
