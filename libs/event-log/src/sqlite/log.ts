import type { DatabaseSync } from 'node:sqlite'
import { systemClock } from '#kernel'
import { encodeAppend, notAPosition } from '../encode.js'
import { Corrupt, OutcomeUnknown, Unavailable } from '../errors.js'
import type { Appended, EventLog, Expected, NewEvent, Position, RecordedEvent, Subscribed } from '../port.js'
import { Wakeup } from '../wakeup.js'
import type { Appender } from './appender.js'
import { placeOf, positionOf } from './position.js'
import type { Damage, Found, SqliteReader } from './reader.js'
import { Tail } from './tail.js'

/** How often a read-only log looks whether another process has appended. */
const pollMs = 100

/**
 * Reads on the caller's thread, each a page at most; writes through `appender`, which a read-only log lacks.
 * Once a read has met damage, appends are refused: what else the disk has lost is not known, and Telegram keeps updates.
 */
export class SqliteLog implements EventLog {
  readonly #appended = new Wakeup()
  readonly #closing = new AbortController()
  readonly #tail = new Tail()
  #committed: number
  /** An append may have been committed without our knowledge. */
  #unsure = false
  #appender: Appender | undefined
  #closed: Promise<void> | undefined

  readonly logId: string

  constructor(
    private readonly path: string,
    private readonly reader: SqliteReader,
    private readonly lock: DatabaseSync | undefined
  ) {
    this.logId = reader.logId()
    this.#committed = reader.head()
  }

  /** Gives the log its writer: until then, and in a read-only log for ever, appends are refused. */
  async writeThrough(start: (onAppended: (place: number) => void) => Promise<Appender>): Promise<void> {
    this.#appender = await start(place => {
      this.#committed = Math.max(this.#committed, place)
      this.#appended.wake()
    })
  }

  async append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<Appended> {
    const encoded = encodeAppend(stream, events, expected)
    if (!this.#appender) throw new Unavailable(`${this.path} was opened for reading only`)
    try {
      return await this.#appender.append(stream, encoded, expected)
    } catch (error) {
      if (error instanceof OutcomeUnknown) this.#unsure = true
      throw error
    }
  }

  async *readStream(stream: string, from = 0): AsyncIterable<RecordedEvent> {
    for (let next = from; ; ) {
      this.#open()
      const page = this.#noticingDamage(() => this.reader.ofStream(stream, next))
      if (page.length === 0) return
      yield* page
      next += page.length
    }
  }

  async *subscribe(after: Position | 'start', signal: AbortSignal): AsyncIterable<Subscribed> {
    let place = after === 'start' ? 0 : placeOf(after)
    if (place === undefined) throw notAPosition(after)
    let told = false
    let looked = false
    while (!signal.aborted) {
      this.#open()
      const version = this.#appender ? undefined : this.reader.version()
      const page = looked && this.#isHead(place) ? [] : this.#after(place)
      looked = true
      for (const found of page) {
        if (signal.aborted) return
        if (found.kind === 'damage') throw this.#corrupt(found)
        place++
        yield { kind: 'event', event: found.event }
      }
      if (page.length > 0) {
        told = false
      } else if (!told) {
        told = true
        yield { kind: 'caughtUp' }
      } else if (place < this.#committed) {
        const lost = { from: place + 1, to: this.#committed, stream: '', revision: -1, why: 'missing' }
        throw this.#corrupt({ kind: 'damage', ...lost })
      } else if (this.#appender) {
        await this.#appended.wait(signal)
      } else {
        await this.#otherProcessAppends(version, signal)
      }
    }
  }

  async head(): Promise<Position | undefined> {
    this.#open()
    const head = this.reader.head()
    return head === 0 ? undefined : positionOf(head)
  }

  async eventAt(position: Position): Promise<RecordedEvent | undefined> {
    this.#open()
    const place = placeOf(position)
    const found = place === undefined ? undefined : this.reader.at(place)
    if (found?.kind === 'damage') throw this.#corrupt(found)
    return found?.event
  }

  async ping(): Promise<void> {
    this.#open()
    this.reader.head()
    const refusal = this.#appender?.refusal
    if (refusal !== undefined) throw new Unavailable(refusal)
    await this.#appender?.room()
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#closing.abort()
    // Before the writer, which as the last one to leave moves the WAL into the file.
    this.reader.close()
    await this.#appender?.close()
    this.lock?.close()
    this.#appended.wake()
  }

  /** Live, so that a look into the file would find nothing: every append that has returned is before this place. */
  #isHead(place: number): boolean {
    return this.#appender !== undefined && !this.#unsure && place >= this.#committed
  }

  #after(place: number): Found[] {
    const shared = this.#tail.after(place)
    if (shared.length > 0) return shared
    const page = this.reader.after(place)
    if (this.#appender && place + page.length >= this.#committed) this.#tail.keep(place, page)
    return page
  }

  #open(): void {
    if (this.#closing.signal.aborted) throw new Unavailable('the log is closed')
  }

  async #otherProcessAppends(version: unknown, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#closing.signal])
    while (!either.aborted && this.reader.version() === version) await systemClock.sleep(pollMs, either)
  }

  #noticingDamage<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      if (error instanceof Corrupt) this.#refuseToWrite(error.message)
      throw error
    }
  }

  #corrupt({ from, to, stream, revision, why }: Damage): Corrupt {
    const where = from === to ? `position ${from}` : `positions ${from} to ${to}`
    const corrupt = new Corrupt(stream, revision, positionOf(to), `${where} of ${this.path}: ${why}`)
    this.#refuseToWrite(corrupt.message)
    return corrupt
  }

  #refuseToWrite(why: string): void {
    this.#appender?.refuse(
      `the log is damaged (${why}) and takes no more: run deskctl verify, restore a backup`
    )
  }
}
