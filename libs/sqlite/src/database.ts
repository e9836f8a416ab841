import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isNativeError } from 'node:util/types'
import { InfrastructureFault } from '#kernel'
import { messageOf, type PortErrors, translated } from './faults.js'
import { Reader } from './reader.js'
import { Writer } from './writer.js'

/** What kind of file it is: the wrong one is refused before anything is written to it. */
export interface FileKind {
  /** What it holds, e.g. `a file of views`. */
  readonly name: string
  /** Tells it from any other SQLite file. */
  readonly applicationId: number
  /** Raised when its tables change; a file of another format is not opened. */
  readonly format: number
  /** A table by which files from before `applicationId` was written into them are known. */
  readonly knownByTable?: string
  readonly pragmas: readonly string[]
  readonly tables: readonly string[]
  readonly errors: PortErrors
}

export interface Database {
  readonly reader: Reader
  readonly writer: Writer
  /** Finishes what was submitted. */
  close(): Promise<void>
}

/**
 * Opens the file, or makes it with mode 0600 (WAL).
 * @throws the port's `unusable` where the file is damaged, of another desk or another's; its `unavailable` where it can't
 * be opened. Each names path and cause.
 */
export async function openDatabase(path: string, kind: FileKind): Promise<Database> {
  try {
    checkFile(path, kind)
    makePrivate(path)
    return await opened(path, kind)
  } catch (error) {
    throw openingError(error, path, kind.errors)
  }
}

async function opened(path: string, kind: FileKind): Promise<Database> {
  const { errors, applicationId, format } = kind
  const pragmas = [
    'journal_mode = WAL',
    ...kind.pragmas,
    `application_id = ${applicationId}`,
    `user_version = ${format}`
  ]
  const writer = await Writer.open(path, pragmas, errors)
  try {
    await writer.submit(kind.tables.map(sql => ({ sql })))
    const reader = new Reader(path, errors)
    return {
      reader,
      writer,
      async close() {
        await writer.close()
        reader.close()
      }
    }
  } catch (error) {
    await writer.close()
    throw error
  }
}

/** What keeps a file from being opened is nearly always its folder: the message says so. */
function openingError(error: unknown, path: string, errors: PortErrors): unknown {
  const isOfFiles = isNativeError(error) && 'syscall' in error
  const said = isOfFiles ? error : translated(error, path, errors)
  if (!isOfFiles && !(said instanceof InfrastructureFault)) return said
  return errors.unavailable(
    `can't open ${path} (${messageOf(said)}): it and its folder must be there for this user to read and write, and have room`,
    { cause: error }
  )
}

/** Looks before anything is written: the wrong file must stay as it is. */
function checkFile(path: string, { name, applicationId, format, knownByTable, errors }: FileKind): void {
  if (!existsSync(path)) return
  using database = new DatabaseSync(path, { readOnly: true })
  const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0)
  const id = number('PRAGMA application_id')
  if (id === 0) {
    if (number('SELECT count(*) FROM sqlite_schema') === 0) return
    const known = `SELECT count(*) FROM sqlite_schema WHERE name = '${knownByTable}'`
    if (knownByTable !== undefined && number(known) > 0) return
  }
  if (id !== applicationId) throw errors.unusable(`${path} is not ${name}: give another path`, {})
  const version = number('PRAGMA user_version')
  if (version !== format) {
    throw errors.unusable(`${path} has format ${version}, this desk knows ${format}`, {})
  }
}

function makePrivate(path: string): void {
  // Not to be opened when it exists: closing it again would end SQLite's own locks in this process.
  if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600))
  else if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)
}
