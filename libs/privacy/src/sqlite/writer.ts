import { Worker } from 'node:worker_threads'
import { VaultUnavailable } from '../port.js'
import type { Batch, BatchDone, Write, Written } from './writes.js'

interface Waiting {
  readonly write: Write
  readonly resolve: (written: Written) => void
  readonly reject: (error: Error) => void
}

/** Hands writes to the writing thread. What comes in while a commit runs is the next commit. */
export class Writer {
  readonly #worker: Worker
  readonly #exited: Promise<void>
  #queue: Waiting[] = []
  #inFlight: Waiting[] = []
  #lastId = 0
  #failed: VaultUnavailable | undefined

  constructor(path: string) {
    this.#worker = new Worker(new URL(`./vault-worker${import.meta.url.slice(-3)}`, import.meta.url), {
      workerData: path
    })
    this.#exited = new Promise(resolve => this.#worker.once('exit', () => resolve()))
    this.#worker.on('message', (done: BatchDone) => this.#done(done))
    this.#worker.on('error', error => this.#fail(String(error)))
    this.#worker.on('exit', () => this.#fail('the vault is closed'))
    this.#worker.unref()
  }

  write(write: Write): Promise<Written> {
    return new Promise((resolve, reject) => {
      if (this.#failed) return reject(this.#failed)
      this.#queue.push({ write, resolve, reject })
      this.#next()
    })
  }

  /** Finishes what was asked, then stops the thread. */
  async close(): Promise<void> {
    while (this.#inFlight.length > 0 || this.#queue.length > 0) {
      await Promise.race([new Promise(resolve => this.#worker.once('message', resolve)), this.#exited])
    }
    if (!this.#failed) {
      this.#worker.ref()
      this.#worker.postMessage('close')
    }
    await this.#exited
  }

  #next(): void {
    if (this.#inFlight.length > 0 || this.#queue.length === 0) return
    this.#inFlight = this.#queue
    this.#queue = []
    this.#worker.ref()
    const batch: Batch = { id: ++this.#lastId, writes: this.#inFlight.map(({ write }) => write) }
    this.#worker.postMessage(batch)
  }

  #done(done: BatchDone): void {
    const answered = this.#inFlight
    this.#inFlight = []
    this.#worker.unref()
    this.#next()
    if ('error' in done) {
      const error = new VaultUnavailable(`the vault could not be written: ${done.error}`)
      for (const { reject } of answered) reject(error)
      return
    }
    answered.forEach(({ resolve, reject }, index) => {
      const written = done.written[index]
      if (written === undefined) reject(new VaultUnavailable('the vault did not answer'))
      else resolve(written)
    })
  }

  #fail(why: string): void {
    this.#failed ??= new VaultUnavailable(why)
    const waiting = [...this.#inFlight, ...this.#queue]
    this.#inFlight = []
    this.#queue = []
    for (const { reject } of waiting) reject(this.#failed)
  }
}
