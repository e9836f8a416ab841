import type { SubjectId } from '#kernel'
import type { Database, Row, Value } from '#sqlite'
import { type SubjectEntry, type VaultRows, type WrappedSalt, wrappedKeyBytes } from '../rows.js'

const subjectColumns = 'SELECT subject, link, wrapped, forgotten_at FROM vault_subject'
const wipe = { wipe: true }

/** Reads on the calling thread; writes through the writer, each all or nothing by itself. */
export function rowsOf({ reader, writer, close }: Database): VaultRows {
  const write = (sql: string, ...values: Value[]) => writer.submit([{ sql, values }])
  const destroy = (sql: string, ...values: Value[]) => writer.submit([{ sql, values }], wipe)
  return {
    async subjectOf(link) {
      const row = reader.get('SELECT subject FROM vault_subject WHERE link = ?', [link])
      return row && subjectIn(row)
    },
    async addSubject(link, subject, wrapped) {
      // The update changes nothing: it lets the row of whoever was first be answered too.
      const [held] = await write(
        `INSERT INTO vault_subject (subject, link, wrapped) VALUES (?, ?, ?)
         ON CONFLICT (link) DO UPDATE SET link = excluded.link RETURNING subject`,
        subject,
        link,
        wrapped
      )
      return held ? subjectIn(held) : subject
    },
    wrappedKeyOf: async subject =>
      bytes(reader.get('SELECT wrapped FROM vault_subject WHERE subject = ?', [subject])?.['wrapped']),
    async forgetSubject(subject, at) {
      const forgotten = await destroy(
        `UPDATE vault_subject SET link = NULL, wrapped = NULL, forgotten_at = ?
         WHERE subject = ? AND wrapped IS NOT NULL RETURNING subject`,
        at,
        subject
      )
      return forgotten.length > 0
    },
    async inboxKey(name) {
      const row = reader.get('SELECT wrapped FROM vault_inbox_key WHERE name = ?', [name])
      return row && (bytes(row['wrapped']) ?? null)
    },
    async addInboxKey(name, day, wrapped) {
      const insert =
        'INSERT INTO vault_inbox_key (name, day, wrapped) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING'
      const [held] = await writer.submit([
        { sql: insert, values: [name, day, wrapped] },
        { sql: 'SELECT wrapped FROM vault_inbox_key WHERE name = ?', values: [name] }
      ])
      return bytes(held?.['wrapped']) ?? null
    },
    async destroyInboxKeys(beforeDay, at) {
      const destroyed = await destroy(
        `UPDATE vault_inbox_key SET wrapped = NULL, destroyed_at = ?
         WHERE day < ? AND wrapped IS NOT NULL RETURNING name`,
        at,
        beforeDay
      )
      return destroyed.map(row => String(row['name'])).sort()
    },
    subjects: async (gone, after, limit) =>
      reader
        .all(
          `${subjectColumns} WHERE subject > ? AND wrapped IS ${gone ? 'NULL' : 'NOT NULL'} ORDER BY subject LIMIT ?`,
          [after, limit]
        )
        .map(subjectEntry),
    inboxKeys: async (after, limit) =>
      reader
        .all('SELECT name, wrapped, destroyed_at FROM vault_inbox_key WHERE name > ? ORDER BY name LIMIT ?', [
          after,
          limit
        ])
        .map(row => ({
          kind: 'inbox',
          name: String(row['name']),
          wrapped: bytes(row['wrapped']) ?? null,
          destroyedAt: instant(row['destroyed_at'])
        })),
    async subject(subject) {
      const row = reader.get(`${subjectColumns} WHERE subject = ?`, [subject])
      return row && subjectEntry(row)
    },
    async addForgotten(subject, at) {
      const added = await write(
        `INSERT INTO vault_subject (subject, forgotten_at) VALUES (?, ?)
         ON CONFLICT (subject) DO NOTHING RETURNING subject`,
        subject,
        at
      )
      return added.length > 0
    },
    async destroyInboxKey(name, day, at) {
      await destroy(
        `INSERT INTO vault_inbox_key (name, day, destroyed_at) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at`,
        name,
        day,
        at
      )
    },
    auditSalt: async () => saltIn(reader.get(saltRow)),
    async addAuditSalt(salt) {
      const value = Buffer.concat([salt.wrapped, Buffer.from(salt.origin)])
      const insert = "INSERT INTO vault_meta (name, value) VALUES ('audit-salt', ?) ON CONFLICT DO NOTHING"
      const [held] = await writer.submit([{ sql: insert, values: [value] }, { sql: saltRow }])
      return saltIn(held) ?? salt
    },
    async logId() {
      return bytes(reader.get("SELECT value FROM vault_meta WHERE name = 'log'")?.['value'])?.toString()
    },
    async bindTo(logId) {
      await write("INSERT OR REPLACE INTO vault_meta (name, value) VALUES ('log', ?)", Buffer.from(logId))
    },
    async ping() {
      reader.get('SELECT 1')
      await writer.submit([])
    },
    close
  }
}

const saltRow = "SELECT value FROM vault_meta WHERE name = 'audit-salt'"

/** The wrapped key, whose length is fixed, then the origin. */
function saltIn(row: Row | undefined): WrappedSalt | undefined {
  const value = bytes(row?.['value'])
  return (
    value && {
      wrapped: value.subarray(0, wrappedKeyBytes),
      origin: value.subarray(wrappedKeyBytes).toString()
    }
  )
}

const subjectIn = (row: Row): SubjectId => String(row['subject']) as SubjectId

export const bytes = (value: Value | undefined): Buffer | undefined =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined

const instant = (value: Value | undefined): number | null => (typeof value === 'number' ? value : null)

const subjectEntry = (row: Row): SubjectEntry => ({
  kind: 'subject',
  subject: subjectIn(row),
  link: bytes(row['link']) ?? null,
  wrapped: bytes(row['wrapped']) ?? null,
  forgottenAt: instant(row['forgotten_at'])
})
