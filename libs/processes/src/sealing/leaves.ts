import { entryOf, fullRoot, hasHead, leafHash, recordOf, saltOf, tileWidth } from '#audit'
import { auditStreams, isOfSealing } from '#domain'
import type { Position, RawLog, RecordedEvent } from '#event-log'
import type { Document, ReadStore, ViewStore, Write } from '#read-store'
import {
  entriesDocument,
  type LeavesState,
  leavesCollections,
  leavesView,
  markBytes,
  marksDocument,
  marksWide,
  nodesDocument
} from './documents.js'
import { updateHeads } from './heads.js'
import { LeavesReads } from './leaves-reads.js'
import { rests } from './rests.js'

/** Entries after which what was folded is written. */
const saveEvery = 4096
/** A long log is folded into the heads by so many streams at a time. */
const mostChanged = 20_000

export interface LeavesOptions {
  readonly log: RawLog
  readonly store: ReadStore
  readonly saltKey: Buffer
  readonly fence: number
  /** Each time that something was written. */
  readonly onWritten?: (size: number) => void
}

interface Last {
  readonly revision: number
  readonly leaf: Buffer
}

/** Keeps the view: reads the log from where it stands, and writes what follows. One at a time, under a lease. */
export class Leaves {
  readonly reads: LeavesReads
  #size: number
  #entries: Buffer[] = []
  #from = ''
  /** Of each level, the nodes of its last tile, from level 1. */
  #nodes: Buffer[][] = []
  #marks: Buffer[] = []
  #written: Write[] = []
  #unsaved = 0
  /** Of the last event folded. */
  #last: { position: Position; id: string } | undefined
  #changed = new Map<string, Last>()
  #heads: { size: number; root: string; position: string | null }
  /** Indices of entries of sealing itself that came since the last seal. */
  #own: number[] = []
  #headsEvent: { readonly id: string; readonly index: number } | undefined
  /** When the oldest other one since then was recorded. */
  #oldest: { index: number; recordedAt: number } | undefined

