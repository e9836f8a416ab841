/**
 * The one writer of the log, on a thread of its own so that waiting for the disk blocks nobody.
 * Every message is a batch of appends and becomes one transaction (group commit); the answer comes after COMMIT.
 * Self-contained: runs from source as from the build.
 */
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

export interface WorkerOptions {
  readonly path: string
  readonly commitDelayMs: number
  readonly maxPages: Int32Array | undefined
}

/** One append after another: stream, expected (-1: none), number of events n, then n times the seven values of an event. */
export type Batch = (string | number | null)[]

/** Per append: revision and position of its last event; or the actual revision (-1: none) and -1 for a conflict. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly places: readonly number[] }
  | { readonly kind: 'failed'; readonly committing: boolean; readonly code: number; readonly message: string }

const valuesPerEvent = 7
const streamsRemembered = 20_000

const port = parentPort
if (!port) throw new Error('runs as a worker only')
const { path, commitDelayMs, maxPages }: WorkerOptions = workerData

const db = new DatabaseSync(path, { timeout: 5000 })
db.exec('PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16000')
const begin = db.prepare('BEGIN IMMEDIATE')
const commit = db.prepare('COMMIT')
const insert = db.prepare(
  `INSERT INTO events (position, stream, revision, id, type, recorded_at, data, personal, meta, checksum)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
)
const lastOfStream = db.prepare('SELECT max(revision) AS revision FROM events WHERE stream = ?')
const lastOfLog = db.prepare('SELECT max(position) AS position FROM events')
const idsFrom = db.prepare(
  'SELECT id, position FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?'
)

/** Last revisions of streams written lately. Safe: nobody else writes, and a failed transaction empties it. */
const lately = new Map<string, number>()

function lastRevision(stream: string): number {
  const known = lately.get(stream)
  if (known !== undefined) return known
  const revision = lastOfStream.get(stream)?.['revision']
  return typeof revision === 'number' ? revision : -1
}

function remember(stream: string, revision: number): void {
  lately.delete(stream)
  lately.set(stream, revision)
  if (lately.size > streamsRemembered) {
    for (const oldest of lately.keys()) {
      lately.delete(oldest)
      break
    }
  }
}

function lastPosition(): number {
  const position = lastOfLog.get()?.['position']
  return typeof position === 'number' ? position : 0
}

/** The position of the last of these events where the stream holds exactly them from `revision` on. */
function alreadyAt(
  stream: string,
  revision: number,
  batch: Batch,
  at: number,
  count: number
): number | undefined {
  const held = idsFrom.all(stream, revision, count)
  if (held.length !== count) return undefined
  for (const [i, row] of held.entries()) if (row['id'] !== batch[at + i * valuesPerEvent]) return undefined
  const position = held.at(-1)?.['position']
  return typeof position === 'number' ? position : undefined
}

let position = lastPosition()

function run(batch: Batch): Answer {
  const before = position
  let committing = false
  try {
    if (maxPages) db.exec(`PRAGMA max_page_count = ${Atomics.load(maxPages, 0)}`)
    begin.run()
    const places: number[] = []
    for (let i = 0; i < batch.length; ) {
      const stream = batch[i++] as string
      const expected = batch[i++] as number
      const count = batch[i++] as number
      const last = lastRevision(stream)
      if (last === expected) {
        for (let n = 1, at = i; n <= count; n++) {
          insert.run(
            ++position,
            stream,
            last + n,
            batch[at++] as string,
            batch[at++] as string,
            batch[at++] as number,
            batch[at++] as string,
            batch[at++] as string | null,
            batch[at++] as string,
            batch[at++] as number
          )
        }
        remember(stream, last + count)
        places.push(last + count, position)
      } else {
        const already = last > expected ? alreadyAt(stream, expected + 1, batch, i, count) : undefined
        if (already === undefined) places.push(last, -1)
        else places.push(expected + count, already)
      }
      i += count * valuesPerEvent
    }
    if (commitDelayMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, commitDelayMs)
    committing = true
    commit.run()
    return { kind: 'done', places }
  } catch (error) {
    lately.clear()
    position = before
    return failed(error, committing)
  }
}

function failed(error: unknown, committing: boolean): Answer {
  try {
    if (db.isTransaction) db.exec('ROLLBACK')
  } catch {
    // The first error says what is wrong.
  }
  const code =
    error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0
  return { kind: 'failed', committing, code, message: error instanceof Error ? error.message : String(error) }
}

port.on('message', (batch: Batch | null) => {
  if (batch) {
    port.postMessage(run(batch))
  } else {
    db.close()
    port.close()
  }
})
port.postMessage({ kind: 'ready' } satisfies Answer)
