import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { messageOf } from '#sqlite'
import { StreamOrder } from '../order.js'
import type { Position, RecordedEvent } from '../port.js'
import type { LogProblem, LogVerdict } from '../whole-log.js'
import { openForReading } from './file.js'
import { positionOf } from './position.js'

/**
 * Reads the whole log and checks every checksum, that no position and no revision is missing or out of order, that
 * `recordedAt` never goes back within a stream, and the structure of the file with its index. Reads only.
 * @param onProgress events looked at, of how many
 * @param onEvent each event that could be read, in order: for whoever checks more of it in the same reading
 * @throws CannotOpen when not even the file's first page can be read
 */
export async function verifySqliteLog(
  path: string,
  onProgress?: (done: number, total: number) => void,
  onEvent?: (event: RecordedEvent) => void
): Promise<LogVerdict> {
  const reader = openForReading(path)
  const structure = structureOf(path)
  try {
    const end = reader.extent()
    let head: Position | undefined
    const problems: LogProblem[] = []
    const order = new StreamOrder()
    let events = 0
    for (let place = 0; place < end; ) {
      const page = reader.after(place)
      if (page.length === 0) break
      for (const found of page) {
        if (found.kind === 'damage') {
          const { from, to, stream, revision } = found
          const why = from === to ? found.why : `positions ${from} to ${to}: ${found.why}`
          problems.push({ position: positionOf(to), stream, revision, why })
          place = to
          continue
        }
        const { stream, revision, position } = found.event
        for (const why of order.problemsOf(found.event)) problems.push({ position, stream, revision, why })
        head = position
        onEvent?.(found.event)
        events++
        place++
      }
      onProgress?.(Math.min(place, end), end)
      await new Promise(resolve => setImmediate(resolve))
    }
    const ofFile = (await structure.problems).map(why => ({ position: null, stream: '', revision: -1, why }))
    return { logId: reader.logId(), events, head, problems: [...problems, ...ofFile] }
  } finally {
    reader.close()
    await structure.end()
  }
}

/** Of the file and its index, in a thread of its own meanwhile. Never throws. */
function structureOf(path: string) {
  const worker = new Worker(new URL(`./structure-worker${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: path
  })
  const problems = once(worker, 'message').then(
    ([found]): string[] => found,
    error => [`the structure can't be checked: ${messageOf(error)}`]
  )
  return { problems, end: () => worker.terminate() }
}
