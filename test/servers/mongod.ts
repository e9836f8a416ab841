import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fetchMongod } from './fetch-mongod.js'

export interface Mongod {
  readonly port: number
  /** Writes everything down and ends. */
  stop(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGSTOP: its connections stay and nothing answers. */
  freeze(): void
  thaw(): void
}

export interface MongodOptions {
  /** Of its data and its log; kept. */
  readonly dir: string
  readonly port: number
  /** Undefined: a standalone server, without transactions. */
  readonly replicaSet?: string
  /** Who may do what is looked at; false unless given. */
  readonly auth?: boolean
}

/** Resolves when it takes connections. It dies with this process, however this process ends. @throws NotToBeHad */
export async function startMongod({ dir, port, replicaSet, auth = false }: MongodOptions): Promise<Mongod> {
  const binary = await fetchMongod()
  mkdirSync(dir, { recursive: true })
  const log = join(dir, 'mongod.out')
  const child = spawn(
    binary,
    [
      ...['--dbpath', dir, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
      ...['--wiredTigerCacheSizeGB', '0.25'],
      ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
      ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
      ...['--setParameter', 'transactionLifetimeLimitSeconds=20'],
      ...(auth ? ['--auth'] : []),
      ...(replicaSet === undefined ? [] : ['--replSet', replicaSet])
    ],
    { stdio: ['ignore', openSync(log, 'a'), openSync(log, 'a')] }
  )
  const guard = killWhenWeDie(child)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit')
      child.kill(signal)
      await exited
    }
    guard.kill('SIGKILL')
  }
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null) throw new Error(`mongod ended with ${child.exitCode}: see ${log}`)
    await sleep(50)
  }
  const thaw = () => void child.kill('SIGCONT')
  return {
    port,
    stop: () => {
      thaw()
      return end('SIGTERM')
    },
    kill: () => end('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw
  }
}

/** A shell that waits for the end of its input, which is our end. */
function killWhenWeDie(child: ChildProcess): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', `cat >/dev/null; kill -9 ${child.pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true
  })
  guard.unref()
  return guard
}

const takesConnections = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    const answer = (yes: boolean) => {
      socket.destroy()
      resolve(yes)
    }
    socket.on('connect', () => answer(true)).on('error', () => answer(false))
  })
