import { Worker } from 'node:worker_threads'
import type { EncodedEvent } from '../encode.js'
import { Conflict, OutcomeUnknown, Unavailable } from '../errors.js'
import type { Appended, Expected } from '../port.js'
import type { Answer, Batch, WorkerOptions } from './append-worker.js'
import { checksumOf } from './checksum.js'
import { isDamage, messageOf, sqliteCodes } from './faults.js'
import { positionOf } from './position.js'

interface Asked {
  readonly stream: string
  readonly expected: Expected
  readonly resolve: (appended: Appended) => void
  readonly reject: (error: Error) => void
}

const mostValuesInBatch = 10_000

/**
 * Hands appends to the writing thread: what comes in one tick, or while a commit is under way, is committed together.
 * One batch is under way at a time.
 */
export class Appender {
  readonly #worker: Worker
  readonly #ready = Promise.withResolvers<void>()
  readonly #exited = Promise.withResolvers<void>()
  readonly #onAppended: (position: number) => void
  #asked: Asked[] = []
  #values: Batch = []
  #underWay: Asked[] | undefined
  #waiting: { asked: Asked[]; values: Batch }[] = []
  #scheduled = false
  #refusal: string | undefined
  #closing = false

  private constructor(options: WorkerOptions, onAppended: (position: number) => void) {
    this.#onAppended = onAppended
    this.#worker = new Worker(new URL(`./append-worker${import.meta.url.slice(-3)}`, import.meta.url), {
      workerData: options
    })
    this.#worker.on('message', (answer: Answer) => this.#answered(answer))
    this.#worker.on('error', error => this.#ended(messageOf(error)))
    this.#worker.on('exit', () => this.#ended('it exited'))
  }

  static async start(options: WorkerOptions, onAppended: (position: number) => void): Promise<Appender> {
    const appender = new Appender(options, onAppended)
    await appender.#ready.promise
    return appender
  }

  append(stream: string, events: readonly EncodedEvent[], expected: Expected): Promise<Appended> {
    if (this.#closing) return Promise.reject(new Unavailable('the log is closed'))
    if (this.#refusal !== undefined) return Promise.reject(new Unavailable(this.#refusal))
    return new Promise((resolve, reject) => {
      let revision = expected === 'none' ? -1 : expected
      const values = this.#values
      values.push(stream, revision, events.length)
      for (const event of events) {
        const { id, type, recordedAt, data, personal, meta } = event
        values.push(id, type, recordedAt, data, personal, meta, checksumOf(stream, ++revision, event))
      }
      this.#asked.push({ stream, expected, resolve, reject })
      if (values.length > mostValuesInBatch) this.#endBatch()
      if (this.#scheduled || this.#underWay) return
      this.#scheduled = true
      // A next tick comes after all promise callbacks that are due, so their appends join the batch.
      process.nextTick(() => {
        this.#scheduled = false
        this.#send()
      })
    })
  }

  /** From now on every append is refused, for this reason. What is under way is finished. */
  refuse(why: string): void {
    this.#refusal ??= why
  }

  /** Finishes what was asked and ends the thread. */
  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true
      if (!this.#underWay) this.#send()
      if (!this.#underWay) this.#worker.postMessage(null)
    }
    await this.#exited.promise
  }

  #endBatch(): void {
    if (this.#asked.length === 0) return
    this.#waiting.push({ asked: this.#asked, values: this.#values })
    this.#asked = []
    this.#values = []
  }

  #send(): void {
    if (this.#underWay) return
    if (this.#waiting.length === 0) this.#endBatch()
    const batch = this.#waiting.shift()
    if (!batch) return
    this.#underWay = batch.asked
    this.#worker.postMessage(batch.values)
  }

  #answered(answer: Answer): void {
    if (answer.kind === 'ready') {
      this.#ready.resolve()
      return
    }
    const asked = this.#underWay ?? []
    this.#underWay = undefined
    switch (answer.kind) {
      case 'done':
        this.#send()
        this.#settle(asked, answer.places)
        break
      case 'failed':
        this.#fail(asked, answer)
        this.#send()
        break
    }
    if (this.#closing && !this.#underWay) this.#worker.postMessage(null)
  }

  #settle(asked: readonly Asked[], places: readonly number[]): void {
    let last = 0
    for (const [i, { stream, expected, resolve, reject }] of asked.entries()) {
      const revision = places[2 * i] ?? -1
      const position = places[2 * i + 1] ?? -1
      if (position < 0) reject(new Conflict(stream, expected, revision < 0 ? 'none' : revision))
      else resolve({ revision, position: positionOf(position) })
      if (position > last) last = position
    }
    if (last > 0) this.#onAppended(last)
  }

  #fail(asked: readonly Asked[], { committing, code, message }: Answer & { kind: 'failed' }): void {
    const primary = code & 0xff
    if (isDamage(primary)) this.refuse(`the log's file is damaged (${message}); run deskctl verify`)
    // After a failed sync nobody knows what the disk holds; only a fresh start reads it anew.
    const unknown = committing && primary === sqliteCodes.ioError
    if (unknown) this.refuse(`the disk failed while committing (${message}); check it, then start again`)
    for (const { stream, reject } of asked) {
      const text = `append to ${stream}: ${primary === sqliteCodes.full ? 'the disk is full' : message}`
      reject(unknown ? new OutcomeUnknown(text) : new Unavailable(text))
    }
  }

  #ended(why: string): void {
    this.#exited.resolve()
    this.#ready.reject(new Error(why))
    this.refuse(`the log's writing thread ended (${why}); start again`)
    const asked = this.#underWay ?? []
    this.#underWay = undefined
    for (const { stream, reject } of asked) reject(new OutcomeUnknown(`append to ${stream}: ${why}`))
    this.#endBatch()
    for (const batch of this.#waiting.splice(0)) {
      for (const { stream, reject } of batch.asked) reject(new Unavailable(`append to ${stream}: ${why}`))
    }
  }
}
