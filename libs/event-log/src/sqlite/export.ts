import type { ExportedEvent } from '../whole-log.js'
import { openForReading } from './file.js'
import { positionOf } from './position.js'

/**
 * Every event that can be read, as recorded, in order, up to the head at the start; what can't is reported in its place.
 * Reads only: also beside a running desk, and of a damaged file.
 * @throws CannotOpen when not even the file's first page can be read
 */
export async function* exportSqliteLog(path: string): AsyncIterable<ExportedEvent> {
  const reader = openForReading(path)
  try {
    const end = reader.extent()
    for (let place = 0; place < end; ) {
      const page = reader.after(place)
      if (page.length === 0) return
      for (const found of page) {
        if (found.kind === 'event') {
          place++
          yield found
        } else {
          const { from, to, stream, revision, why } = found
          place = to
          yield { kind: 'unreadable', from: positionOf(from), to: positionOf(to), stream, revision, why }
        }
      }
    }
  } finally {
    reader.close()
  }
}
