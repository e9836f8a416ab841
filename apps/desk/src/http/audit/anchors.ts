import { auditStreams } from '#domain'
import type { RawLog } from '#event-log'
import { type JsonObject, toIso } from '#kernel'

/** Where each checkpoint was left outside: read once, then what came since. */
export class Anchors {
  #revision = 0
  readonly #bySize = new Map<number, JsonObject[]>()

  constructor(private readonly log: Pick<RawLog, 'readStream'>) {}

  async all(): Promise<ReadonlyMap<number, readonly JsonObject[]>> {
    for await (const { data, recordedAt, revision } of this.log.readStream(
      auditStreams.anchors,
      this.#revision
    )) {
      const { size, kind, where } = data
      if (revision < this.#revision || typeof size !== 'number') continue
      this.#revision = revision + 1
      const of = this.#bySize.get(size) ?? []
      of.push({ kind: kind ?? null, where: where ?? null, at: toIso(recordedAt) })
      this.#bySize.set(size, of)
    }
    return this.#bySize
  }
}
