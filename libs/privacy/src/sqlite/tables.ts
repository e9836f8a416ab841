/** Raised when the tables change; a file of another format is not opened. */
export const format = 1
/** "tdvt": tells a vault from any other SQLite file. */
export const applicationId = 0x74647674

export const tables = [
  'CREATE TABLE IF NOT EXISTS vault_meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT',
  `CREATE TABLE IF NOT EXISTS vault_subject (
     subject TEXT PRIMARY KEY, link BLOB UNIQUE, wrapped BLOB, forgotten_at INTEGER) STRICT`,
  `CREATE TABLE IF NOT EXISTS vault_inbox_key (
     name TEXT PRIMARY KEY, day TEXT NOT NULL, wrapped BLOB, destroyed_at INTEGER) STRICT`
]
