import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** What a writer says about the stream: its last revision, `-1` for none, or the two modes that prove nothing. */
export type ExpectedRevision = number | 'any' | 'stream_exists'
export const noStream = -1
/** The type of a stream's last event, which tells that it was deleted for ever. */
export const tombstone = '$streamDeleted'

export interface Proposed {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

export interface Stored extends Proposed {
  /** Commit and prepare position alike, as servers since version 20 write them. */
  readonly position: number
  readonly stream: string
  readonly revision: number
  /** Milliseconds since the epoch, by the server's clock. */
  readonly created: number
}

export type Decision =
  | {
      readonly kind: 'done'
      readonly revision: number
      readonly position: number
      readonly written: readonly Stored[]
    }
  | { readonly kind: 'wrongVersion'; readonly current: number }
  | { readonly kind: 'deleted' }

/** So many ids, as one of 8 MiB, does the server keep in memory for the modes without a revision. */
const idsInMemory = 60_000
const pageSize = 256
const columns = 'position, stream, revision, id, type, content_type, created, data, metadata'

/**
 * The events on disk. A commit is on stable storage when it returns; nothing is answered before.
 * Repeats are judged as EventStoreDB's index writer does: ids only, and only where the stream is ahead of what is expected.
 */
export class Store {
  readonly #db: DatabaseSync
  readonly #known = new Map<string, { stream: string; revision: number }>()
  readonly #statements = new Map<string, StatementSync>()
  #end = 0

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true })
    this.#db = new DatabaseSync(join(dir, 'stand-in.db'))
    this.#db.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS events (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL,
        type TEXT NOT NULL, content_type TEXT NOT NULL, created INTEGER NOT NULL, data BLOB NOT NULL, metadata BLOB NOT NULL,
        next INTEGER NOT NULL, UNIQUE (stream, revision)) STRICT;
      CREATE TABLE IF NOT EXISTS gone (stream TEXT PRIMARY KEY, before INTEGER NOT NULL, tombstoned INTEGER NOT NULL) STRICT`)
    this.#end = Number(this.#get('SELECT max(next) AS "end" FROM events')?.['end'] ?? 0)
    if (this.#end === 0)
      this.commit(() => this.append('$settings', noStream, [systemEvent('{"made":true}')], Date.now()))
  }

  /** The position at which the next event will stand. */
  get end(): number {
    return this.#end
  }

  /** Everything that `work` appends is stored at once, or nothing. */
  commit<T>(work: () => T): T {
    const end = this.#end
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      this.#end = end
      this.#db.exec('ROLLBACK')
      throw error
    }
  }

  /** Within `commit`. */
  append(stream: string, expected: ExpectedRevision, events: readonly Proposed[], created: number): Decision {
    const { before, tombstoned } = this.#gone(stream)
    if (tombstoned) return { kind: 'deleted' }
    const last = this.#last(stream)
    const current = last < before ? noStream : last
    const wrong = { kind: 'wrongVersion', current } as const
    if (expected === 'any' || expected === 'stream_exists') {
      if (expected === 'stream_exists' && current === noStream) return wrong
      return this.#repeatFromMemory(stream, events) ?? this.#write(stream, last, events, created)
    }
    if (expected === current) return this.#write(stream, last, events, created)
    if (current < expected || events.length === 0) return wrong
    const from = expected === noStream ? before : expected + 1
    const held = this.#all(
      `SELECT ${columns} FROM events WHERE stream = ? AND revision >= ? AND revision < ? ORDER BY revision`,
      stream,
      from,
      from + events.length
    )
    const same = held.length === events.length && events.every((event, i) => held[i]?.id === event.id)
    const end = held.at(-1)
    return same && end ? { kind: 'done', revision: end.revision, position: end.position, written: [] } : wrong
  }

  /** Hides what the stream holds; the stream goes on with the next revision. Within `commit`. */
  softDelete(stream: string, expected: ExpectedRevision, created: number): Decision {
    return this.#remove(stream, expected, last => {
      this.#run('INSERT OR REPLACE INTO gone VALUES (?, ?, 0)', stream, last + 1)
      return this.append(`$$${stream}`, 'any', [systemEvent(`{"$tb":${last + 1}}`)], created)
    })
  }

  /** The stream can never be used again. Within `commit`. */
  tombstone(stream: string, expected: ExpectedRevision, created: number): Decision {
    return this.#remove(stream, expected, last => {
      const written = this.#write(stream, last, [systemEvent('{}', tombstone)], created)
      this.#run('INSERT OR REPLACE INTO gone VALUES (?, ?, 1)', stream, last + 2)
      return written
    })
  }

  /** A page of a stream from a revision on; undefined when there is no such stream. */
  ofStream(stream: string, from: number | 'end', backwards: boolean): Stored[] | 'deleted' | undefined {
    const { before, tombstoned } = this.#gone(stream)
    if (tombstoned) return 'deleted'
    if (this.#last(stream) < before) return undefined
    const start = from === 'end' ? Number.MAX_SAFE_INTEGER : from
    return backwards
      ? this.#all(
          `SELECT ${columns} FROM events WHERE stream = ? AND revision >= ? AND revision <= ? ORDER BY revision DESC LIMIT ${pageSize}`,
          stream,
          before,
          start
        )
      : this.#all(
          `SELECT ${columns} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ${pageSize}`,
          stream,
          Math.max(start, before)
        )
  }

  /** A page of the log: forwards from a position on, which is included, backwards from before it. */
  ofLog(from: number, backwards: boolean): Stored[] {
    return backwards
      ? this.#all(
          `SELECT ${columns} FROM events WHERE position < ? ORDER BY position DESC LIMIT ${pageSize}`,
          from
        )
      : this.#all(
          `SELECT ${columns} FROM events WHERE position >= ? ORDER BY position LIMIT ${pageSize}`,
          from
        )
  }

  /** Whether an event stands at exactly this position, or none can as yet. */
  isPlace(position: number): boolean {
    return (
      position >= this.#end || this.#get('SELECT 1 FROM events WHERE position = ?', position) !== undefined
    )
  }

  close(): void {
    this.#statements.clear()
    this.#db.close()
  }

  #write(stream: string, last: number, events: readonly Proposed[], created: number): Decision {
    const written: Stored[] = []
    for (const event of events) {
      const revision = last + 1 + written.length
      const position = this.#end
      const { id, type, contentType, data, metadata } = event
      this.#end += 100 + stream.length + type.length + data.length + metadata.length
      this.#run(
        'INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        position,
        stream,
        revision,
        id,
        type,
        contentType,
        created,
        data,
        metadata,
        this.#end
      )
      written.push({ ...event, position, stream, revision, created })
      this.#remember(id, stream, revision)
    }
    const end = written.at(-1)
    return { kind: 'done', revision: end?.revision ?? last, position: end?.position ?? this.#end, written }
  }

  #remove(stream: string, expected: ExpectedRevision, remove: (last: number) => Decision): Decision {
    const { before, tombstoned } = this.#gone(stream)
    if (tombstoned) return { kind: 'deleted' }
    const last = this.#last(stream)
    const current = last < before ? noStream : last
    const fits =
      expected === 'any' || (expected === 'stream_exists' ? current !== noStream : expected === current)
    return fits ? remove(last) : { kind: 'wrongVersion', current }
  }

  #repeatFromMemory(stream: string, events: readonly Proposed[]): Decision | undefined {
    const places = events.map(event => this.#known.get(event.id))
    const first = places[0]
    const known = places.every(
      (place, i) => place?.stream === stream && place.revision === (first?.revision ?? 0) + i
    )
    const last = places.at(-1)
    if (!known || !last) return undefined
    const [held] = this.#all(
      `SELECT ${columns} FROM events WHERE stream = ? AND revision = ?`,
      stream,
      last.revision
    )
    return held && { kind: 'done', revision: held.revision, position: held.position, written: [] }
  }

  #remember(id: string, stream: string, revision: number): void {
    this.#known.set(id, { stream, revision })
    if (this.#known.size <= idsInMemory) return
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest)
      break
    }
  }

  #gone(stream: string): { before: number; tombstoned: boolean } {
    const row = this.#get('SELECT before, tombstoned FROM gone WHERE stream = ?', stream)
    return { before: Number(row?.['before'] ?? 0), tombstoned: row?.['tombstoned'] === 1 }
  }

  #last(stream: string): number {
    return Number(
      this.#get('SELECT max(revision) AS last FROM events WHERE stream = ?', stream)?.['last'] ?? noStream
    )
  }

  #all(sql: string, ...values: SQLInputValue[]): Stored[] {
    return this.#prepared(sql)
      .all(...values)
      .map(
        ({ position, stream, revision, id, type, content_type: contentType, created, data, metadata }) => ({
          position: Number(position),
          stream: String(stream),
          revision: Number(revision),
          id: String(id),
          type: String(type),
          contentType: String(contentType),
          created: Number(created),
          data: bytesOf(data),
          metadata: bytesOf(metadata)
        })
      )
  }

  #get(sql: string, ...values: SQLInputValue[]) {
    return this.#prepared(sql).get(...values)
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepared(sql).run(...values)
  }

  #prepared(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array())

const systemEvent = (json: string, type = '$metadata'): Proposed => ({
  id: crypto.randomUUID(),
  type,
  contentType: 'application/json',
  data: Buffer.from(json),
  metadata: new Uint8Array()
})
