import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqliteLog, type SqliteEventLog, type SqliteLogOptions } from './index.js'

/** A directory for one test, and the logs opened in it; all of it goes at the end. */
export class LogFiles {
  readonly directory = mkdtempSync(join(tmpdir(), 'topicdesk-log-'))
  readonly path = join(this.directory, 'log.db')
  readonly #opened: SqliteEventLog[] = []

  async open(options: Partial<SqliteLogOptions> = {}): Promise<SqliteEventLog> {
    const log = await openSqliteLog({ path: this.path, ...options })
    this.#opened.push(log)
    return log
  }

  /** Changes the file behind the log's back. */
  tamper(sql: string): void {
    using db = new DatabaseSync(this.path)
    db.enableDefensive(false)
    db.exec(sql)
  }

  async remove(): Promise<void> {
    for (const log of this.#opened) await log.close()
    rmSync(this.directory, { recursive: true })
  }
}
