import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '#kernel'
import { type DeskState, UnusableState } from '../index.js'
import { translating } from './errors.js'
import { deskState } from './state.js'
import { applicationId, format, tables } from './tables.js'
import { Writer } from './writer.js'

const pragmas = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'busy_timeout = 5000',
  `application_id = ${applicationId}`,
  `user_version = ${format}`
]

/**
 * The desk state in a SQLite file of its own, mode 0600 (WAL, synchronous=FULL). Writes run in a worker thread and
 * share an fsync where they come together.
 * @throws UnusableState where the file is damaged, of a newer desk, or another's; StateUnavailable where it can't be opened
 */
export async function openSqliteDeskState(options: {
  readonly path: string
  readonly clock: Clock
}): Promise<DeskState> {
  const { path, clock } = options
  translating(() => checkFile(path))
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)
  const writer = await Writer.open(path, pragmas)
  await writer.submit(...tables.map(sql => ({ sql, values: [] })))
  return deskState(new DatabaseSync(path, { readOnly: true }), writer, clock)
}

/** Looks before anything is written: the wrong file must stay as it is. */
function checkFile(path: string): void {
  if (!existsSync(path)) return
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0)
    const id = number('PRAGMA application_id')
    if (id === 0 && number('SELECT count(*) FROM sqlite_schema') === 0) return
    if (id !== applicationId) throw new UnusableState(`${path} is not a desk state; give another path`)
    const version = number('PRAGMA user_version')
    if (version !== format) {
      throw new UnusableState(
        `${path} has format ${version}, this desk knows ${format}: start the newer desk`
      )
    }
  } finally {
    database.close()
  }
}
