// The only connection that writes. Self-contained: runs from source and from dist.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'

/** One statement. Answers its rows: those of a SELECT or of RETURNING. */
interface Step {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

/** All steps or none. */
interface Job {
  readonly id: number
  readonly steps: readonly Step[]
}

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

const run = (job: Job) => job.steps.map(step => statement(step.sql).all(...step.values))

/** All these jobs in one transaction: one fsync for whoever came while the last one ran. */
function commit(jobs: readonly Job[]) {
  database.exec('BEGIN IMMEDIATE')
  try {
    const answers = jobs.map(job => ({ id: job.id, results: run(job) }))
    database.exec('COMMIT')
    return answers
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function settle(jobs: readonly Job[]) {
  try {
    for (const answer of commit(jobs)) port?.postMessage(answer)
  } catch (error) {
    // One job's failure is its own: the others get their transaction.
    const { message, errcode } = error as { message: string; errcode?: number }
    if (jobs.length > 1) for (const job of jobs) settle([job])
    else for (const job of jobs) port?.postMessage({ id: job.id, error: { message, errcode } })
  }
}

port.on('message', (first: Job | 'close') => {
  const jobs: Job[] = []
  for (let next: Job | 'close' | undefined = first; next; next = receiveMessageOnPort(port)?.message) {
    if (next === 'close') {
      if (jobs.length > 0) settle(jobs)
      // So that the file alone is whole: the reader's connection, closed last, is read-only and can not do it.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      database.close()
      port.postMessage('closed')
      port.close()
      return
    }
    jobs.push(next)
  }
  settle(jobs)
})
port.postMessage('ready')
