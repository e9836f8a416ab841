import { join } from 'node:path'
import { startReplicaSet } from '../../servers/mongo-cluster.js'
import { startLogServer } from '../log-server/start-log-server.js'

export interface Servers {
  /** Of three members, without a database. */
  readonly mongoUrl: string
  /** The environment of a desk on these servers, with streams and databases of its own. */
  environment(name: string): { readonly [name: string]: string }
  stop(): Promise<void>
}

/** A log on a server, and three MongoDB members. @throws NotToBeHad */
export async function startServers(directory: string): Promise<Servers> {
  const mongo = await startReplicaSet(join(directory, 'mongo'), 3)
  const log = await startLogServer(join(directory, 'log'))
  return {
    mongoUrl: mongo.url,
    environment: name => ({
      DESK_EVENT_LOG_URL: log.url(name),
      DESK_READ_STORE_URL: mongo.url.replace('/?', `/${name}?`),
      DESK_MASTER_KEY: Buffer.alloc(32, 1).toString('base64')
    }),
    async stop() {
      await Promise.all([log.stop(), mongo.stop()])
    }
  }
}
