import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { codeOf, isDamage, messageOf, sqliteCodes } from '#sqlite'
import { CannotOpen, Unavailable } from '../errors.js'
import { SqliteReader } from './reader.js'

const applicationId = 0x54444c47
const schemaVersion = 1
const eventsCheckedAtOpen = 100

const schema = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    data TEXT NOT NULL,
    personal TEXT,
    meta TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  CREATE TABLE log (id TEXT NOT NULL) STRICT;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};`

/**
 * The lock that makes the log this process's own: an exclusive transaction on a file beside it, which the operating
 * system ends with the process, however that ends.
 * @throws CannotOpen
 */
export function lockFor(path: string): DatabaseSync {
  return explained(path, () => {
    const lockPath = `${path}-lock`
    createPrivately(lockPath)
    const lock = new DatabaseSync(lockPath, { timeout: 0 })
    try {
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      return lock
    } catch (error) {
      lock.close()
      if (codeOf(error) !== sqliteCodes.busy) throw error
      throw new CannotOpen(
        `${path} is in use by another process, and a log has one writer: stop the other desk, or give this one another DESK_DATA_DIR`
      )
    }
  })
}

/** Makes the log where there is none, and sees that it is one that we know. Call it under the lock. */
export function prepare(path: string): void {
  explained(path, () => {
    createPrivately(path)
    using db = new DatabaseSync(path, { timeout: 5000 })
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE')
    if (isEmpty(db)) {
      db.exec(schema)
      db.prepare('INSERT INTO log (id) VALUES (?)').run(crypto.randomUUID())
    }
    db.exec('COMMIT')
    checkVersion(path, db)
  })
}

/** @throws CannotOpen */
export function openForReading(path: string): SqliteReader {
  return explained(path, () => {
    if (!existsSync(path)) throw new CannotOpen(`there is no event log at ${path}: check DESK_DATA_DIR`)
    const db = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
    try {
      checkVersion(path, db)
      return new SqliteReader(db)
    } catch (error) {
      db.close()
      throw error
    }
  })
}

/** @throws CannotOpen when the end of the log can't be read */
export function checkHead(path: string, reader: SqliteReader): void {
  explained(path, () => reader.head())
}

/** @throws CannotOpen when the end of the log can't be read, or one of the last events is not what was written */
export function checkTail(path: string, reader: SqliteReader): void {
  explained(path, () => {
    for (let place = Math.max(0, reader.head() - eventsCheckedAtOpen); ; ) {
      const page = reader.after(place)
      if (page.length === 0) return
      for (const found of page) {
        if (found.kind === 'event') continue
        const event = found.stream === '' ? '' : ` (revision ${found.revision} of stream ${found.stream})`
        throw damaged(path, `at position ${found.to}${event}: ${found.why}`)
      }
      place += page.length
    }
  })
}

const isEmpty = (db: DatabaseSync): boolean =>
  pragma(db, 'user_version') === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined

const pragma = (db: DatabaseSync, name: string): unknown => db.prepare(`PRAGMA ${name}`).get()?.[name]

function checkVersion(path: string, db: DatabaseSync): void {
  if (pragma(db, 'application_id') !== applicationId) {
    throw new CannotOpen(`${path} is not an event log: check DESK_DATA_DIR`)
  }
  const version = pragma(db, 'user_version')
  if (version !== schemaVersion) {
    throw new CannotOpen(
      `${path} was written by a newer Topicdesk (log version ${version}, this one knows ${schemaVersion}): start that one`
    )
  }
}

/** Creates the file for its owner alone, and makes its name last; leaves one that exists untouched. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // Not to be opened when it exists: closing it again would end SQLite's own locks in this process.
  if (existsSync(path)) return
  closeSync(openSync(path, 'wx', 0o600))
  // Windows has no handle of a directory to sync.
  if (process.platform === 'win32') return
  const directory = openSync(dirname(path), 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

function explained<T>(path: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    if (error instanceof CannotOpen) throw error
    const why = messageOf(error)
    const cause = error instanceof Unavailable ? error.cause : error
    if (isDamage(codeOf(cause))) throw damaged(path, why)
    throw new CannotOpen(
      `can't open the event log ${path} (${why}): its directory must exist, be writable by this user, and have room`
    )
  }
}

const damaged = (path: string, why: string): CannotOpen =>
  new CannotOpen(
    `the event log ${path} is damaged, ${why}; nothing was written to it. See all of it with \`deskctl verify\`, ` +
      'then restore a backup; `deskctl export` saves what is readable'
  )
