import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Fenced, StoreUnavailable } from '../port.js'
import { storeError } from './errors.js'

export type Value = string | number | null

/** One statement, run once for each `width` of the values (flat, because that crosses to the thread fastest), or once. */
export interface Step {
  readonly sql: string
  readonly width?: number
  readonly values?: readonly Value[]
  readonly require?: 'fenced'
}

interface Job {
  readonly id: number
  readonly steps: readonly Step[]
}

type Answer =
  | 'ready'
  | 'closed'
  | {
      readonly ids: readonly number[]
      readonly error?: { unmet: string } | { message: string; errcode?: number }
    }

/** Writes in a worker thread, so that neither a large batch nor the disk holds up the event loop. */
export class Writer {
  #next = 0
  /** What was asked in this turn: all views write at about the same time, and one message carries it all. */
  #asked: Job[] = []
  readonly #waiting = new Map<number, { resolve: () => void; reject: (error: unknown) => void }>()
  readonly #worker: Worker
  #broken: Error | undefined

  private constructor(path: string, pragmas: readonly string[]) {
    const file = new URL(`./writer-worker${import.meta.url.slice(-3)}`, import.meta.url)
    this.#worker = new Worker(file, {
      workerData: { path, pragmas },
      // What it is sent is used once: a larger young generation would only grow with the batches.
      resourceLimits: { maxYoungGenerationSizeMb: 8 }
    })
    this.#worker.on('message', (answer: Answer) => this.#settle(answer))
    this.#worker.on('error', error => this.#break(error))
    this.#worker.on('exit', () => this.#break(new StoreUnavailable('the writer has ended')))
  }

  /** Resolves when the database is open for writing. */
  static async open(path: string, pragmas: readonly string[]): Promise<Writer> {
    const writer = new Writer(path, pragmas)
    await once(writer.#worker, 'message')
    return writer
  }

  /** All steps or none; done when committed. Jobs commit in the order of their calls. */
  submit(steps: readonly Step[]): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken)
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      // A next tick comes after all promise callbacks that are due, so their jobs go along.
      if (this.#asked.push({ id, steps }) === 1) process.nextTick(() => this.#post())
    })
  }

  /** Finishes what was submitted. */
  async close(): Promise<void> {
    if (this.#broken) return
    this.#post()
    const exited = once(this.#worker, 'exit')
    this.#worker.postMessage('close')
    await exited
  }

  #post() {
    if (this.#asked.length > 0) this.#worker.postMessage(this.#asked)
    this.#asked = []
  }

  #settle(answer: Answer) {
    if (typeof answer === 'string') return
    for (const id of answer.ids) this.#settleOne(id, answer.error)
  }

  #settleOne(id: number, error: Exclude<Answer, string>['error']) {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (!error) waiting?.resolve()
    else if ('unmet' in error)
      waiting?.reject(new Fenced('another owner has taken over, or the build was dropped'))
    else waiting?.reject(storeError(Object.assign(new Error(error.message), { errcode: error.errcode })))
  }

  #break(error: unknown) {
    this.#broken ??= new StoreUnavailable(`the views' writer failed: ${String(error)}`, { cause: error })
    for (const waiting of this.#waiting.values()) waiting.reject(this.#broken)
    this.#waiting.clear()
  }
}
