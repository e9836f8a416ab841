// Runs in a thread of its own, from source or from dist: only node: imports, only types that can be erased.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { Batch, BatchDone, Write, Written } from './writes.js'

const db = new DatabaseSync(String(workerData), { timeout: 5000 })
db.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')

const destroying = new Set<Write['kind']>(['forgetSubject', 'destroyInboxKey', 'destroyInboxKeys'])

const addSubject = db.prepare(
  'INSERT INTO vault_subject (subject, link, wrapped) VALUES (?, ?, ?) ON CONFLICT (link) DO NOTHING'
)
const subjectOf = db.prepare('SELECT subject FROM vault_subject WHERE link = ?')
const forget = db.prepare(
  'UPDATE vault_subject SET link = NULL, wrapped = NULL, forgotten_at = ? WHERE subject = ? AND wrapped IS NOT NULL'
)
const addInboxKey = db.prepare(
  'INSERT INTO vault_inbox_key (name, day, wrapped) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING'
)
const inboxKey = db.prepare('SELECT wrapped FROM vault_inbox_key WHERE name = ?')
const addForgotten = db.prepare(
  'INSERT INTO vault_subject (subject, forgotten_at) VALUES (?, ?) ON CONFLICT (subject) DO NOTHING'
)
const destroyInboxKey = db.prepare(
  `INSERT INTO vault_inbox_key (name, day, destroyed_at) VALUES (?, ?, ?)
   ON CONFLICT (name) DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at`
)
const destroyInboxKeys = db.prepare(
  'UPDATE vault_inbox_key SET wrapped = NULL, destroyed_at = ? WHERE day < ? AND wrapped IS NOT NULL RETURNING name'
)

function apply(write: Write): Written {
  switch (write.kind) {
    case 'addSubject':
      addSubject.run(write.subject, write.link, write.wrapped)
      return String(subjectOf.get(write.link)?.['subject'])
    case 'forgetSubject':
      return Number(forget.run(write.at, write.subject).changes) > 0
    case 'addForgotten':
      return Number(addForgotten.run(write.subject, write.at).changes) > 0
    case 'destroyInboxKey':
      return Number(destroyInboxKey.run(write.name, write.day, write.at).changes) > 0
    case 'addInboxKey': {
      addInboxKey.run(write.name, write.day, write.wrapped)
      const held = inboxKey.get(write.name)?.['wrapped']
      return held instanceof Uint8Array ? held : null
    }
    case 'destroyInboxKeys':
      return destroyInboxKeys
        .all(write.at, write.beforeDay)
        .map(row => String(row['name']))
        .sort()
  }
}

function commit(batch: Batch): BatchDone {
  try {
    db.exec('BEGIN IMMEDIATE')
    const written = batch.writes.map(apply)
    db.exec('COMMIT')
    // A destroyed key must not live on in the write-ahead log.
    if (batch.writes.some(({ kind }) => destroying.has(kind))) {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    }
    return { id: batch.id, written }
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    return { id: batch.id, error: error instanceof Error ? error.message : 'unknown' }
  }
}

parentPort?.on('message', (message: Batch | 'close') => {
  if (message !== 'close') return parentPort?.postMessage(commit(message))
  db.close()
  parentPort?.close()
})
