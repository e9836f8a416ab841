import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { StateUnavailable } from '../port.js'
import { stateError } from './errors.js'

export type Value = string | number | null
export type Row = Readonly<Record<string, Value>>

export interface Step {
  readonly sql: string
  readonly values: readonly Value[]
}

type Answer =
  | 'ready'
  | 'closed'
  | { readonly id: number; readonly results: readonly Row[][] }
  | { readonly id: number; readonly error: { readonly message: string; readonly errcode?: number } }

/** Writes in a worker thread: nobody's event loop waits for the disk, and whoever writes meanwhile shares one fsync. */
export class Writer {
  #next = 0
  readonly #waiting = new Map<number, { resolve: (rows: Row[]) => void; reject: (error: unknown) => void }>()
  readonly #worker: Worker
  #broken: Error | undefined

  private constructor(path: string, pragmas: readonly string[]) {
    const file = new URL(`./writer-worker${import.meta.url.slice(-3)}`, import.meta.url)
    this.#worker = new Worker(file, { workerData: { path, pragmas } })
    this.#worker.on('message', (answer: Answer) => this.#settle(answer))
    this.#worker.on('error', error => this.#break(error))
    this.#worker.on('exit', () => this.#break('it has ended'))
  }

  /** Resolves when the database is open for writing. */
  static async open(path: string, pragmas: readonly string[]): Promise<Writer> {
    const writer = new Writer(path, pragmas)
    await once(writer.#worker, 'message')
    return writer
  }

  /** All steps or none; answers the last step's rows when they are on stable storage. */
  submit(...steps: readonly Step[]): Promise<Row[]> {
    if (this.#broken) return Promise.reject(this.#broken)
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ id, steps })
    })
  }

  /** Finishes what was submitted. */
  async close(): Promise<void> {
    if (this.#broken) return
    const exited = once(this.#worker, 'exit')
    this.#worker.postMessage('close')
    await exited
  }

  #settle(answer: Answer) {
    if (typeof answer === 'string') return
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('results' in answer) waiting?.resolve(answer.results.at(-1) ?? [])
    else waiting?.reject(stateError(Object.assign(new Error(answer.error.message), answer.error)))
  }

  #break(error: unknown) {
    this.#broken ??= new StateUnavailable(`the writer of the desk state failed: ${String(error)}`, {
      cause: error
    })
    for (const waiting of this.#waiting.values()) waiting.reject(this.#broken)
    this.#waiting.clear()
  }
}
