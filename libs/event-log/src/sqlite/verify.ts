import type { Position, RecordedEvent } from '../port.js'
import { openForReading } from './file.js'
import { positionOf } from './position.js'

export interface LogProblem {
  /** The last position concerned; null when it concerns the file and not an event. */
  readonly position: Position | null
  /** '' and -1 when not legible. */
  readonly stream: string
  readonly revision: number
  readonly why: string
}

export interface LogVerdict {
  readonly logId: string
  /** How many could be read. */
  readonly events: number
  /** The last event that could be read. */
  readonly head: Position | undefined
  readonly problems: readonly LogProblem[]
}

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
  try {
    const end = reader.extent()
    let head: Position | undefined
    const problems: LogProblem[] = []
    const streams = new Map<string, { revision: number; recordedAt: number }>()
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
        const { stream, revision, position, recordedAt } = found.event
        const last = streams.get(stream) ?? { revision: -1, recordedAt }
        const problem = (why: string) => problems.push({ position, stream, revision, why })
        if (revision !== last.revision + 1) problem(`revision ${last.revision + 1} should stand here`)
        if (recordedAt < last.recordedAt) problem('recordedAt is earlier than that of the event before')
        streams.set(stream, { revision, recordedAt })
        head = position
        onEvent?.(found.event)
        events++
        place++
      }
      onProgress?.(Math.min(place, end), end)
      await new Promise(resolve => setImmediate(resolve))
    }
    const ofFile = reader.structureProblems().map(why => ({ position: null, stream: '', revision: -1, why }))
    return { logId: reader.logId(), events, head, problems: [...problems, ...ofFile] }
  } finally {
    reader.close()
  }
}
