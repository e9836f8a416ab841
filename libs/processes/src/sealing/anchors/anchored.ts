import { type AnchorKind, auditStreams } from '#domain'
import type { RawLog, RecordedEvent } from '#event-log'
import type { Instant } from '#kernel'
import { numberOf, textOf } from '../streams.js'

/** Somebody outside has a checkpoint. */
export interface Anchored {
  readonly kind: AnchorKind
  readonly where: string
  readonly at: Instant
  /** Of the event that holds what proves it. */
  readonly revision: number
}

type Of = { readonly origin: string; readonly size: number }

/** Where each checkpoint was left: the log is read once, then what came since. */
export class AnchoredIndex {
  readonly #by = new Map<string, Anchored[]>()
  #last: Pick<RecordedEvent, 'revision' | 'recordedAt'> | undefined

  constructor(private readonly log: Pick<RawLog, 'readStream'>) {}

  /** The last event that was read. */
  get last(): Pick<RecordedEvent, 'revision' | 'recordedAt'> | undefined {
    return this.#last
  }

  async of({ origin, size }: Of): Promise<readonly Anchored[]> {
    for await (const { data, recordedAt, revision } of this.#after()) {
      if (revision <= (this.#last?.revision ?? -1)) continue
      this.#last = { revision, recordedAt }
      const key = `${textOf(data, 'origin')} ${numberOf(data, 'size')}`
      const all = this.#by.get(key) ?? []
      // Nobody else writes this stream.
      all.push({
        kind: textOf(data, 'kind') as AnchorKind,
        where: textOf(data, 'where'),
        at: recordedAt,
        revision
      })
      this.#by.set(key, all)
    }
    return this.#by.get(`${origin} ${size}`) ?? []
  }

  /** RFC 3161 answers unread, and the lines of witnesses, by file name. Most recent seals have none yet. */
  async files(checkpoint: Of): Promise<readonly (readonly [string, string | Uint8Array])[]> {
    const files: (readonly [string, string | Uint8Array])[] = []
    for (const { kind, where, revision } of await this.of(checkpoint)) {
      const answer = textOf((await this.#at(revision))?.data, 'answer')
      if (answer === '') continue
      const name = `anchors/${where.replaceAll(/[^A-Za-z0-9.-]/g, '_')}`
      const bytes = Buffer.from(answer, 'base64')
      files.push(kind === 'rfc3161' ? [`${name}.tsr`, bytes] : [`${name}.cosignature`, bytes.toString()])
    }
    return files
  }

  #after() {
    return this.log.readStream(auditStreams.anchors, (this.#last?.revision ?? -1) + 1)
  }

  async #at(revision: number): Promise<RecordedEvent | undefined> {
    for await (const event of this.log.readStream(auditStreams.anchors, revision)) return event
    return undefined
  }
}
