import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '#kernel'
import { freePort } from '../../servers/ports.js'
import type { TargetOptions } from '../load/target.js'

export const botId = 4_200_000_001
export const groupId = -1_001_000_000_001
const apiKey = 'bench-api-key-of-more-than-32-characters'
const webhookSecret = 'bench-secret'
export const webhookPath = `/telegram/${botId}/webhook`
export const webhookHeaders = `X-Telegram-Bot-Api-Secret-Token: ${webhookSecret}\r\n`

export const benchDesk = new URL('./bench-desk.js', import.meta.url)
export const bareExpress = new URL('./bare-express.js', import.meta.url)
/** What `npm start` runs. */
export const realDesk = new URL('../../../apps/desk/src/main.js', import.meta.url)

export interface ServerOptions {
  readonly module: URL
  readonly dataDir: string
  readonly botApiPort: number
  readonly env?: { readonly [name: string]: string }
}

/** A server in a process of its own; its log lies in its data directory. */
export class ServerProcess {
  private constructor(
    readonly port: number,
    /** From the start of the process until it said that it is ready. */
    readonly readyAfterMs: number,
    private readonly process: ChildProcess,
    private readonly exited: Promise<unknown>
  ) {}

  static async start({ module, dataDir, botApiPort, env }: ServerOptions): Promise<ServerProcess> {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const port = await freePort()
    const logPath = join(dataDir, 'server.log')
    const log = openSync(logPath, 'a')
    const started = performance.now()
    const child = spawn(process.execPath, ['--no-warnings', ...profiling(), module.pathname], {
      cwd: dataDir,
      stdio: ['ignore', log, log],
      env: {
        PORT: String(port),
        DESK_DATA_DIR: dataDir,
        DESK_API_KEY: apiKey,
        DESK_AUDIT_KEY_FILE: join(dataDir, 'audit.key'),
        TELEGRAM_BOT_TOKEN: `${botId}:bench`,
        TELEGRAM_STAFF_GROUP_ID: String(groupId),
        TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port}${webhookPath}`,
        TELEGRAM_WEBHOOK_SECRET: webhookSecret,
        TELEGRAM_API_ROOT: `http://127.0.0.1:${botApiPort}`,
        ...env
      }
    })
    // A bench that is interrupted leaves no server behind.
    const orphaned = () => child.kill('SIGKILL')
    process.once('exit', orphaned)
    const exited = once(child, 'exit').then(() => process.off('exit', orphaned))
    for (;;) {
      const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined)
      await ready?.body?.cancel()
      if (ready?.status === 200) return new ServerProcess(port, performance.now() - started, child, exited)
      if (child.exitCode !== null)
        throw new Error(`${module.pathname} ended:\n${readFileSync(logPath, 'utf8').slice(-2000)}`)
      await systemClock.sleep(2)
    }
  }

  get target(): TargetOptions {
    return { port: this.port, webhookPath, webhookSecret, apiKey }
  }

  async health(): Promise<unknown> {
    return (await this.#get('/health')).json()
  }

  /** Of all its threads, since its start; undefined for a server that does not tell. */
  async cpuSeconds(): Promise<number | undefined> {
    const found = /^\S*process_cpu_seconds_total (\S+)/m.exec(await (await this.#get('/metrics')).text())
    return found ? Number(found[1]) : undefined
  }

  /** Registers an endpoint for everything about tickets, and waits until it is active. */
  async register(url: string): Promise<void> {
    const body = JSON.stringify({ name: 'bench', url, events: ['ticket.*'] })
    const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' }
    const path = `http://127.0.0.1:${this.port}/api/v1/webhooks`
    const { id } = (await (await fetch(path, { method: 'POST', headers, body })).json()) as { id: string }
    for (;;) {
      const { state } = (await (await this.#get(`/api/v1/webhooks/${id}`)).json()) as { state: string }
      if (state === 'active') return
      await systemClock.sleep(50)
    }
  }

  /** As `/metrics` shows it: what is in use, and how far behind the webhooks are. */
  async hooksNow(): Promise<{ mib: number; lagS: number; waiting: number }> {
    const text = await (await this.#get('/metrics')).text()
    const value = (name: string) => Number(new RegExp(`^topicdesk_${name} (\\S+)`, 'm').exec(text)?.[1] ?? 0)
    const bytes = value('nodejs_heap_size_used_bytes') + value('nodejs_external_memory_bytes')
    return {
      mib: bytes / 2 ** 20,
      lagS: value('subscription_lag_seconds{subscription="webhooks"}'),
      waiting: value('webhooks_waiting')
    }
  }

  #get(path: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, { headers: { Authorization: `Bearer ${apiKey}` } })
  }

  stop(): Promise<void> {
    return this.end('SIGTERM')
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.process.kill(signal)
    await this.exited
  }
}

/** BENCH_PROF names a directory for a CPU profile of each server. */
function profiling(): string[] {
  const directory = process.env['BENCH_PROF']
  return directory ? ['--cpu-prof', `--cpu-prof-dir=${directory}`] : []
}
