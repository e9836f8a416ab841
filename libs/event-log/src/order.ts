import type { RecordedEvent } from './port.js'

/** Whether revisions stand without a gap and times never go back, within each stream, as a log is read. */
export class StreamOrder {
  readonly #last = new Map<string, { readonly revision: number; readonly recordedAt: number }>()

  /** Why these could not have been appended so. */
  problemsOf({ stream, revision, recordedAt }: RecordedEvent): string[] {
    const last = this.#last.get(stream) ?? { revision: -1, recordedAt }
    this.#last.set(stream, { revision, recordedAt })
    return [
      ...(revision === last.revision + 1 ? [] : [`revision ${last.revision + 1} should stand here`]),
      ...(recordedAt < last.recordedAt ? ['recordedAt is earlier than that of the event before'] : [])
    ]
  }
}
