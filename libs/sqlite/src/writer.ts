import { Worker } from 'node:worker_threads'
import { type PortErrors, translated } from './faults.js'
import type { Answer, Failed, Job, Row, Step } from './jobs.js'

/** A step that had to change something found nothing to change: the job was undone. */
export class Unmet extends Error {
  override readonly name = 'Unmet'
}

interface Waiting {
  resolve(rows: readonly Row[]): void
  reject(error: unknown): void
}

/**
 * Writes in a worker thread: nobody's event loop waits for the disk, and whoever writes meanwhile shares one transaction.
 * Jobs commit in the order of their calls.
 */
export class Writer {
  #next = 0
  /** What was asked in this turn: many write at about the same time, and one message carries it all. */
  #asked: Job[] = []
  readonly #waiting = new Map<number, Waiting>()
  readonly #worker: Worker
  readonly #opened = Promise.withResolvers<void>()
  readonly #exited = Promise.withResolvers<void>()
  #broken: unknown

  private constructor(
    private readonly path: string,
    pragmas: readonly string[],
    private readonly errors: PortErrors
  ) {
    this.#worker = new Worker(new URL(`./writer-worker${import.meta.url.slice(-3)}`, import.meta.url), {
      workerData: { path, pragmas },
      // What it is sent is used once: a larger young generation would only grow with the batches.
      resourceLimits: { maxYoungGenerationSizeMb: 8 }
    })
    this.#worker.on('message', (answer: Answer) => this.#answered(answer))
    this.#worker.on('error', error => this.#ended(String(error)))
    this.#worker.on('exit', () => {
      this.#ended('it has ended')
      this.#exited.resolve()
    })
  }

  /** Resolves when the database is open for writing. @throws as the port says it */
  static async open(path: string, pragmas: readonly string[], errors: PortErrors): Promise<Writer> {
    const writer = new Writer(path, pragmas, errors)
    await writer.#opened.promise
    return writer
  }

  /**
   * All steps or none; answers the last step's rows once they are committed. `wipe`: nothing of what was overwritten stays.
   * @throws Unmet; as the port says it; or what SQLite said, where the fault is the job's own
   */
  submit(steps: readonly Step[], { wipe = false } = {}): Promise<readonly Row[]> {
    if (this.#broken) return Promise.reject(this.#broken)
    const id = this.#next++
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#worker.ref()
      this.#waiting.set(id, { resolve, reject })
      // A next tick comes after all promise callbacks that are due, so their jobs go along.
      if (this.#asked.push({ id, steps, wipe }) === 1) process.nextTick(() => this.#post())
    })
  }

  /** Finishes what was submitted. */
  async close(): Promise<void> {
    if (!this.#broken) {
      this.#post()
      this.#worker.ref()
      this.#worker.postMessage('close')
    }
    await this.#exited.promise
  }

  #post(): void {
    if (this.#asked.length > 0) this.#worker.postMessage(this.#asked)
    this.#asked = []
  }

  #answered(answer: Answer): void {
    if (answer === 'ready') {
      // Idle, it keeps no process alive.
      this.#worker.unref()
      this.#opened.resolve()
      return
    }
    if ('failed' in answer && answer.ids.length === 0) this.#opened.reject(this.#errorOf(answer.failed))
    for (const [index, id] of answer.ids.entries()) {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if ('failed' in answer) waiting?.reject(this.#errorOf(answer.failed))
      else waiting?.resolve(answer.rows?.[index] ?? [])
    }
    if (this.#waiting.size === 0) this.#worker.unref()
  }

  #errorOf({ message, errcode, unmet }: Failed): unknown {
    if (unmet) return new Unmet(message)
    return translated(Object.assign(new Error(message), { errcode }), this.path, this.errors)
  }

  #ended(why: string): void {
    this.#broken ??= this.errors.unavailable(`the writer of ${this.path} is gone: ${why}`, {})
    this.#opened.reject(this.#broken)
    for (const { reject } of this.#waiting.values()) reject(this.#broken)
    this.#waiting.clear()
    this.#asked = []
  }
}
