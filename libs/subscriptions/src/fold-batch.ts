import type { RecordedEvent } from '#event-log'
import type {
  Change,
  Document,
  DocumentKey,
  Documents,
  FedBy,
  Reflects,
  Stored,
  View,
  ViewStore,
  Write
} from '#read-store'

/** An event is missing between what a `whole-stream` document reflects and this one: nothing may be built on it. */
export class Gap extends Error {
  override readonly name = 'Gap'
}

/** Of a collection. */
const recentDocuments = 1000

interface Entry {
  document: Document | undefined
  reflects: Reflects | undefined
  changed: boolean
  /** Nothing: what is made and deleted within the batch need not be written. */
  readonly stored: 'something' | 'nothing' | 'unknown'
}

interface Collection {
  readonly fedBy: FedBy
  readonly entries: Map<string, Entry>
}

/** A document that an event may change, as the batch has it. */
interface Open {
  readonly key: DocumentKey
  readonly fedBy: FedBy
  readonly entry: Entry
}

/** The documents that a build has written last, so that the next batch need not load them; none that no fold looks at. */
export class Recent {
  readonly #collections = new Map<string, Map<string, Stored>>()
  readonly #unseen: ReadonlySet<string>

  constructor({ collections }: Pick<View, 'collections'>) {
    this.#unseen = new Set(collections.filter(({ fedBy }) => fedBy === 'beside').map(({ name }) => name))
  }

  get(collection: string, id: string): Stored | undefined {
    return this.#collections.get(collection)?.get(id)
  }

  /** After these are written. */
  keep(writes: readonly Write[]): void {
    for (const write of writes) {
      if (this.#unseen.has(write.collection)) continue
      const documents = this.#of(write.collection)
      if (write.kind === 'put') {
        const { document, reflects } = write
        documents.delete(document.id)
        documents.set(document.id, { document, reflects })
      } else documents.delete(write.id)
    }
    for (const documents of this.#collections.values()) {
      for (const id of documents.keys()) {
        if (documents.size <= recentDocuments) break
        documents.delete(id)
      }
    }
  }

  /** Nobody knows what was written. */
  forget(): void {
    this.#collections.clear()
  }

  #of(collection: string): Map<string, Stored> {
    let documents = this.#collections.get(collection)
    if (!documents) {
      documents = new Map()
      this.#collections.set(collection, documents)
    }
    return documents
  }
}

/** The documents that a batch of events touches, folded in memory and written once each. Asked for every event: cheap. */
export class FoldBatch {
  readonly #collections = new Map<string, Collection>()
  readonly #hasBeside: boolean
  /** Of the event that is folded now. */
  #keys: readonly DocumentKey[] = []
  readonly #documents: Documents = { get: (collection, id) => this.#look(collection, id) }

  constructor(
    private readonly view: View,
    private readonly store: ViewStore,
    private readonly recent: Recent
  ) {
    for (const { name, fedBy } of view.collections) this.#collections.set(name, { fedBy, entries: new Map() })
    this.#hasBeside = view.collections.some(({ fedBy }) => fedBy === 'beside')
  }

  /** Loads what these name and the batch has not got yet. What the store throws leaves the batch as it was. */
  async load(named: Iterable<{ readonly keys: readonly DocumentKey[] }>): Promise<void> {
    const wanted = new Map<string, Set<string>>()
    for (const { keys } of named) {
      for (const { collection, id } of keys) {
        const { entries } = this.#of(collection)
        if (entries.has(id)) continue
        const recent = this.recent.get(collection, id)
        if (recent) {
          const { document, reflects } = recent
          entries.set(id, { document, reflects, changed: false, stored: 'something' })
          continue
        }
        const ids = wanted.get(collection)
        if (ids) ids.add(id)
        else wanted.set(collection, new Set([id]))
      }
    }
    for (const [collection, ids] of wanted) {
      const { entries } = this.#of(collection)
      const stored = await this.store.getMany(collection, [...ids])
      for (const { document, reflects } of stored) {
        entries.set(document.id, { document, reflects, changed: false, stored: 'something' })
      }
      for (const id of ids) {
        if (entries.has(id)) continue
        entries.set(id, { document: undefined, reflects: undefined, changed: false, stored: 'nothing' })
      }
    }
  }

