import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

const schema = `
CREATE TABLE IF NOT EXISTS docs (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
  chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, thread_id INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
  body TEXT NOT NULL, PRIMARY KEY (chat_id, message_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS messages_by_thread ON messages (chat_id, thread_id, message_id) WHERE deleted = 0;
CREATE TABLE IF NOT EXISTS updates (
  update_id INTEGER PRIMARY KEY, queue TEXT NOT NULL, expires_at INTEGER NOT NULL, copies INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (file_id TEXT PRIMARY KEY, body TEXT NOT NULL, content BLOB) WITHOUT ROWID;
`

/**
 * The sandbox's state on disk. Writes of one turn of the event loop are one transaction; `committed()` resolves
 * when they would survive the death of the process (not of the machine). One process per directory.
 */
export class Store {
  readonly db: DatabaseSync
  private readonly writeCounter: StatementSync
  private open = false
  private waiting: (() => void)[] = []
  private readonly counts = new Map<string, number>()
  private readonly changed = new Set<string>()

  /** `directory` undefined: in memory, gone with the process. */
  constructor(directory: string | undefined) {
    if (directory === undefined) this.db = new DatabaseSync(':memory:')
    else {
      mkdirSync(directory, { recursive: true })
      this.db = new DatabaseSync(join(directory, 'sandbox.sqlite'))
    }
    try {
      this.db.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;')
      this.db.exec(schema)
    } catch (error) {
      this.db.close()
      throw isBusy(error) ? new Error(`Another sandbox uses ${directory}`) : error
    }
    this.writeCounter = this.db.prepare(
      'INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'
    )
    for (const row of this.db.prepare('SELECT name, value FROM counters').all()) {
      this.counts.set(String(row['name']), Number(row['value']))
    }
  }

  /** Call before every write. */
  begin(): void {
    if (this.open) return
    this.db.exec('BEGIN')
    this.open = true
    setImmediate(() => this.commit())
  }

  committed(): Promise<void> {
    if (!this.open) return Promise.resolve()
    return new Promise(resolve => this.waiting.push(resolve))
  }

  counter(name: string): number {
    return this.counts.get(name) ?? 0
  }

  setCounter(name: string, value: number): void {
    this.begin()
    this.counts.set(name, value)
    this.changed.add(name)
  }

  next(name: string): number {
    const value = this.counter(name) + 1
    this.setCounter(name, value)
    return value
  }

  close(): void {
    this.commit()
    this.db.close()
  }

  private commit(): void {
    if (!this.open) return
    for (const name of this.changed) this.writeCounter.run(name, this.counter(name))
    this.changed.clear()
    this.db.exec('COMMIT')
    this.open = false
    const done = this.waiting
    this.waiting = []
    for (const resolve of done) resolve()
  }
}

const busy = 5
const isBusy = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === busy
