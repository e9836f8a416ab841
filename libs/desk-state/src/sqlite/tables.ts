import { hookTables } from './hooks.js'
import { uploadTables } from './uploads.js'

/** Raised when the tables change; a file of another format is not opened. */
export const format = 1
/** "tdst": tells a desk state from any other SQLite file. */
export const applicationId = 0x74647374

export const tables = [
  `CREATE TABLE IF NOT EXISTS checkpoints (
     process TEXT PRIMARY KEY, position TEXT NOT NULL, event_id TEXT NOT NULL, note TEXT, fence INTEGER NOT NULL
   ) WITHOUT ROWID`,
  'CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL, fence INTEGER NOT NULL) WITHOUT ROWID',
  `CREATE TABLE IF NOT EXISTS parked (
     process TEXT NOT NULL, position TEXT NOT NULL, sequence TEXT NOT NULL, event_id TEXT NOT NULL,
     stream TEXT NOT NULL, revision INTEGER NOT NULL, error TEXT, attempts INTEGER NOT NULL, parked_at INTEGER NOT NULL,
     PRIMARY KEY (process, position)) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS parked_sequences ON parked (process, sequence)',
  `CREATE TABLE IF NOT EXISTS leases (
     name TEXT PRIMARY KEY, owner TEXT NOT NULL, fence INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS answers (
     key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, answer TEXT, at INTEGER NOT NULL) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS answers_by_age ON answers (at)',
  'CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  'CREATE TABLE IF NOT EXISTS schemas (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID',
  ...hookTables,
  ...uploadTables
]

/**
 * Notes were once kept as checkpoints without a place. Done before notes are read, for a desk of that time may still have
 * been at work beside this one; the higher fence wins.
 */
export const takeOverNotes = [
  `INSERT INTO notes AS held (name, value, fence)
   SELECT process, note, fence FROM checkpoints WHERE position = '' AND note IS NOT NULL
   ON CONFLICT (name) DO UPDATE SET value = excluded.value, fence = excluded.fence WHERE excluded.fence >= held.fence`,
  "DELETE FROM checkpoints WHERE position = ''"
]
