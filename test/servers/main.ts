import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startStandIn } from '../stand-in/index.js'
import { fetchMongod, NotToBeHad } from './fetch-mongod.js'
import { root } from './folders.js'
import { startReplicaSet } from './mongo-cluster.js'
import { keptPorts } from './ports.js'

const usage = `npm run servers -- fetch            bring what the servers need
npm run servers -- up [--dir D]     start them; their data stay in D (default: data/servers)
npm run servers -- down [--dir D]   stop those whose data are in D`

/** One of the servers of the scaled-out set-up: what the desk is told about it, and how to stop it. */
interface Server {
  readonly environment: { readonly [name: string]: string }
  stop(): Promise<void>
}

async function startAll(dir: string): Promise<Server[]> {
  const [port = 0] = await keptPorts(join(dir, 'log'), 1)
  const [log, mongo] = await Promise.all([
    startStandIn({ dir: join(dir, 'log'), port }),
    startReplicaSet(join(dir, 'mongo'), 3)
  ])
  return [
    { environment: { DESK_EVENT_LOG_URL: log.url }, stop: log.stop },
    { environment: { DESK_READ_STORE_URL: mongo.url.replace('/?', '/topicdesk?') }, stop: mongo.stop }
  ]
}

async function up(dir: string): Promise<void> {
  if (runningIn(dir) !== undefined)
    throw new NotToBeHad(`servers run in ${dir} already: npm run servers -- down`)
  mkdirSync(dir, { recursive: true })
  writeFileSync(pidFile(dir), String(process.pid))
  const stopping = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  const servers = await startAll(dir)
  for (const { environment } of servers) {
    for (const [name, value] of Object.entries(environment)) process.stdout.write(`${name}=${value}\n`)
  }
  process.stdout.write('the event log is a stand-in for EventStoreDB, not for production\nready\n')
  await stopping
  await Promise.all(servers.map(server => server.stop()))
  rmSync(pidFile(dir), { force: true })
}

async function down(dir: string): Promise<void> {
  const pid = runningIn(dir)
  if (pid === undefined) return void process.stdout.write(`no servers run in ${dir}\n`)
  process.kill(pid, 'SIGTERM')
  while (runningIn(dir) !== undefined) await sleep(100)
}

const pidFile = (dir: string) => join(dir, 'servers.pid')

function runningIn(dir: string): number | undefined {
  if (!existsSync(pidFile(dir))) return undefined
  const pid = Number(readFileSync(pidFile(dir), 'utf8'))
  try {
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

async function main(): Promise<void> {
  const options = { dir: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  if (values.help) return void process.stdout.write(`${usage}\n`)
  const dir = resolve(values.dir ?? join(root, 'data', 'servers'))
  switch (positionals.join(' ')) {
    case 'fetch':
      return void process.stdout.write(`${await fetchMongod()}\n`)
    case 'up':
      return up(dir)
    case 'down':
      return down(dir)
    default:
      process.stderr.write(`${usage}\n`)
      process.exitCode = 2
  }
}

await main().catch(error => {
  if (!(error instanceof Error)) throw error
  if ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    process.stderr.write(`${error.message}\n${usage}\n`)
    process.exit(2)
  }
  process.stderr.write(`${error instanceof NotToBeHad ? error.message : error.stack}\n`)
  process.exit(1)
})
