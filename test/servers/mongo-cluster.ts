import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { type Mongod, startMongod } from './mongod.js'
import { freePorts, keptPorts } from './ports.js'

export interface MongoCluster {
  /** Without a database. */
  readonly url: string
  /** SIGKILL to the member that takes the writes now; answers how to start it again. */
  killPrimary(): Promise<() => Promise<void>>
  /** It stands still with its connections open; answers how it goes on. */
  freezePrimary(): Promise<() => Promise<void>>
  stop(): Promise<void>
}

const name = 'rs'

/** A replica set on loopback. Its ports are kept beside the data: the members know each other by them. */
export async function startReplicaSet(dir: string, size: 1 | 3): Promise<MongoCluster> {
  const ports = await keptPorts(dir, size)
  const start = (port: number) =>
    startMongod({ dir: join(dir, `member-${ports.indexOf(port)}`), port, replicaSet: name })
  const members = new Map<number, Mongod>()
  await Promise.all(ports.map(async port => members.set(port, await start(port))))
  const hosts = ports.map(port => `127.0.0.1:${port}`)
  await initiate(hosts)
  const url = `mongodb://${hosts.join(',')}/?replicaSet=${name}`
  await primaryOf(url)
  const primary = async () => Number((await primaryOf(url)).split(':').at(-1))
  return {
    url,
    async killPrimary() {
      const port = await primary()
      await members.get(port)?.kill()
      return async () => void members.set(port, await start(port))
    },
    async freezePrimary() {
      const member = members.get(await primary())
      member?.freeze()
      return async () => member?.thaw()
    },
    stop: async () => void (await Promise.all([...members.values()].map(member => member.stop())))
  }
}

/** One server that is no member of a set: it refuses transactions. */
export async function startStandalone(dir: string): Promise<MongoCluster> {
  const [port = 0] = await freePorts(1)
  let server = await startMongod({ dir, port })
  return {
    url: `mongodb://127.0.0.1:${port}/`,
    async killPrimary() {
      await server.kill()
      return async () => {
        server = await startMongod({ dir, port })
      }
    },
    async freezePrimary() {
      server.freeze()
      return async () => server.thaw()
    },
    stop: () => server.stop()
  }
}

async function initiate(hosts: readonly string[]): Promise<void> {
  const client = new MongoClient(`mongodb://${hosts[0]}/?directConnection=true`)
  try {
    await client.db('admin').command({
      replSetInitiate: {
        _id: name,
        members: hosts.map((host, _id) => ({ _id, host })),
        settings: { electionTimeoutMillis: 2000, heartbeatIntervalMillis: 500 }
      }
    })
  } catch (error) {
    const { codeName } = error as { readonly codeName?: string }
    if (codeName !== 'AlreadyInitialized') throw error
  } finally {
    await client.close()
  }
}

/** `host:port`, once it takes writes. */
async function primaryOf(url: string): Promise<string> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 30_000 })
  try {
    const { primary } = await client.db('admin').command({ hello: 1 })
    return String(primary)
  } finally {
    await client.close()
  }
}
