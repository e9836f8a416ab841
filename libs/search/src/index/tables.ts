import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Raised when tables or analyser change: a file of another format is made anew. */
const format = 10
const applicationId = 0x7d5ea6c4

/**
 * So many texts that say nothing and are never found: bm25 gives nothing for a word that half of all texts have, and at a
 * desk with three articles that would be nearly every word.
 */
const ballast = 24

/**
 * `title`, `keywords` and `body` of sources are terms. They are kept, because only who tells FTS5 what it forgets gets the
 * same scores as from an index that never had it (`contentless_delete` goes on counting what is gone). `forms` of sources are
 * words as they are written: who mistypes a word, or has typed its beginning, has nothing of its stem. `texts` has what every
 * text that was found is narrowed and put in order by, in rows so small that a hundred lie on a page.
 *
 * What people typed (titles) or are called is in `words` alone, as keyed hashes; FTS5 holds what is public to the desk.
 * `secure_delete` overwrites what is deleted where it lies, and FTS5's `secure-delete` takes out at once what it would only
 * mark; copies that were left as rows moved go when the file is written anew (`wipe`). `named`: words of a title or a name were
 * ever there.
 */
const tables = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE texts (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, category TEXT, audience TEXT NOT NULL, languages TEXT NOT NULL,
    UNIQUE (kind, id)
  );
  CREATE TABLE sources (
    number INTEGER PRIMARY KEY, shown TEXT NOT NULL, text TEXT NOT NULL,
    title TEXT NOT NULL, keywords TEXT NOT NULL, body TEXT NOT NULL, forms TEXT NOT NULL
  );
  CREATE VIRTUAL TABLE content USING fts5(
    title, keywords, body, content='sources', content_rowid='number', tokenize="ascii tokenchars '~_'"
  );
  INSERT INTO content (content, rank) VALUES ('secure-delete', 1);
  CREATE VIRTUAL TABLE vocabulary USING fts5vocab(content, 'row');
  CREATE VIRTUAL TABLE written USING fts5(
    forms, content='sources', content_rowid='number', tokenize="ascii tokenchars '~_'", detail=none, columnsize=0
  );
  INSERT INTO written (written, rank) VALUES ('secure-delete', 1);
  CREATE VIRTUAL TABLE forms USING fts5vocab(written, 'row');
  CREATE TABLE tickets (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, status TEXT NOT NULL, queue TEXT NOT NULL,
    conversation TEXT NOT NULL, subject TEXT, created_at INTEGER NOT NULL, tags TEXT NOT NULL DEFAULT '[]',
    named INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX tickets_by_code ON tickets (code);
  CREATE INDEX tickets_by_conversation ON tickets (conversation);
  CREATE INDEX tickets_by_subject ON tickets (subject);
  CREATE TABLE words (
    word BLOB NOT NULL, field TEXT NOT NULL, ticket INTEGER NOT NULL, PRIMARY KEY (word, field, ticket)
  ) WITHOUT ROWID;
  CREATE INDEX words_by_ticket ON words (ticket, field);
  CREATE TABLE uses (template TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE forgotten (subject TEXT PRIMARY KEY) WITHOUT ROWID;
`

/** One file for each process that shares the folder: the first that nobody else holds. */
export function openTables(folder: string | undefined): DatabaseSync {
  if (folder === undefined) return made(new DatabaseSync(':memory:'))
  let mine: DatabaseSync | undefined
  for (let n = 0; !mine; n++) mine = held(join(folder, `search-${n}.db`))
  removeLeft(mine)
  return mine
}

/** Files of processes that have ended go: nobody takes out of them what is forgotten. */
export function removeLeft(mine: DatabaseSync): void {
  const own = mine.location()
  if (own === null) return
  const folder = dirname(own)
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (!/^search-\d+\.db$/.test(name) || path === own) continue
    const left = held(path)
    if (!left) continue
    left.close()
    remove(path)
  }
}

/** Undefined: another process has it. What is no index of this format is made anew: it can be had again from the log. */
function held(path: string): DatabaseSync | undefined {
  for (;;) {
    let database: DatabaseSync | undefined
    try {
      database = new DatabaseSync(path, { timeout: 0 })
      database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT')
      if (
        number(database, 'application_id') === applicationId &&
        number(database, 'user_version') === format
      ) {
        return prepared(database)
      }
      if (number(database, 'application_id') === 0 && number(database, 'schema_version') === 0) {
        return made(database)
      }
    } catch (error) {
      if (codeOf(error) === busy) {
        database?.close()
        return undefined
      }
      if (codeOf(error) !== corrupt && codeOf(error) !== notADatabase) throw error
    }
    database?.close()
    remove(path)
  }
}

const busy = 5
const corrupt = 11
const notADatabase = 26
const codeOf = (error: unknown): unknown => {
  const code: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'errcode') : undefined
  return typeof code === 'number' ? code & 0xff : undefined
}

function remove(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true })
}

function prepared(database: DatabaseSync): DatabaseSync {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON')
  // What is written anew to wipe it needs no folder for temporary files.
  database.exec('PRAGMA temp_store = MEMORY')
  return database
}

function made(database: DatabaseSync): DatabaseSync {
  prepared(database)
  // All or nothing: without its salt or its ballast it would be opened as whole.
  database.exec(`BEGIN; ${tables}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${format}`)
  for (let n = 0; n < ballast; n++) {
    database.prepare("INSERT INTO texts VALUES (?, '', ?, NULL, '', '')").all(n + 1, String(n))
    database.prepare("INSERT INTO sources VALUES (?, '', '', '', '', '', '')").all(n + 1)
    database.prepare("INSERT INTO content (rowid, title, keywords, body) VALUES (?, '', '', '')").all(n + 1)
  }
  const salt = randomBytes(32).toString('hex')
  database.prepare("INSERT INTO meta VALUES ('salt', ?)").run(salt)
  database.exec('COMMIT')
  return database
}

const number = (database: DatabaseSync, pragma: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0] ?? 0)