  private constructor(
    private readonly view: ViewStore,
    private readonly options: LeavesOptions,
    state: LeavesState | undefined
  ) {
    this.reads = new LeavesReads(view)
    this.#size = state?.size ?? 0
    this.#heads = {
      size: state?.heads_size ?? 0,
      root: state?.heads_root ?? Buffer.alloc(32).toString('hex'),
      position: state?.heads_position ?? null
    }
  }

  /** Where it was left; from nothing where the log is another one, or an older one. */
  static async open(options: LeavesOptions): Promise<Leaves> {
    const { store, log } = options
    const current = await store.current(leavesView.name)
    if (current?.version === leavesView.version) {
      const view = await store.open(current, leavesCollections)
      const at = await view.checkpoint()
      const event = at && (await log.eventAt(at.position as Position))
      if (!at || (event && event.id === at.eventId)) {
        const leaves = new Leaves(view, options, await new LeavesReads(view).state())
        if (at) await leaves.#resume(at.position as Position, at.eventId)
        return leaves
      }
    }
    const { leaves, read } = await Leaves.beside(options)
    await read()
    return leaves
  }

  /** A new one, of nothing yet; the one before is read until `read` puts this in its place. */
  static async beside(options: LeavesOptions): Promise<{ leaves: Leaves; read: () => Promise<void> }> {
    const { store } = options
    const current = await store.current(leavesView.name)
    const held = await store.builds(leavesView.name)
    const others = held.filter(
      ({ version, build }) => version !== current?.version || build !== current.build
    )
    // What an earlier one left behind that was not finished.
    for (const one of others) await store.drop(one)
    const id = { ...leavesView, build: 1 + Math.max(-1, ...held.map(({ build }) => build)) }
    const view = await store.open(id, leavesCollections)
    const read = async () => {
      await store.switchTo(id)
      if (current) await store.drop(current)
    }
    return { leaves: new Leaves(view, options, undefined), read }
  }

  /** Of the last event that was folded. */
  get position(): Position | undefined {
    return this.#last?.position
  }

  get size(): number {
    return this.#size
  }

  get headsSize(): number {
    return this.#heads.size
  }

  /** The last `HeadsCommitted` that was folded. */
  get headsEvent(): { readonly id: string; readonly index: number } | undefined {
    return this.#headsEvent
  }

  get headsRoot(): string {
    return this.#heads.root
  }

  /** Entries from this one on that are not of sealing itself, and when the oldest of them was recorded (0: long ago). */
  unsealed(from: number): { readonly count: number; readonly oldestAt: number } {
    const own = this.#own.filter(index => index >= from).length
    const isKnown = this.#oldest && this.#oldest.index >= from
    return { count: this.#size - from - own, oldestAt: isKnown ? (this.#oldest?.recordedAt ?? 0) : 0 }
  }

  /** Entries before this one are sealed. */
  sealed(upTo: number): void {
    this.#own = this.#own.filter(index => index >= upTo)
    if (this.#oldest && this.#oldest.index < upTo) {
      const { count } = this.unsealed(upTo)
      this.#oldest = count > 0 ? { index: upTo, recordedAt: this.#oldest.recordedAt } : undefined
    }
  }

  /**
   * Folds all that the log holds now, or so many entries. Where `headsAt` are passed, the heads are brought to there.
   * @throws Corrupt, Unavailable, StoreUnavailable, Fenced
   */
  async catchUp(signal: AbortSignal, headsAt = 0, upTo = Number.POSITIVE_INFINITY): Promise<void> {
    const rest = rests()
    for await (const item of this.options.log.subscribe(this.#last?.position ?? 'start', signal)) {
      if (item.kind === 'caughtUp' || this.#size >= upTo) break
      if (this.#size === headsAt && this.#heads.size < headsAt) await this.commitHeads(await this.headsNow())
      if (this.#changed.size >= mostChanged && (headsAt === 0 || this.#size < headsAt))
        await this.commitHeads(await this.headsNow())
      this.#add(item.event)
      if (this.#unsaved >= saveEvery) await this.save()
      await rest()
    }
    if (this.#size === headsAt && this.#heads.size < headsAt) await this.commitHeads(await this.headsNow())
    if (this.#unsaved >= tileWidth) await this.save()
  }

  /** The tree over the streams as they stand here; nothing is written. */
  async headsNow() {
    const { root, documents } = await updateHeads(this.reads.store, this.#changed, rests())
    return {
      root,
      documents,
      size: this.#size,
      position: this.#last?.position ?? null,
      changed: new Map(this.#changed)
    }
  }

  /** Makes these the heads. What came since stays to be put into the next. */
  async commitHeads(heads: Awaited<ReturnType<Leaves['headsNow']>>): Promise<void> {
    this.#heads = { size: heads.size, root: heads.root.toString('hex'), position: heads.position }
    for (const [stream, { revision }] of heads.changed)
      if (this.#changed.get(stream)?.revision === revision) this.#changed.delete(stream)
    await this.save(heads.documents)
  }

  async save(heads: readonly Document[] = []): Promise<void> {
    const last = this.#last
    if (!last) return
    const put = (collection: string, document: Document, reflects = this.#size): Write => ({
      kind: 'put',
      collection,
      document,
      reflects
    })
    const tile = Math.floor(this.#size / tileWidth)
    const writes = [...this.#written, ...heads.map(document => put('heads', document, this.#heads.size))]
    if (this.#entries.length > 0)
      writes.push(put('entries', entriesDocument(tile, { entries: this.#entries, from: this.#from })))
    if (this.#marks.length > 0)
      writes.push(put('marks', marksDocument(Math.floor(this.#size / marksWide), this.#marks)))
    for (const [below, nodes] of this.#nodes.entries()) {
      const index = Math.floor(this.#size / tileWidth ** (below + 2))
      if (nodes.length > 0) writes.push(put('nodes', nodesDocument(below + 1, index, nodes)))
    }
    const state: LeavesState = {
      id: 'state',
      size: this.#size,
      heads_size: this.#heads.size,
      heads_root: this.#heads.root,
      heads_position: this.#heads.position
    }
    // Twice at one size, once with the heads: what it reflects must rise.
    writes.push(put('state', state, this.#size + this.#heads.size))
    await this.view.write(writes, { position: last.position, eventId: last.id }, this.options.fence)
    this.#written = []
    this.#unsaved = 0
    this.options.onWritten?.(this.#size)
  }

  #add(event: RecordedEvent): void {
    const salt = saltOf(this.options.saltKey, event.id)
    const entry = entryOf(recordOf(event, salt))
    const { position, id } = event
    if (this.#entries.length === 0) this.#from = position
    this.#entries.push(entry)
    this.#marks.push(Buffer.from(salt.slice(0, 2 * markBytes), 'hex'))
    this.#note(event, entry)
    this.#last = { position, id }
    this.#size++
    this.#unsaved++
    if (this.#size % marksWide === 0) {
      this.#full('marks', marksDocument(this.#size / marksWide - 1, this.#marks))
      this.#marks = []
    }
    if (this.#entries.length < tileWidth) return
    const tile = this.#size / tileWidth - 1
    this.#full('entries', entriesDocument(tile, { entries: this.#entries, from: this.#from }))
    this.#carry(0, fullRoot(this.#entries.map(leafHash)))
    this.#entries = []
  }

  /** What the next heads need of it. */
  #note({ id, stream, revision, recordedAt }: RecordedEvent, entry: Buffer): void {
    if (stream === auditStreams.heads) this.#headsEvent = { id, index: this.#size }
    if (hasHead(stream)) this.#changed.set(stream, { revision, leaf: leafHash(entry) })
    if (isOfSealing(stream)) this.#own.push(this.#size)
    else this.#oldest ??= { index: this.#size, recordedAt }
  }

  /** A full tile is one node of the level above. */
  #carry(below: number, root: Buffer): void {
    const nodes = this.#nodes[below] ?? []
    nodes.push(root)
    this.#nodes[below] = nodes
    if (nodes.length < tileWidth) return
    const index = this.#size / tileWidth ** (below + 2) - 1
    this.#full('nodes', nodesDocument(below + 1, index, nodes))
    this.#carry(below + 1, fullRoot(nodes))
    this.#nodes[below] = []
  }

  #full(collection: string, document: Document): void {
    this.#written.push({ kind: 'put', collection, document, reflects: this.#size })
  }

  /** Takes up what is not full, and reads again what came after the heads. */
  async #resume(position: Position, id: string): Promise<void> {
    const size = this.#size
    const { entries, from, marks, nodes } = await this.reads.notFull(size)
    this.#entries = entries
    this.#from = from
    this.#marks = marks
    this.#nodes = nodes
    this.#last = { position, id }
    const upTo = size
    this.#size = this.#heads.size
    const after = (this.#heads.position as Position | null) ?? 'start'
    const stop = new AbortController()
    const rest = rests()
    if (this.#size < upTo)
      for await (const item of this.options.log.subscribe(after, stop.signal)) {
        if (item.kind === 'caughtUp') break
        const { event } = item
        this.#note(event, entryOf(recordOf(event, saltOf(this.options.saltKey, event.id))))
        this.#size++
        if (this.#size === upTo) break
        await rest()
      }
    stop.abort()
    this.#size = upTo
  }
}
