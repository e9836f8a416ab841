import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startReplicaSet } from '../../servers/mongo-cluster.js'

export interface Servers {
  readonly logUrl: string
  /** Of three members, without a database. */
  readonly mongoUrl: string
  /** The environment of a desk on these servers, with streams and databases of its own. */
  environment(name: string): { readonly [name: string]: string }
  stop(): Promise<void>
}

/** The stand-in for EventStoreDB, in a process of its own, and three MongoDB members. @throws NotToBeHad */
export async function startServers(directory: string): Promise<Servers> {
  const mongo = await startReplicaSet(join(directory, 'mongo'), 3)
  const module = new URL('../../stand-in/main.js', import.meta.url).pathname
  const standIn = spawn(process.execPath, ['--no-warnings', module, join(directory, 'log')], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const orphaned = () => standIn.kill('SIGKILL')
  process.once('exit', orphaned)
  let logUrl = ''
  for await (const line of createInterface({ input: standIn.stdout })) {
    logUrl ||= /^DESK_EVENT_LOG_URL=(.*)$/.exec(line)?.[1] ?? ''
    if (line === 'ready') break
  }
  return {
    logUrl,
    mongoUrl: mongo.url,
    environment: name => ({
      DESK_EVENT_LOG_URL: `${logUrl}${logUrl.includes('?') ? '&' : '?'}namespace=${name}`,
      DESK_READ_STORE_URL: mongo.url.replace('/?', `/${name}?`),
      DESK_MASTER_KEY: Buffer.alloc(32, 1).toString('base64')
    }),
    async stop() {
      process.off('exit', orphaned)
      standIn.kill('SIGTERM')
      await Promise.all([once(standIn, 'exit'), mongo.stop()])
    }
  }
}
