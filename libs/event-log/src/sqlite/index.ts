import type { EventLog } from '../port.js'
import { Appender } from './appender.js'
import { checkHead, checkTail, lockFor, openForReading, prepare } from './file.js'
import { SqliteLog } from './log.js'

export { exportSqliteLog } from './export.js'
export { verifySqliteLog } from './verify.js'

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

/**
 * The embedded log: one SQLite file in WAL mode with `synchronous=FULL`, one writing process.
 * @throws CannotOpen in use, of a newer version, damaged (the file's structure or one of the last 100 events), not writable
 */
export async function openSqliteLog(options: SqliteLogOptions): Promise<SqliteEventLog> {
  const { path, readOnly = false, commitDelayMs = 0, maxPages } = options
  if (readOnly) {
    const reader = openForReading(path)
    return closingOnFailure(reader, () => {
      checkHead(path, reader)
      return new SqliteLog(path, reader, undefined)
    })
  }
  const lock = lockFor(path)
  return closingOnFailure(lock, () => {
    prepare(path)
    const reader = openForReading(path)
    return closingOnFailure(reader, async () => {
      checkTail(path, reader)
      const log = new SqliteLog(path, reader, lock)
      await log.writeThrough(onAppended => Appender.start({ path, commitDelayMs, maxPages }, onAppended))
      return log
    })
  })
}

async function closingOnFailure<T>(opened: { close(): void }, use: () => T | Promise<T>): Promise<T> {
  try {
    return await use()
  } catch (error) {
    opened.close()
    throw error
  }
}
