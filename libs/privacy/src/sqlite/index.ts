import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Clock, SubjectId } from '#kernel'
import { masterKeyFrom, sameCheck } from '../master-key.js'
import { type Vault, VaultUnavailable, WrongMasterKey } from '../port.js'
import type { SubjectEntry, VaultRows } from '../rows.js'
import { vaultOver } from '../vault.js'
import { Writer } from './writer.js'
import type { Write, Written } from './writes.js'

const schema = `
  CREATE TABLE IF NOT EXISTS vault_meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS vault_subject (
    subject TEXT PRIMARY KEY, link BLOB UNIQUE, wrapped BLOB, forgotten_at INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS vault_inbox_key (
    name TEXT PRIMARY KEY, day TEXT NOT NULL, wrapped BLOB, destroyed_at INTEGER
  ) STRICT;`

export interface SqliteVaultOptions {
  /** A file of its own, made with mode 0600 where it is missing. */
  readonly path: string
  /** 32 bytes. */
  readonly masterKey: Uint8Array
  readonly clock: Clock
}

/**
 * The embedded vault. Reads are plain reads on this thread; writes are committed (`synchronous=FULL`) by a thread
 * of their own, several at once, so that no caller waits for another's fsync. Destroyed keys are overwritten.
 * @throws WrongMasterKey, and VaultUnavailable when the file can't be opened
 */
export async function openSqliteVault({ path, masterKey, clock }: SqliteVaultOptions): Promise<Vault> {
  const master = masterKeyFrom(masterKey)
  const db = openFile(path)
  try {
    db.prepare("INSERT INTO vault_meta (name, value) VALUES ('check', ?) ON CONFLICT DO NOTHING").run(
      master.check
    )
    const check = bytes(db.prepare("SELECT value FROM vault_meta WHERE name = 'check'").get()?.['value'])
    if (!check || !sameCheck(check, master.check)) {
      throw new WrongMasterKey('this vault has another master key')
    }
    return vaultOver(rowsOf(db, new Writer(path)), master, clock)
  } catch (error) {
    db.close()
    throw error
  }
}

function openFile(path: string): DatabaseSync {
  try {
    closeSync(openSync(path, 'a', 0o600))
    const db = new DatabaseSync(path, { timeout: 5000 })
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')
    db.exec(schema)
    return db
  } catch (error) {
    throw new VaultUnavailable(
      `the vault could not be opened: ${error instanceof Error ? error.message : error}`
    )
  }
}

const bytes = (value: unknown): Buffer | undefined =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined

const instant = (value: unknown): number | null => (typeof value === 'number' ? value : null)

const subjectEntry = (row: Record<string, unknown>): SubjectEntry => ({
  kind: 'subject',
  subject: String(row['subject']) as SubjectId,
  link: bytes(row['link']) ?? null,
  wrapped: bytes(row['wrapped']) ?? null,
  forgottenAt: instant(row['forgotten_at'])
})

function rowsOf(db: DatabaseSync, writer: Writer): VaultRows {
  const subjectOf = db.prepare('SELECT subject FROM vault_subject WHERE link = ?')
  const wrappedKeyOf = db.prepare('SELECT wrapped FROM vault_subject WHERE subject = ?')
  const inboxKey = db.prepare('SELECT wrapped FROM vault_inbox_key WHERE name = ?')

  const subjectColumns = 'SELECT subject, link, wrapped, forgotten_at FROM vault_subject'
  const subjectRow = db.prepare(`${subjectColumns} WHERE subject = ?`)
  const subjectsAfter = (which: string) =>
    db.prepare(`${subjectColumns} WHERE subject > ? AND wrapped IS ${which} ORDER BY subject LIMIT ?`)
  const forgotten = subjectsAfter('NULL')
  const known = subjectsAfter('NOT NULL')
  const inboxKeysAfter = db.prepare(
    'SELECT name, wrapped, destroyed_at FROM vault_inbox_key WHERE name > ? ORDER BY name LIMIT ?'
  )

  const read = async <T>(work: () => T): Promise<T> => {
    if (!db.isOpen) throw new VaultUnavailable('the vault is closed')
    try {
      return work()
    } catch (error) {
      throw new VaultUnavailable(
        `the vault could not be read: ${error instanceof Error ? error.message : error}`
      )
    }
  }
  const write = async <T>(what: Write, as: (written: Written) => T | undefined): Promise<T> => {
    const answer = as(await writer.write(what))
    if (answer === undefined) throw new VaultUnavailable('the vault answered something else')
    return answer
  }

  return {
    subjectOf: link =>
      read(() => {
        const subject = subjectOf.get(link)?.['subject']
        return typeof subject === 'string' ? (subject as SubjectId) : undefined
      }),
    addSubject: (link, subject, wrapped) =>
      write({ kind: 'addSubject', link, subject, wrapped }, written =>
        typeof written === 'string' ? (written as SubjectId) : undefined
      ),
    wrappedKeyOf: subject => read(() => bytes(wrappedKeyOf.get(subject)?.['wrapped'])),
    forgetSubject: (subject, at) =>
      write({ kind: 'forgetSubject', subject, at }, written =>
        typeof written === 'boolean' ? written : undefined
      ),
    inboxKey: name =>
      read(() => {
        const row = inboxKey.get(name)
        return row && (bytes(row['wrapped']) ?? null)
      }),
    addInboxKey: (name, day, wrapped) =>
      write({ kind: 'addInboxKey', name, day, wrapped }, written =>
        written === null ? null : bytes(written)
      ),
    destroyInboxKeys: (beforeDay, at) =>
      write({ kind: 'destroyInboxKeys', beforeDay, at }, written =>
        Array.isArray(written) ? written : undefined
      ),
    subjects: (gone, after, limit) =>
      read(() => (gone ? forgotten : known).all(after, limit).map(subjectEntry)),
    inboxKeys: (after, limit) =>
      read(() =>
        inboxKeysAfter.all(after, limit).map(row => ({
          kind: 'inbox',
          name: String(row['name']),
          wrapped: bytes(row['wrapped']) ?? null,
          destroyedAt: instant(row['destroyed_at'])
        }))
      ),
    subject: subject =>
      read(() => {
        const row = subjectRow.get(subject)
        return row && subjectEntry(row)
      }),
    addForgotten: (subject, at) =>
      write({ kind: 'addForgotten', subject, at }, written =>
        typeof written === 'boolean' ? written : undefined
      ),
    destroyInboxKey: async (name, day, at) => {
      await write({ kind: 'destroyInboxKey', name, day, at }, written => written)
    },
    ping: () =>
      read(() => {
        db.prepare('SELECT 1').get()
      }),
    async close() {
      if (!db.isOpen) return
      await writer.close()
      db.close()
    }
  }
}
