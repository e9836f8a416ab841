// The only connection that writes. Self-contained: runs from source and from dist.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'

/** One statement, run once for each `width` of the values, or once without any. */
interface Step {
  readonly sql: string
  readonly width?: number
  readonly values?: readonly SQLInputValue[]
  /** Where the statement changes no row, the whole job is undone and fails with this code. */
  readonly require?: string
}

/** All steps or none. */
interface Job {
  readonly id: number
  readonly steps: readonly Step[]
}

class Unmet extends Error {}

const { path, pragmas } = workerData as { path: string; pragmas: readonly string[] }
const port = parentPort
if (!port) throw new Error('runs in a worker only')
const database = new DatabaseSync(path)
for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`)
const statements = new Map<string, StatementSync>()

function statement(sql: string): StatementSync {
  let found = statements.get(sql)
  if (!found) {
    if (statements.size > 500) statements.clear()
    found = database.prepare(sql)
    statements.set(sql, found)
  }
  return found
}

function run(job: Job) {
  for (const { sql, width = 0, values = [], require } of job.steps) {
    const prepared = statement(sql)
    let changes = width === 0 ? Number(prepared.run().changes) : 0
    for (let at = 0; at < values.length; at += width) {
      changes += Number(prepared.run(...values.slice(at, at + width)).changes)
    }
    if (require !== undefined && changes === 0) throw new Unmet(require)
  }
}

/** All these jobs in one transaction: one commit for whoever came while the last one ran. */
function commit(jobs: readonly Job[]) {
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const job of jobs) run(job)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function settle(jobs: readonly Job[]) {
  try {
    commit(jobs)
    port?.postMessage({ ids: jobs.map(job => job.id) })
  } catch (error) {
    // One job's failure is its own: the others get their transaction.
    if (jobs.length > 1) for (const job of jobs) settle([job])
    else for (const job of jobs) port?.postMessage({ ids: [job.id], error: describe(error) })
  }
}

function describe(error: unknown) {
  const { message, errcode } = error as { message: string; errcode?: number }
  return error instanceof Unmet ? { unmet: message } : { message, errcode }
}

port.on('message', (first: readonly Job[] | 'close') => {
  const jobs: Job[] = []
  for (
    let next: readonly Job[] | 'close' | undefined = first;
    next;
    next = receiveMessageOnPort(port)?.message
  ) {
    if (next === 'close') {
      if (jobs.length > 0) settle(jobs)
      // So that the file alone is whole: the reader's connection, closed last, is read-only and can not do it.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      database.close()
      port.postMessage('closed')
      port.close()
      return
    }
    jobs.push(...next)
  }
  settle(jobs)
})
port.postMessage('ready')
