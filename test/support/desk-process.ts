import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Desk } from './desk.js'
import { eventually } from './eventually.js'

/** What `npm start` runs, from the sources of the tests and from dist alike. */
const built = import.meta.url.includes('/dist/test/') ? '../..' : '../../dist'
const main = fileURLToPath(new URL(`${built}/apps/desk/src/main.js`, import.meta.url))
/** What Node has compiled is kept for the next process: many start the same code. */
export const compiled = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL(`${built}/.compiled`, import.meta.url))
}
export const apiKey = 'the-key-of-the-tests-has-more-than-32-characters'
const startPatienceMs = 30_000

export type DeskEnvironment = Readonly<Record<string, string>>

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface DeskOptions {
  readonly dataDir: string
  readonly env?: DeskEnvironment
  /** Extra arguments of Node. */
  readonly node?: readonly string[]
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** The whole desk, as an operator starts it, in a process of its own. */
export class DeskProcess {
  readonly #process: ChildProcess
  readonly exited: Promise<Exit>
  #exit: Exit | undefined
  #output = ''

  constructor({ dataDir, env, node = [] }: DeskOptions) {
    this.#process = spawn(process.execPath, ['--no-warnings', ...node, main], {
      // A folder without `.env`.
      cwd: dataDir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        ...compiled,
        PORT: '0',
        DESK_DATA_DIR: dataDir,
        DESK_API_KEY: apiKey,
        DESK_AUDIT_KEY_FILE: join(dataDir, 'audit.key'),
        ...env
      }
    })
    running.add(this.#process)
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', text => {
        this.#output += text
      })
    }
    this.exited = once(this.#process, 'close').then(([code, signal]) => {
      running.delete(this.#process)
      this.#exit = { code, signal }
      return this.#exit
    })
  }

  /** Everything it said, on both streams. */
  get output(): string {
    return this.#output
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Resolves when it is ready and its views can be read. @throws when it ends before, or after 30 s */
  async ready(): Promise<Desk> {
    const client = await this.listening()
    await eventually('the desk is ready', async () => {
      this.#failWhenEnded()
      return (await client.get('/health/ready')).status === 200
    })
    // Ready does not wait for views: at a first start they may be built a moment later.
    await eventually('the views are there', async () => {
      this.#failWhenEnded()
      return (await client.get('/api/v1/queues')).status === 200
    })
    return client
  }

  /** Resolves when it can be asked, ready or not. */
  async listening(): Promise<Desk> {
    const desk = await this.printed(/The desk: (http:\S+)\/api\/v1 /, startPatienceMs)
    return new Desk(desk[1] ?? '', apiKey)
  }

  /** The match of `pattern` in what it said. @throws when it ends before */
  async printed(pattern: RegExp, patienceMs?: number): Promise<RegExpExecArray> {
    const found = await eventually(
      `${pattern} in\n${this.#output}`,
      () => pattern.exec(this.#output) ?? (this.#exit ? 'ended' : undefined),
      patienceMs
    )
    if (found === 'ended') throw new Error(`the desk ended:\n${this.#output}`)
    return found
  }

  async kill(signal: NodeJS.Signals): Promise<Exit> {
    this.#process.kill(signal)
    return this.exited
  }

  /** For the end of a test: at once, whatever it does. */
  stop(): Promise<Exit> {
    return this.#exit ? Promise.resolve(this.#exit) : this.kill('SIGKILL')
  }

  #failWhenEnded(): void {
    if (this.#exit) throw new Error(`the desk ended:\n${this.#output}`)
  }
}
