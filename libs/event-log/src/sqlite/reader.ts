import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EventId, Sealed } from '#kernel'
import { codeOf, isDamage, isOutOfRange, messageOf } from '#sqlite'
import { decodeEvent } from '../decode.js'
import { Corrupt, Unavailable } from '../errors.js'
import type { RecordedEvent } from '../port.js'
import { checksumOf } from './checksum.js'
import { positionOf } from './position.js'

const columns = 'position, stream, revision, id, type, recorded_at, checksum, data, personal, meta'
type Row = [number, string, number, EventId, string, number, number, string, Sealed | null, string]

/** Positions `from` to `to` hold no event that can be read. Stream and revision where they are legible, else '' and -1. */
export interface Damage {
  readonly kind: 'damage'
  readonly from: number
  readonly to: number
  readonly stream: string
  readonly revision: number
  readonly why: string
}
/** `units`: how many characters of text the event has in the file. */
export type Found = { readonly kind: 'event'; readonly event: RecordedEvent; readonly units: number } | Damage

const rowsPerPage = 200
const unitsPerPage = 2 ** 20
const bytesPerPage = 4096
const leastBytesPerEvent = 64

/**
 * Reads in pages of at most 200 events or about 1 MiB: a millisecond of the thread, and one short read, so that no slow
 * reader keeps the WAL from being reused. Every event is checked against its checksum; positions and revisions have no gaps, so a gap is damage.
 */
export class SqliteReader {
  readonly #db: DatabaseSync
  readonly #ofLog: StatementSync
  readonly #ofStream: StatementSync
  readonly #at: StatementSync
  readonly #head: StatementSync
  readonly #version: StatementSync
  readonly #pages: StatementSync

