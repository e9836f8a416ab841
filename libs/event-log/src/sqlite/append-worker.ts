/**
 * The one writer of the log, on a thread of its own so that waiting for the disk blocks nobody.
 * Whatever has been asked when it comes to commit shares one transaction (group commit); the answer comes after COMMIT.
 * Self-contained: runs from source as from the build.
 */
import { DatabaseSync } from 'node:sqlite'
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'

export interface WorkerOptions {
  readonly path: string
  readonly commitDelayMs: number
  readonly maxPages: Int32Array | undefined
  /** Counts the messages to this thread, which sleeps on it. */
  readonly asked: Int32Array
}

/**
 * The number of appends; then one append after another: stream, expected (-1: none), number of events n, and n times the
 * seven values of an event.
 */
export type Batch = (string | number | null)[]

/** `probe`: is there room again? */
export type Message = Batch | 'probe' | 'close'

/**
 * Answers come in the order of what was asked; each is about one transaction, and all its appends.
 * Per append: revision and position of its last event; or, for a conflict, the actual revision (-1: none) and -1.
 */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly places: readonly number[] }
  | { readonly kind: 'failed'; readonly appends: number; readonly fault: Fault }
  | { readonly kind: 'probed'; readonly fault: Fault | undefined }

export interface Fault {
  readonly code: number
  readonly message: string
  /** It came from COMMIT, so that what the disk holds is not known. */
  readonly unknown: boolean
  /** Nothing more is written after it. */
  readonly final: boolean
}

const valuesPerEvent = 7
const streamsRemembered = 20_000
const mostAppendsInTransaction = 1000
/** What must find room before the log is said to take appends again. */
const probeChars = 256 * 1024
const ioError = 10
const corrupt = 11
const notADatabase = 26

const port = parentPort
if (!port) throw new Error('runs as a worker only')
const { path, commitDelayMs, maxPages, asked }: WorkerOptions = workerData

const db = new DatabaseSync(path, { timeout: 5000 })
db.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 67108864')
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
let broken: Fault | undefined
let closing = false
let probing = false

/** Appends what can be; conflicts write nothing. Adds two numbers per append to `places`. */
function apply(batch: Batch, places: number[]): void {
  for (let i = 1; i < batch.length; ) {
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
}

/** One transaction with this batch and all that wait behind it. */
function transact(port: MessagePort, first: Batch): Answer {
  let appends = 0
  if (broken) return { kind: 'failed', appends: appendsOf(first), fault: broken }
  const before = position
  let committing = false
  try {
    if (maxPages) db.exec(`PRAGMA max_page_count = ${Atomics.load(maxPages, 0)}`)
    begin.run()
    const places: number[] = []
    for (let batch: Batch | undefined = first; batch; ) {
      appends += appendsOf(batch)
      apply(batch, places)
      batch = appends < mostAppendsInTransaction ? received(port) : undefined
    }
    if (commitDelayMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, commitDelayMs)
    committing = true
    commit.run()
    return { kind: 'done', places }
  } catch (error) {
    lately.clear()
    position = before
    const fault = faultOf(error, committing)
    if (fault.final) broken = { ...fault, unknown: false }
    return { kind: 'failed', appends, fault }
  }
}

function faultOf(error: unknown, committing: boolean): Fault {
  try {
    if (db.isTransaction) db.exec('ROLLBACK')
  } catch {
    // The first error says what is wrong.
  }
  const message = error instanceof Error ? error.message : String(error)
  const extended = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
  const code = extended & 0xff
  const unknown = committing && code === ioError
  return { code, message, unknown, final: unknown || code === corrupt || code === notADatabase }
}

/** Fails as an append would, and leaves nothing: what a small cache spills into the write-ahead log is never committed. */
function probe(): Fault | undefined {
  if (broken) return broken
  try {
    if (maxPages) db.exec(`PRAGMA max_page_count = ${Atomics.load(maxPages, 0)}`)
    db.exec('PRAGMA cache_size = 10')
    begin.run()
    insert.run(position + 1, 'probe', 0, '', '', 0, 'x'.repeat(probeChars), null, '', 0)
    return undefined
  } catch (error) {
    return faultOf(error, false)
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK')
    db.exec('PRAGMA cache_size = -2000')
  }
}

const appendsOf = (batch: Batch): number => batch[0] as number

/** What has been asked and waits; undefined when nothing does. */
function received(port: MessagePort): Batch | undefined {
  for (;;) {
    const next: { message: Message } | undefined = receiveMessageOnPort(port)
    switch (next?.message) {
      case 'probe':
        probing = true
        continue
      case 'close':
        closing = true
        return undefined
      default:
        return next?.message
    }
  }
}

/** Sleeps on `asked`, which wakes faster than an event loop does; there is nothing else to do on this thread. */
function serve(port: MessagePort): void {
  while (!closing) {
    const before = Atomics.load(asked, 0)
    const batch = received(port)
    if (batch) port.postMessage(transact(port, batch))
    if (probing) {
      probing = false
      port.postMessage({ kind: 'probed', fault: probe() } satisfies Answer)
    } else if (batch) continue
    else if (!closing) Atomics.wait(asked, 0, before)
  }
}

port.postMessage({ kind: 'ready' } satisfies Answer)
serve(port)
db.close()
port.close()
