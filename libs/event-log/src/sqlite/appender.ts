import { Worker } from 'node:worker_threads'
import { isDamage, messageOf, sqliteCodes } from '#sqlite'
import type { EncodedEvent } from '../encoded.js'
import { CannotOpen, Conflict, OutcomeUnknown, Unavailable } from '../errors.js'
import type { Appended, Expected } from '../port.js'
import type { Answer, Batch, Fault, Message, WorkerOptions } from './append-worker.js'
import { checksumOf } from './checksum.js'
import { positionOf } from './position.js'

type AppenderOptions = Omit<WorkerOptions, 'asked'>

interface Asked {
  readonly stream: string
  readonly expected: Expected
  readonly resolve: (appended: Appended) => void
  readonly reject: (error: Error) => void
}

const noRoom = 'the disk is full'

/** So many go to the writing thread at once; the rest of the tick follows while it works on these. */
const appendsPerBatch = 16

/** Hands appends to the writing thread, which commits together whatever has come. */
export class Appender {
  readonly #worker: Worker
  readonly #posted = new Int32Array(new SharedArrayBuffer(4))
  readonly #ready = Promise.withResolvers<void>()
  readonly #exited = Promise.withResolvers<void>()
  readonly #onAppended: (position: number) => void
  /** In the order in which they were asked, as the answers come. */
  #asked: Asked[] = []
  #batch: Batch = [0]
  #batched = 0
  #scheduled = false
  #refusal: string | undefined
  #isFull = false
  #probe: PromiseWithResolvers<void> | undefined
  #closing = false

  private constructor(options: AppenderOptions, onAppended: (position: number) => void) {
    this.#onAppended = onAppended
    this.#worker = new Worker(new URL(`./append-worker${import.meta.url.slice(-3)}`, import.meta.url), {
      workerData: { ...options, asked: this.#posted } satisfies WorkerOptions
    })
    this.#worker.on('message', (answer: Answer) => this.#answered(answer))
    this.#worker.on('error', error => this.#ended(messageOf(error)))
    this.#worker.on('exit', () => this.#ended('it exited'))
  }

  static async start(options: AppenderOptions, onAppended: (position: number) => void): Promise<Appender> {
    const appender = new Appender(options, onAppended)
    await appender.#ready.promise
    return appender
  }

  append(stream: string, events: readonly EncodedEvent[], expected: Expected): Promise<Appended> {
    if (this.#closing) return Promise.reject(new Unavailable('the log is closed'))
    if (this.#refusal !== undefined) return Promise.reject(new Unavailable(this.#refusal))
    return new Promise((resolve, reject) => {
      let revision = expected === 'none' ? -1 : expected
      const batch = this.#batch
      batch.push(stream, revision, events.length)
      for (const event of events) {
        const { id, type, recordedAt, data, personal, meta } = event
        batch.push(id, type, recordedAt, data, personal, meta, checksumOf(stream, ++revision, event))
      }
      this.#asked.push({ stream, expected, resolve, reject })
      if (++this.#batched >= appendsPerBatch) this.#post()
      else if (!this.#scheduled) {
        this.#scheduled = true
        // A next tick comes after all promise callbacks that are due, so their appends join the batch.
        process.nextTick(() => {
          this.#scheduled = false
          this.#post()
        })
      }
    })
  }

  /** @throws Unavailable while there is no room for an append; asks the disk only where the last one found none */
  async room(): Promise<void> {
    if (!this.#isFull || this.#closing) return
    if (!this.#probe) {
      this.#probe = Promise.withResolvers()
      this.#send('probe')
    }
    await this.#probe.promise
  }

  /** Why every append is refused; undefined while they are taken. */
  get refusal(): string | undefined {
    return this.#refusal
  }

  /** From now on every append is refused, for this reason. What is under way is finished. */
  refuse(why: string): void {
    this.#refusal ??= why
  }

  /** Finishes what was asked and ends the thread. */
  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true
      this.#post()
      this.#send('close')
    }
    await this.#exited.promise
  }

  #post(): void {
    if (this.#batched === 0) return
    this.#batch[0] = this.#batched
    this.#send(this.#batch)
    this.#batch = [0]
    this.#batched = 0
  }

  #send(message: Message): void {
    this.#worker.postMessage(message)
    Atomics.add(this.#posted, 0, 1)
    Atomics.notify(this.#posted, 0)
  }

  #answered(answer: Answer): void {
    switch (answer.kind) {
      case 'ready':
        this.#ready.resolve()
        break
      case 'done':
        this.#settle(answer.places)
        break
      case 'failed':
        this.#fail(answer.appends, answer.fault)
        break
      case 'probed':
        this.#probed(answer.fault)
        break
    }
  }

  #settle(places: readonly number[]): void {
    let last = 0
    for (const [i, { stream, expected, resolve, reject }] of this.#take(places.length / 2).entries()) {
      const revision = places[2 * i] ?? -1
      const position = places[2 * i + 1] ?? -1
      if (position < 0) reject(new Conflict(stream, expected, revision < 0 ? 'none' : revision))
      else resolve({ revision, position: positionOf(position) })
      if (position > last) last = position
    }
    if (last > 0) {
      this.#isFull = false
      this.#onAppended(last)
    }
  }

  #fail(appends: number, { code, message, unknown, final }: Fault): void {
    if (isDamage(code))
      this.refuse(`the log's file is damaged (${message}): run deskctl verify, restore a backup`)
    // After a failed sync only a fresh start tells what the disk holds.
    else if (final) this.refuse(`the disk failed while committing (${message}): check it, then start again`)
    this.#isFull = code === sqliteCodes.full
    const why = this.#isFull ? noRoom : message
    for (const { stream, reject } of this.#take(appends)) {
      const text = `append to ${stream}: ${why}`
      reject(unknown ? new OutcomeUnknown(text) : new Unavailable(text))
    }
  }

  #probed(fault: Fault | undefined): void {
    this.#isFull = fault !== undefined
    if (fault) this.#probe?.reject(new Unavailable(fault.code === sqliteCodes.full ? noRoom : fault.message))
    else this.#probe?.resolve()
    this.#probe = undefined
  }

  #take(appends: number): Asked[] {
    const asked = this.#asked
    this.#asked = asked.slice(appends)
    return asked.slice(0, appends)
  }

  #ended(why: string): void {
    this.#exited.resolve()
    this.#ready.reject(new CannotOpen(`the log's writing thread ended: ${why}`))
    this.refuse(`the log's writing thread ended (${why}): start again`)
    this.#batched = 0
    this.#probe?.reject(new Unavailable(`the log's writing thread ended: ${why}`))
    this.#probe = undefined
    for (const { stream, reject } of this.#take(this.#asked.length)) {
      reject(new OutcomeUnknown(`append to ${stream}: the writing thread ended (${why})`))
    }
  }
}
