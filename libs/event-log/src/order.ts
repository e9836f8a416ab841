import type { RecordedEvent } from './port.js'
import { StreamRows } from './stream-rows.js'

/** Whether revisions stand without a gap and times never go back, within each stream, as a log is read. */
export class StreamOrder {
  readonly #rows = new StreamRows()
  #revisions = new Float64Array(1024)
  #times = new Float64Array(1024)

  /** Why these could not have been appended so. */
  problemsOf({
    stream,
    revision,
    recordedAt
  }: Pick<RecordedEvent, 'stream' | 'revision' | 'recordedAt'>): string[] {
    const known = this.#rows.count
    const row = this.#rows.of(stream)
    const isNew = row === known
    if (row >= this.#times.length) {
      this.#revisions = grown(this.#revisions)
      this.#times = grown(this.#times)
    }
    const expected = isNew ? 0 : (this.#revisions[row] ?? 0) + 1
    const isBack = !isNew && recordedAt < (this.#times[row] ?? 0)
    this.#revisions[row] = revision
    this.#times[row] = recordedAt
    if (revision === expected && !isBack) return sound
    return [
      ...(revision === expected ? [] : [`revision ${expected} should stand here`]),
      ...(isBack ? ['recordedAt is earlier than that of the event before'] : [])
    ]
  }
}

const sound: string[] = []

function grown(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const more = new Float64Array(numbers.length * 2)
  more.set(numbers)
  return more
}
