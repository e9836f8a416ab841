import type { RecordedEvent } from '#event-log'
import type {
  Change,
  Document,
  DocumentKey,
  FedBy,
  Reflects,
  Stored,
  View,
  ViewCollection,
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

/** The documents that a batch of events touches, folded in memory and written once each. */
export class FoldBatch {
  readonly #entries = new Map<string, Map<string, Entry>>()
  readonly #collections: Map<string, ViewCollection>
  readonly #hasBeside: boolean

  constructor(
    private readonly view: View,
    private readonly store: ViewStore,
    private readonly recent: Recent
  ) {
    this.#collections = new Map(view.collections.map(one => [one.name, one]))
    for (const name of this.#collections.keys()) this.#entries.set(name, new Map())
    this.#hasBeside = view.collections.some(({ fedBy }) => fedBy === 'beside')
  }

  /** Loads what these keys name and the batch has not got yet. What the store throws leaves the batch as it was. */
  async load(keys: Iterable<DocumentKey>): Promise<void> {
    const wanted = new Map<string, Set<string>>()
    for (const { collection, id } of keys) {
      if (this.#of(collection).has(id)) continue
      const recent = this.recent.get(collection, id)
      if (recent) {
        this.#of(collection).set(id, { ...recent, changed: false, stored: 'something' })
        continue
      }
      const ids = wanted.get(collection)
      if (ids) ids.add(id)
      else wanted.set(collection, new Set([id]))
    }
    for (const [collection, ids] of wanted) {
      const entries = this.#of(collection)
      const found = new Map(
        (await this.store.getMany(collection, [...ids])).map(stored => [stored.document.id, stored])
      )
      for (const id of ids) {
        const { document, reflects } = found.get(id) ?? {}
        entries.set(id, { document, reflects, changed: false, stored: document ? 'something' : 'nothing' })
      }
    }
  }

  /** All changes of the event or, when it throws, none. What the documents reflect already is left out. */
  fold(event: RecordedEvent, keys: readonly DocumentKey[]): void {
    const open = keys.filter(key => this.#isOpen(key, event))
    if (open.length === 0) return
    const named = ({ collection, id }: DocumentKey) =>
      keys.some(key => key.collection === collection && key.id === id)
    const changes = this.view.fold(event, {
      get: (collection, id) => {
        if (!named({ collection, id }))
          throw new Error(`fold of ${this.view.name} looks at ${id} without naming it`)
        return this.#of(collection).get(id)?.document
      }
    })
    for (const change of changes) {
      const key = keyOf(change)
      if (this.#fedBy(key) === 'beside') {
        if (!key.id.startsWith(`${event.stream}/`))
          throw new Error(`fold of ${this.view.name} writes ${key.id} beside ${event.stream}`)
      } else if (!named(key)) throw new Error(`fold of ${this.view.name} changes ${key.id} without naming it`)
      if (change.kind === 'delete' && this.#fedBy(key) === 'whole-stream') {
        throw new Error(`${this.view.name} deletes a document that reflects its whole stream`)
      }
    }
    const unmade = open.find(key => this.#fedBy(key) === 'whole-stream' && !this.#entry(key).document)
    if (unmade && !changes.some(change => keyOf(change).id === unmade.id)) {
      throw new Error(`${this.view.name} makes no document of its stream's first event`)
    }
    this.#apply(event, open, changes)
  }

  #apply(event: RecordedEvent, open: readonly DocumentKey[], changes: readonly Change[]): void {
    for (const key of open) {
      const entry = this.#entry(key)
      const change = changes.find(one => keyOf(one).collection === key.collection && keyOf(one).id === key.id)
      // A document of a whole stream passes its revision on even where it stays the same: that is how a gap shows.
      if (!change && this.#fedBy(key) !== 'whole-stream') continue
      if (change) entry.document = change.kind === 'put' ? change.document : undefined
      entry.reflects = this.#reflects(key, event)
      entry.changed = true
    }
    if (!this.#hasBeside) return
    for (const change of changes) {
      const { collection, id } = keyOf(change)
      if (this.#fedBy({ collection, id }) !== 'beside') continue
      const document = change.kind === 'put' ? change.document : undefined
      const { stored } = this.#of(collection).get(id) ?? { stored: 'unknown' }
      this.#of(collection).set(id, { document, reflects: event.revision, changed: true, stored })
    }
  }

  /** One write per document that changed. */
  writes(): Write[] {
    const writes: Write[] = []
    for (const [collection, entries] of this.#entries) {
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

  #isOpen(key: DocumentKey, event: RecordedEvent): boolean {
    const { reflects } = this.#entry(key)
    const next = this.#reflects(key, event)
    if (reflects !== undefined && typeof reflects !== typeof next) {
      throw new Error(`${this.view.name}: ${key.id} reflects another kind of place`)
    }
    if (this.#fedBy(key) === 'whole-stream') {
      const last = typeof reflects === 'number' ? reflects : -1
      if (event.revision > last + 1) {
        throw new Gap(`${this.view.name}: ${event.stream} goes from revision ${last} to ${event.revision}`)
      }
    }
    return reflects === undefined || reflects < next
  }

  #reflects(key: DocumentKey, event: RecordedEvent): Reflects {
    return this.#fedBy(key) === 'log' ? event.position : event.revision
  }

  #fedBy(key: DocumentKey): FedBy {
    const collection = this.#collections.get(key.collection)
    if (!collection) throw new Error(`${this.view.name} has no collection ${key.collection}`)
    return collection.fedBy
  }

  #of(collection: string): Map<string, Entry> {
    const entries = this.#entries.get(collection)
    if (!entries) throw new Error(`${this.view.name} has no collection ${collection}`)
    return entries
  }

  #entry(key: DocumentKey): Entry {
    const entry = this.#of(key.collection).get(key.id)
    if (!entry) throw new Error(`${this.view.name}: ${key.id} was not loaded`)
    return entry
  }
}

const keyOf = (change: Change): DocumentKey => ({
  collection: change.collection,
  id: change.kind === 'put' ? change.document.id : change.id
})
