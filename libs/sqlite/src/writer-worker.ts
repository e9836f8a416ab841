// The only connection that writes. Self-contained: runs from source and from dist.
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { Answer, Failed, Job, Row } from './jobs.js'

type Message = readonly Job[] | 'close'

class Unmet extends Error {}

/** IOERR_FSYNC, IOERR_DIR_FSYNC: what the disk holds is not known, and asking again would be told that all is well. */
const failedSyncs = new Set([1034, 1290])

const { path, pragmas } = workerData as { path: string; pragmas: readonly string[] }
const statements = new Map<string, StatementSync>()
let broken: Failed | undefined
let wiping = false

function open(port: MessagePort): DatabaseSync | undefined {
  try {
    const database = new DatabaseSync(path, { timeout: 5000 })
    for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`)
    return database
  } catch (error) {
    port.postMessage({ ids: [], failed: describe(error) } satisfies Answer)
    return undefined
  }
}

function statement(database: DatabaseSync, sql: string): StatementSync {
  let found = statements.get(sql)
  if (!found) {
    if (statements.size > 500) statements.clear()
    found = database.prepare(sql)
    statements.set(sql, found)
  }
  return found
}

function run(database: DatabaseSync, { steps }: Job): Row[] {
  let rows: Row[] = []
  for (const { sql, values = [], width, mustChange } of steps) {
    const prepared = statement(database, sql)
    if (width === undefined) {
      rows = prepared.all(...values) as Row[]
      continue
    }
    let changes = 0
    for (let at = 0; at < values.length; at += width) {
      changes += Number(prepared.run(...values.slice(at, at + width)).changes)
    }
    if (mustChange && changes === 0) throw new Unmet('nothing was changed')
    rows = []
  }
  return rows
}

/** All these jobs in one transaction: one commit for whoever came while the last one ran. */
function commit(database: DatabaseSync, jobs: readonly Job[]): Row[][] {
  database.exec('BEGIN IMMEDIATE')
  try {
    const rows = jobs.map(job => run(database, job))
    database.exec('COMMIT')
    return rows
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function settle(database: DatabaseSync, port: MessagePort, jobs: readonly Job[]): void {
  const ids = jobs.map(job => job.id)
  if (broken) {
    port.postMessage({ ids, failed: broken } satisfies Answer)
    return
  }
  try {
    const rows = commit(database, jobs)
    if (jobs.some(job => job.wipe)) wiping = true
    if (wiping) wipe(database)
    port.postMessage({ ids, ...(rows.some(some => some.length > 0) && { rows }) } satisfies Answer)
  } catch (error) {
    const failed = describe(error)
    if (failedSyncs.has(failed.errcode ?? 0)) {
      broken = { ...failed, message: `${failed.message}: check the disk, then start again` }
    }
    // One job's failure is its own: the others get their transaction.
    if (jobs.length > 1) for (const job of jobs) settle(database, port, [job])
    else port.postMessage({ ids, failed } satisfies Answer)
  }
}

/** Where a reader holds it up it is done after the next commit, or at the close. */
function wipe(database: DatabaseSync): void {
  try {
    wiping = statement(database, 'PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] !== 0
  } catch {
    // What was committed stays committed.
  }
}

function describe(error: unknown): Failed {
  const { message, errcode } = error as { readonly message: string; readonly errcode?: number }
  return error instanceof Unmet
    ? { message, unmet: true }
    : { message, ...(errcode !== undefined && { errcode }) }
}

function serve(database: DatabaseSync, port: MessagePort): void {
  const close = () => {
    // So that the file alone is whole: the reader's connection, closed last, is read-only and can not do it.
    wipe(database)
    database.close()
    port.close()
  }
  port.on('message', (first: Message) => {
    const jobs: Job[] = []
    let next: Message | undefined = first
    while (next && next !== 'close') {
      jobs.push(...next)
      next = receiveMessageOnPort(port)?.message
    }
    if (jobs.length > 0) settle(database, port, jobs)
    if (next === 'close') close()
  })
  port.postMessage('ready' satisfies Answer)
}

const port = parentPort
if (!port) throw new Error('runs in a worker only')
const database = open(port)
if (database) serve(database, port)