  constructor(db: DatabaseSync) {
    this.#db = db
    const prepare = (sql: string) => {
      const statement = db.prepare(sql)
      statement.setReturnArrays(true)
      return statement
    }
    this.#ofLog = prepare(
      `SELECT ${columns} FROM events WHERE position > ? ORDER BY position LIMIT ${rowsPerPage}`
    )
    this.#ofStream = prepare(
      `SELECT ${columns} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ${rowsPerPage}`
    )
    this.#at = prepare(`SELECT ${columns} FROM events WHERE position = ?`)
    this.#head = db.prepare('SELECT max(position) AS head FROM events')
    this.#version = db.prepare('PRAGMA data_version')
    this.#pages = db.prepare('PRAGMA page_count')
  }

  /** The position of the last event, 0 when there is none. */
  head(): number {
    const head = guarded(() => this.#head.get())?.['head']
    return typeof head === 'number' ? head : 0
  }

  /** No event stands after this place: the head, as far as it can be read and the file is large enough to hold so many. */
  extent(): number {
    const pages = Number(guarded(() => this.#pages.get())?.['page_count'])
    const most = Math.floor((pages * bytesPerPage) / leastBytesPerEvent)
    try {
      return Math.min(this.head(), most)
    } catch {
      return most
    }
  }

  /** Changes when another connection has committed. */
  version(): unknown {
    return guarded(() => this.#version.get())?.['data_version']
  }

  /** The next page after a place: events in order, and at most one damage, at the end. Empty only at the head. */
  after(place: number): Found[] {
    const page: Found[] = []
    let next = place + 1
    try {
      let units = 0
      for (const row of this.#ofLog.iterate(place)) {
        const found = this.#check(row, next)
        page.push(found)
        if (found.kind === 'damage') break
        next++
        units += found.units
        if (units > unitsPerPage) break
      }
    } catch (error) {
      if (page.length === 0) page.push(this.#overDamage(next, error))
    }
    return page
  }

  /** The next page of a stream. @throws Corrupt at the first event that can't be read. */
  ofStream(stream: string, from: number): RecordedEvent[] {
    const page: RecordedEvent[] = []
    let next = from
    let units = 0
    try {
      for (const row of this.#ofStream.iterate(stream, from)) {
        const found = this.#check(row, undefined)
        const whole = found.kind === 'event' && found.event.stream === stream && found.event.revision === next
        if (!whole) {
          if (page.length > 0) break
          const place = found.kind === 'event' ? found.event.position : positionOf(found.to)
          throw new Corrupt(stream, next, place, found.kind === 'event' ? 'it is missing' : found.why)
        }
        page.push(found.event)
        next++
        units += found.units
        if (units > unitsPerPage) break
      }
    } catch (error) {
      if (error instanceof Corrupt) throw error
      if (page.length > 0) return page
      const fault = unreadable(error)
      if (fault === undefined) throw unavailable(error)
      throw new Corrupt(stream, next, positionOf(0), fault)
    }
    return page
  }

  at(place: number): Found | undefined {
    try {
      const row = this.#at.get(place)
      return row === undefined ? undefined : this.#check(row, place)
    } catch (error) {
      return damage(place, place, '', -1, unreadable(error) ?? fail(unavailable(error)))
    }
  }

  logId(): string {
    return String(this.#db.prepare('SELECT id FROM log').get()?.['id'] ?? '')
  }

  close(): void {
    this.#db.close()
  }

  #check(row: unknown, expected: number | undefined): Found {
    if (!isRow(row)) {
      const place = Array.isArray(row) && Number.isSafeInteger(row[0]) ? Number(row[0]) : (expected ?? 0)
      return damage(expected ?? place, place, '', -1, 'its row is not an event')
    }
    const [place, stream, revision, id, type, recordedAt, checksum, data, personal, meta] = row
    if (expected !== undefined && place !== expected) return damage(expected, place - 1, '', -1, 'missing')
    const encoded = { id, type, recordedAt, data, personal, meta }
    if (checksumOf(stream, revision, encoded) !== checksum) {
      return damage(place, place, stream, revision, 'its checksum does not match')
    }
    try {
      const event = decodeEvent(encoded, stream, revision, positionOf(place))
      return { kind: 'event', event, units: data.length + meta.length + (personal?.length ?? 0) }
    } catch (error) {
      return damage(place, place, stream, revision, messageOf(error))
    }
  }

  /** From `next` on the file can't be read in order: finds, one by one, where it can be again. */
  #overDamage(next: number, error: unknown): Found {
    const why = unreadable(error)
    if (why === undefined) throw unavailable(error)
    const end = this.extent()
    for (let place = next; place <= end; place++) {
      const found = this.at(place)
      if (found?.kind === 'event') return place === next ? found : damage(next, place - 1, '', -1, why)
    }
    return damage(next, Math.max(next, end), '', -1, why)
  }
}

function isRow(row: unknown): row is Row {
  return (
    Array.isArray(row) &&
    Number.isSafeInteger(row[0]) &&
    typeof row[1] === 'string' &&
    Number.isSafeInteger(row[2]) &&
    typeof row[3] === 'string' &&
    typeof row[4] === 'string' &&
    Number.isSafeInteger(row[5]) &&
    Number.isSafeInteger(row[6]) &&
    typeof row[7] === 'string' &&
    (row[8] === null || typeof row[8] === 'string') &&
    typeof row[9] === 'string'
  )
}

const damage = (from: number, to: number, stream: string, revision: number, why: string): Damage => ({
  kind: 'damage',
  from,
  to: Math.max(from, to),
  stream,
  revision,
  why
})

/** Why, when the error says that the file is damaged. */
const unreadable = (error: unknown): string | undefined =>
  isOutOfRange(error) || isDamage(codeOf(error))
    ? `the file is damaged there (${messageOf(error)})`
    : undefined

const unavailable = (error: unknown): Error =>
  error instanceof Unavailable
    ? error
    : new Unavailable(`reading the log: ${messageOf(error)}`, { cause: error })

function fail(error: Error): never {
  throw error
}

function guarded<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw unavailable(error)
  }
}