  /** All changes of the event or, when it throws, none. What the documents reflect already is left out. */
  fold(event: RecordedEvent, keys: readonly DocumentKey[]): void {
    const open: Open[] = []
    for (const key of keys) {
      const one = this.#open(key, event)
      if (one) open.push(one)
    }
    if (open.length === 0) return
    this.#keys = keys
    const changes = this.view.fold(event, this.#documents)
    for (const change of changes) this.#check(change, event)
    for (const { key, fedBy, entry } of open) {
      if (fedBy !== 'whole-stream' || entry.document) continue
      if (!changes.some(change => idOf(change) === key.id))
        throw new Error(`${this.view.name} makes no document of its stream's first event`)
    }
    this.#apply(event, open, changes)
  }

  #check(change: Change, { stream }: RecordedEvent): void {
    const { collection } = change
    const id = idOf(change)
    const { fedBy } = this.#of(collection)
    const { name } = this.view
    if (fedBy === 'beside') {
      if (!id.startsWith(`${stream}/`)) throw new Error(`fold of ${name} writes ${id} beside ${stream}`)
    } else if (!this.#isNamed(collection, id))
      throw new Error(`fold of ${name} changes ${id} without naming it`)
    if (change.kind === 'delete' && fedBy === 'whole-stream')
      throw new Error(`${name} deletes a document that reflects its whole stream`)
  }

  #apply(event: RecordedEvent, open: readonly Open[], changes: readonly Change[]): void {
    for (const { key, fedBy, entry } of open) {
      const change = changes.find(one => one.collection === key.collection && idOf(one) === key.id)
      // A document of a whole stream passes its revision on even where it stays the same: that is how a gap shows.
      if (!change && fedBy !== 'whole-stream') continue
      if (change) entry.document = documentOf(change)
      entry.reflects = placeOf(fedBy, event)
      entry.changed = true
    }
    if (!this.#hasBeside) return
    for (const change of changes) {
      const { fedBy, entries } = this.#of(change.collection)
      if (fedBy !== 'beside') continue
      const id = idOf(change)
      const { stored } = entries.get(id) ?? { stored: 'unknown' }
      entries.set(id, { document: documentOf(change), reflects: event.revision, changed: true, stored })
    }
  }

  /** One write per document that changed. */
  writes(): Write[] {
    const writes: Write[] = []
    for (const [collection, { entries }] of this.#collections) {
      for (const [id, { document, reflects, changed, stored }] of entries) {
        if (!changed || reflects === undefined || (!document && stored === 'nothing')) continue
        writes.push(
          document
            ? { kind: 'put', collection, document, reflects }
            : { kind: 'delete', collection, id, reflects }
        )
      }
    }
    return writes
  }

  /** Undefined where the document reflects the event already. */
  #open(key: DocumentKey, event: RecordedEvent): Open | undefined {
    const { fedBy, entries } = this.#of(key.collection)
    const entry = entries.get(key.id)
    if (!entry) throw new Error(`${this.view.name}: ${key.id} was not loaded`)
    const { reflects } = entry
    const next = placeOf(fedBy, event)
    if (reflects !== undefined && typeof reflects !== typeof next) {
      throw new Error(`${this.view.name}: ${key.id} reflects another kind of place`)
    }
    if (fedBy === 'whole-stream') {
      const last = typeof reflects === 'number' ? reflects : -1
      if (event.revision > last + 1) {
        throw new Gap(`${this.view.name}: ${event.stream} goes from revision ${last} to ${event.revision}`)
      }
    }
    return reflects === undefined || reflects < next ? { key, fedBy, entry } : undefined
  }

  #look(collection: string, id: string): Document | undefined {
    if (!this.#isNamed(collection, id))
      throw new Error(`fold of ${this.view.name} looks at ${id} without naming it`)
    return this.#of(collection).entries.get(id)?.document
  }

  #isNamed(collection: string, id: string): boolean {
    for (const key of this.#keys) if (key.id === id && key.collection === collection) return true
    return false
  }

  #of(name: string): Collection {
    const collection = this.#collections.get(name)
    if (!collection) throw new Error(`${this.view.name} has no collection ${name}`)
    return collection
  }
}

const placeOf = (fedBy: FedBy, { position, revision }: RecordedEvent): Reflects =>
  fedBy === 'log' ? position : revision

const idOf = (change: Change): string => (change.kind === 'put' ? change.document.id : change.id)

const documentOf = (change: Change): Document | undefined =>
  change.kind === 'put' ? change.document : undefined
