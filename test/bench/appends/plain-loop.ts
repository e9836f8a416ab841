import { DatabaseSync } from 'node:sqlite'
import { Latencies } from '../latencies.js'
import { placeOf, sampleEvent } from './sample-event.js'

/**
 * The baseline: the same table and index, the same durability (WAL, synchronous=FULL), and a loop that does nothing but
 * BEGIN, `perTransaction` inserts, COMMIT on one thread. No checksum, no idempotency, no concurrency.
 */
export function plainLoop(path: string, perTransaction: number, seconds: number) {
  using db = new DatabaseSync(path)
  db.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000;
    CREATE TABLE IF NOT EXISTS events (
      position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
      recorded_at INTEGER NOT NULL, data TEXT NOT NULL, personal TEXT, meta TEXT NOT NULL) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS events_by_stream ON events (stream, revision)`)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const insert = db.prepare('INSERT INTO events VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)')
  const first = Number(db.prepare('SELECT count(*) AS n FROM events').get()?.['n'])
  const latencies = new Latencies()
  const started = performance.now()
  let n = first
  for (let now = started; now - started < seconds * 1000; ) {
    const before = now
    begin.run()
    for (let i = 0; i < perTransaction; i++, n++) {
      const { id, type, recordedAt, data, personal, meta } = sampleEvent(n)
      const { stream, revision } = placeOf(0, n)
      const values = [JSON.stringify(data), personal ?? null, JSON.stringify(meta)]
      insert.run(stream, revision, id, type, recordedAt, ...values)
    }
    commit.run()
    now = performance.now()
    for (let i = 0; i < perTransaction; i++) latencies.add(now - before)
  }
  const perSecond = (n - first) / ((performance.now() - started) / 1000)
  return { perSecond, ...latencies.summary() }
}
