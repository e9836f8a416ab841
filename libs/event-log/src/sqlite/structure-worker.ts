// What SQLite finds wrong with the structure of a file and its index, looked at beside whoever reads the events.
// Self-contained: runs from source as from the build.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

function problemsOf(path: string): string[] {
  try {
    using db = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
    const lines = db.prepare('PRAGMA integrity_check').all()
    return lines.map(line => String(line['integrity_check'])).filter(line => line !== 'ok')
  } catch (error) {
    return [`the structure can't be checked: ${error instanceof Error ? error.message : String(error)}`]
  }
}

parentPort?.postMessage(problemsOf(workerData as string))
