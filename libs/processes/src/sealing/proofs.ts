import {
  consistencyProof,
  entriesBundle,
  entryOf,
  inclusionProof,
  leafHash,
  recordOf,
  saltOf,
  type TileName,
  tilesAt,
  tileWidth,
  tlogProofText
} from '#audit'
import type { DeskState } from '#desk-state'
import { auditStreams } from '#domain'
import type { Position, RawLog, RecordedEvent } from '#event-log'
import type { ReadStore } from '#read-store'
import { latestCheckpoint, type SealedCheckpoint } from './checkpoints.js'
import { headSiblings } from './heads.js'
import { LeavesReads } from './leaves-reads.js'
import { rests } from './rests.js'
import { standingOf } from './standing.js'
import { numberOf, tailOf } from './streams.js'

export interface ProofsOptions {
  readonly log: RawLog
  readonly store: ReadStore
  readonly state: Pick<DeskState, 'note'>
  /** Undefined: there is none yet, or it was lost. */
  readonly salt: () => Promise<{ readonly key: Buffer; readonly origin: string } | undefined>
}

export type FoundEntry =
  | { readonly kind: 'sealed'; readonly event: RecordedEvent; readonly index: number }
  | { readonly kind: 'not_sealed'; readonly event: RecordedEvent }
  | { readonly kind: 'unknown' }

/** What can be proven of the log, by whichever process is asked: from the view, up to the last checkpoint. */
export class Proofs {
  constructor(private readonly options: ProofsOptions) {}

  async latest(): Promise<SealedCheckpoint | undefined> {
    const { log, state } = this.options
    return latestCheckpoint(log, (await standingOf(state)).checkpoints)
  }

  async inclusion(index: number, { size, note }: SealedCheckpoint): Promise<string> {
    const path = await inclusionProof((await this.#reads()).nodes(), index, size)
    return tlogProofText({ index, path, checkpoint: note })
  }

  /** Those of several entries: tiles that they share are read once. */
  async inclusions(indices: readonly number[], { size, note }: SealedCheckpoint): Promise<string[]> {
    const nodes = (await this.#reads()).nodes()
    const rest = rests()
    const proofs: string[] = []
    for (const index of indices) {
      proofs.push(tlogProofText({ index, path: await inclusionProof(nodes, index, size), checkpoint: note }))
      await rest()
    }
    return proofs
  }

  async consistency(from: number, to: number): Promise<Buffer[]> {
    return from === 0 ? [] : consistencyProof((await this.#reads()).nodes(), from, to)
  }

  /** Undefined: not, or not so wide, in a tree of this size. */
  async tile({ level, index, width }: TileName, size: number): Promise<Buffer | undefined> {
    const hashes = tilesAt(size, level === 'entries' ? 0 : level) - index * tileWidth
    if (width > hashes) return undefined
    const reads = await this.#reads()
    if (level !== 'entries') return Buffer.concat((await reads.tile(level, index)).slice(0, width))
    return entriesBundle((await reads.entries(index))?.entries.slice(0, width) ?? [])
  }

  /** The record of an event, with its salt. */
  async records(events: readonly RecordedEvent[]): Promise<string[]> {
    const { key } = await this.#salt()
    const rest = rests()
    const records: string[] = []
    for (const event of events) {
      records.push(recordOf(event, saltOf(key, event.id)))
      await rest()
    }
    return records
  }

  async leafOf(event: RecordedEvent): Promise<Buffer> {
    const [record = ''] = await this.records([event])
    return leafHash(entryOf(record))
  }

  /** Where these events stand; those that are not within `size` are left out. */
  async places(events: readonly RecordedEvent[], size: number): Promise<Map<string, number>> {
    const { key } = await this.#salt()
    const reads = await this.#reads()
    const bySalt = new Map(events.map(event => [saltOf(key, event.id), event]))
    const places = new Map<string, number>()
    const tiles = new Map<number, readonly Buffer[]>()
    const rest = rests()
    for await (const { salt, index } of reads.marked([...bySalt.keys()], size)) {
      await rest()
      const event = bySalt.get(salt)
      if (!event || index >= size) continue
      const tile = Math.floor(index / tileWidth)
      const entries = tiles.get(tile) ?? (await reads.entries(tile))?.entries ?? []
      tiles.set(tile, entries)
      if (entries[index % tileWidth]?.equals(entryOf(recordOf(event, salt)))) places.set(event.id, index)
      if (places.size === bySalt.size) break
    }
    return places
  }

  /** The event of this id, and whether it is sealed. */
  async find(eventId: string, size: number): Promise<FoundEntry> {
    const salt = await this.options.salt()
    const reads = await LeavesReads.of(this.options.store)
    const held = salt && reads ? ((await reads.state())?.size ?? 0) : 0
    if (salt && reads)
      for await (const { index } of reads.marked([saltOf(salt.key, eventId)], held)) {
        const event = await this.#eventAt(reads, index)
        if (event?.id === eventId)
          return index < size ? { kind: 'sealed', event, index } : { kind: 'not_sealed', event }
      }
    const from = await reads?.position()
    for await (const event of this.#after(from))
      if (event.id === eventId) return { kind: 'not_sealed', event }
    return { kind: 'unknown' }
  }

  /**
   * The siblings of a stream's head as of the commitment that the checkpoint holds as its last entry; undefined where the
   * view has gone on: a new seal is needed.
   */
  async head(
    stream: string,
    { size }: SealedCheckpoint
  ): Promise<{ siblings: Buffer[] | undefined; commit: RecordedEvent; covered: number } | undefined> {
    const { log, state } = this.options
    const commit = await tailOf(log, auditStreams.heads, (await standingOf(state)).heads)
    if (!commit) return undefined
    const reads = await this.#reads()
    const covered = numberOf(commit.data, 'size')
    const isThat = async () => (await reads.state())?.['heads_size'] === covered
    if (!(await isThat())) return undefined
    const siblings = await headSiblings(reads.store, stream)
    const places = await this.places([commit], size)
    return (await isThat()) && places.get(commit.id) === size - 1 ? { siblings, commit, covered } : undefined
  }

  async #eventAt(reads: LeavesReads, index: number): Promise<RecordedEvent | undefined> {
    const tile = await reads.entries(Math.floor(index / tileWidth))
    if (!tile) return undefined
    const first = await this.options.log.eventAt(tile.from as Position)
    let left = index % tileWidth
    if (left === 0) return first
    for await (const event of this.#after(tile.from)) if (--left === 0) return event
    return undefined
  }

  async *#after(position: string | undefined): AsyncGenerator<RecordedEvent> {
    const after = position === undefined ? 'start' : (position as Position)
    for await (const item of this.options.log.subscribe(after, new AbortController().signal)) {
      if (item.kind === 'caughtUp') return
      yield item.event
    }
  }

  async #reads(): Promise<LeavesReads> {
    const reads = await LeavesReads.of(this.options.store)
    if (!reads) throw new Error('nothing was sealed yet')
    return reads
  }

  async #salt() {
    const salt = await this.options.salt()
    if (!salt) throw new Error('there is no salt key')
    return salt
  }
}
