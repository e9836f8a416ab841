import type { Clock } from '#kernel'
import type { Database, Row, Value } from '#sqlite'
import {
  type DeskState,
  type Lease,
  type Parked,
  type ProcessCheckpoint,
  type Remembered,
  Superseded
} from '../index.js'
import { sqliteHooks } from './hooks.js'
import { takeOverNotes } from './tables.js'
import { sqliteUploads } from './uploads.js'

const answersPerPage = 200

/** Reads on the calling thread, writes through the writer. */
export function deskState(database: Database, clock: Clock): DeskState {
  const { reader, writer } = database
  const all = (sql: string, ...values: Value[]) => reader.all(sql, values)
  const write = (sql: string, ...values: Value[]) => writer.submit([{ sql, values }])
  return {
    async checkpoint(process) {
      const [row] = all('SELECT position, event_id, note FROM checkpoints WHERE process = ?', process)
      return row && checkpointOf(row)
    },
    checkpoints: async () =>
      all(
        "SELECT process, position, event_id, note FROM checkpoints WHERE position <> '' ORDER BY process"
      ).map(row => ({ process: String(row['process']), ...checkpointOf(row) })),
    async saveCheckpoint(process, { position, eventId, note }, fence) {
      const saved = await write(
        `INSERT INTO checkpoints AS held (process, position, event_id, note, fence) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (process) DO UPDATE SET position = excluded.position, event_id = excluded.event_id,
           note = excluded.note, fence = excluded.fence WHERE excluded.fence >= held.fence
         RETURNING fence`,
        ...[process, position, eventId, note === undefined ? null : JSON.stringify(note), fence]
      )
      if (saved.length === 0)
        throw new Superseded(`${process} has another owner: its fence is above ${fence}`)
    },

    async note(name) {
      const [row] = await writer.submit([
        ...takeOverNotes.map(sql => ({ sql })),
        { sql: 'SELECT value FROM notes WHERE name = ?', values: [name] }
      ])
      return row && JSON.parse(String(row['value']))
    },
    async notes() {
      const rows = await writer.submit([
        ...takeOverNotes.map(sql => ({ sql })),
        { sql: 'SELECT name, value FROM notes ORDER BY name' }
      ])
      return rows.map(row => ({ name: String(row['name']), value: JSON.parse(String(row['value'])) }))
    },
    async saveNote(name, value, fence) {
      const saved = await write(
        `INSERT INTO notes AS held (name, value, fence) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, fence = excluded.fence
           WHERE excluded.fence >= held.fence
         RETURNING fence`,
        ...[name, JSON.stringify(value), fence]
      )
      if (saved.length === 0) throw new Superseded(`${name} has another owner: its fence is above ${fence}`)
    },

    async park(one) {
      await write(
        `INSERT INTO parked (process, position, sequence, event_id, stream, revision, error, attempts, parked_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (process, position) DO UPDATE SET
           sequence = excluded.sequence, error = excluded.error, attempts = excluded.attempts`,
        ...[one.process, one.position, one.sequence, one.eventId, one.stream, one.revision],
        ...[one.error ?? null, one.attempts, one.parkedAt]
      )
    },
    parked: async process =>
      (process === undefined
        ? all('SELECT * FROM parked ORDER BY position, process')
        : all('SELECT * FROM parked WHERE process = ? ORDER BY position', process)
      ).map(parkedOf),
    parkedSequences: async process =>
      new Set(
        all('SELECT DISTINCT sequence FROM parked WHERE process = ?', process).map(row =>
          String(row['sequence'])
        )
      ),
    async unpark(process, position) {
      await write('DELETE FROM parked WHERE process = ? AND position = ?', process, position)
    },

    async acquireLease(name, owner, ttlMs) {
      const now = clock.now()
      const [row] = await write(
        `INSERT INTO leases AS held (name, owner, fence, until) VALUES (?, ?, 1, ?)
         ON CONFLICT (name) DO UPDATE SET fence = held.fence + (held.owner <> excluded.owner),
           owner = excluded.owner, until = excluded.until
         WHERE held.owner = excluded.owner OR held.until <= ?
         RETURNING *`,
        ...[name, owner, now + ttlMs, now]
      )
      return row && leaseOf(row)
    },
    async releaseLease(name, owner) {
      await write('UPDATE leases SET until = 0 WHERE name = ? AND owner = ?', name, owner)
    },
    leases: async () => all('SELECT * FROM leases WHERE until > ? ORDER BY name', clock.now()).map(leaseOf),

    async remember(key, fingerprint, at) {
      const [row] = await writer.submit([
        {
          sql: 'INSERT INTO answers (key, fingerprint, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          values: [key, fingerprint, at]
        },
        { sql: 'SELECT * FROM answers WHERE key = ?', values: [key] }
      ])
      return row ? rememberedOf(row) : { fingerprint, at }
    },
    async answered(key, answer) {
      await write(
        'UPDATE answers SET answer = ? WHERE key = ? AND answer IS NULL',
        JSON.stringify(answer),
        key
      )
    },
    async *answers() {
      for (let after = ''; ; ) {
        const page = all('SELECT * FROM answers WHERE key > ? ORDER BY key LIMIT ?', after, answersPerPage)
        for (const row of page) {
          after = String(row['key'])
          yield { key: after, ...rememberedOf(row) }
        }
        if (page.length < answersPerPage) return
      }
    },
    async forgetAnswers(before, limit) {
      const forgotten = await write(
        `DELETE FROM answers WHERE key IN (SELECT key FROM answers WHERE at < ? ORDER BY at LIMIT ?)
         RETURNING key`,
        before,
        limit
      )
      return forgotten.length
    },
    async forgetAnswersNaming(id) {
      return (await write('DELETE FROM answers WHERE instr(answer, ?) > 0 RETURNING key', id)).length
    },

    async fact(name) {
      const [row] = all('SELECT value FROM facts WHERE name = ?', name)
      return row && JSON.parse(String(row['value']))
    },
    facts: async (prefix = '') =>
      all(
        'SELECT name, value FROM facts WHERE substr(name, 1, ?) = ? AND name >= ? ORDER BY name',
        prefix.length,
        prefix,
        prefix
      ).map(row => ({
        name: String(row['name']),
        value: JSON.parse(String(row['value']))
      })),
    async setFact(name, value) {
      await write('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)', name, JSON.stringify(value))
    },
    async dropFact(name) {
      await write('DELETE FROM facts WHERE name = ?', name)
    },
    async setFactOnce(name, value) {
      const [row] = await writer.submit([
        {
          sql: 'INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING',
          values: [name, JSON.stringify(value)]
        },
        { sql: 'SELECT value FROM facts WHERE name = ?', values: [name] }
      ])
      return row ? JSON.parse(String(row['value'])) : value
    },

    async eventSchema() {
      const [row] = all("SELECT version FROM schemas WHERE name = 'events'")
      return Number(row?.['version'] ?? 0)
    },
    async raiseEventSchema(atLeast) {
      const [row] = await write(
        `INSERT INTO schemas AS held (name, version) VALUES ('events', ?)
         ON CONFLICT (name) DO UPDATE SET version = max(held.version, excluded.version)
         RETURNING version`,
        atLeast
      )
      return Number(row?.['version'])
    },

    hooks: sqliteHooks(database),
    uploads: sqliteUploads(database),

    async ping() {
      all('SELECT 1')
      await writer.submit([])
    },
    close: () => database.close()
  }
}

function checkpointOf({ position, event_id, note }: Row): ProcessCheckpoint {
  const at = { position: String(position), eventId: String(event_id) }
  return note === null || note === undefined ? at : { ...at, note: JSON.parse(String(note)) }
}

function parkedOf(row: Row): Parked {
  const { error } = row
  return {
    process: String(row['process']),
    sequence: String(row['sequence']),
    position: String(row['position']),
    eventId: String(row['event_id']),
    stream: String(row['stream']),
    revision: Number(row['revision']),
    ...(typeof error === 'string' && { error }),
    attempts: Number(row['attempts']),
    parkedAt: Number(row['parked_at'])
  }
}

const leaseOf = (row: Row): Lease => ({
  name: String(row['name']),
  owner: String(row['owner']),
  fence: Number(row['fence']),
  until: Number(row['until'])
})

const rememberedOf = (row: Row): Remembered => ({
  fingerprint: String(row['fingerprint']),
  ...(typeof row['answer'] === 'string' && { answer: JSON.parse(row['answer']) }),
  at: Number(row['at'])
})
