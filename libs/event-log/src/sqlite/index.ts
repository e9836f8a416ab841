import type { EventLog } from '../port.js'
import { Appender } from './appender.js'
import { damaged, lockFor, logIdOf, openForReading, prepare } from './file.js'
import { SqliteLog } from './log.js'
import { SqliteReader } from './reader.js'

export { type ExportedEvent, exportSqliteLog } from './export.js'
export { type LogProblem, type LogVerdict, verifySqliteLog } from './verify.js'

export interface SqliteEventLog extends EventLog {
  /** Random, made with the file: tells two logs apart. */
  readonly logId: string
}

export interface SqliteLogOptions {
  /** The file; `-wal`, `-shm` and `-lock` stand beside it. Made, with its directory, where there is none. */
  readonly path: string
  /** Reads what another process may be writing; notices appends within about 100 ms. */
  readonly readOnly?: boolean
  /** For tests and benchmarks: every commit takes this much longer. */
  readonly commitDelayMs?: number
  /** For tests: the most pages the file may have. Shared, so that a test can make room. */
  readonly maxPages?: Int32Array<SharedArrayBuffer>
}

const eventsCheckedAtOpen = 100

/**
 * The embedded log: one SQLite file in WAL mode with `synchronous=FULL`, one writing process.
 * @throws CannotOpen in use, of a newer version, damaged (the file's structure or one of the last 100 events), not writable
 */
export async function openSqliteLog(options: SqliteLogOptions): Promise<SqliteEventLog> {
  const { path, readOnly = false, commitDelayMs = 0, maxPages } = options
  if (readOnly) return readOnlyLog(path)
  const lock = lockFor(path)
  let reader: SqliteReader | undefined
  try {
    prepare(path)
    const db = openForReading(path)
    reader = new SqliteReader(db)
    checkTail(path, reader)
    const log = new SqliteLog(logIdOf(db), path, reader, lock)
    await log.writeThrough(onAppended => Appender.start({ path, commitDelayMs, maxPages }, onAppended))
    return log
  } catch (error) {
    reader?.close()
    lock.close()
    throw error
  }
}

function readOnlyLog(path: string): SqliteEventLog {
  const db = openForReading(path)
  return new SqliteLog(logIdOf(db), path, new SqliteReader(db), undefined)
}

function checkTail(path: string, reader: SqliteReader): void {
  const from = Math.max(0, reader.head() - eventsCheckedAtOpen)
  for (let place = from; ; ) {
    const page = reader.after(place)
    if (page.length === 0) return
    for (const found of page) {
      if (found.kind === 'damage') {
        const event = found.stream === '' ? '' : ` (revision ${found.revision} of stream ${found.stream})`
        throw damaged(path, `at position ${found.to}${event}: ${found.why}`)
      }
    }
    place += page.length
  }
}
