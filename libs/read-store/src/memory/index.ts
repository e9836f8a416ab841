import {
  type CheckedFind,
  type Checkpoint,
  type CollectionSpec,
  checkFind,
  checkLimit,
  compareIndexValues,
  type Document,
  Fenced,
  type Find,
  indexedFields,
  indexValue,
  type ReadStore,
  type Reflects,
  reflectsAlready,
  type Stored,
  type ViewId,
  type ViewStore,
  type Write
} from '../index.js'

interface Row {
  readonly id: string
  readonly reflects: Reflects
  readonly json: string
  readonly document: Document
}

interface Build {
  readonly id: ViewId
  readonly specs: Map<string, CollectionSpec>
  readonly collections: Map<string, Map<string, Row>>
  checkpoint?: Checkpoint
  fence: number
  dropped: boolean
}

const keyOf = (view: ViewId) => `${view.name}/${view.version}/${view.build}`
const byAge = (a: ViewId, b: ViewId) => a.version - b.version || a.build - b.build

/** Views in memory: for tests and for trying out. Gone with the process. */
export function openMemoryReadStore(): ReadStore {
  const builds = new Map<string, Build>()
  const pointers = new Map<string, ViewId>()
  return {
    async open(view, collections) {
      const specs = new Map(collections.map(spec => [spec.name, spec]))
      const build = builds.get(keyOf(view)) ?? {
        id: view,
        specs,
        collections: new Map(collections.map(spec => [spec.name, new Map<string, Row>()])),
        fence: 0,
        dropped: false
      }
      if (JSON.stringify([...build.specs.values()].map(shape)) !== JSON.stringify(collections.map(shape))) {
        throw new Error(`the collections of view ${keyOf(view)} have changed: raise its version`)
      }
      builds.set(keyOf(view), build)
      return viewStore(build)
    },
    current: async name => pointers.get(name),
    switchTo: async view => void pointers.set(view.name, view),
    builds: async name =>
      [...builds.values()].flatMap(one => (one.id.name === name ? [one.id] : [])).sort(byAge),
    async drop(view) {
      const build = builds.get(keyOf(view))
      if (build) build.dropped = true
      builds.delete(keyOf(view))
      const pointer = pointers.get(view.name)
      if (pointer && keyOf(pointer) === keyOf(view)) pointers.delete(view.name)
    },
    ping: async () => {},
    close: async () => {}
  }
}

const shape = ({ name, indexes }: CollectionSpec) => ({ name, indexes })

function viewStore(build: Build): ViewStore {
  const rows = (collection: string) => {
    const found = build.collections.get(collection)
    const spec = build.specs.get(collection)
    if (!found || !spec) throw new Error(`view ${build.id.name} has no collection ${collection}`)
    return { found, spec }
  }
  const matching = (collection: string, query: Pick<Find, 'index' | 'where' | 'from' | 'to'>) => {
    const { found, spec } = rows(collection)
    const checked = checkFind(spec, query)
    return { checked, list: [...found.values()].filter(row => matches(row.document, checked, query)) }
  }
  return {
    async get(collection, id) {
      const row = rows(collection).found.get(id)
      return row && stored(row)
    },
    async getMany(collection, ids) {
      const { found } = rows(collection)
      return [...new Set(ids)].flatMap(id => {
        const row = found.get(id)
        return row ? [stored(row)] : []
      })
    },
    async find(collection, query) {
      checkLimit(query.limit)
      const { checked, list } = matching(collection, query)
      const order = checked.index.order
      const sign = query.descending ? -1 : 1
      const compare = (a: Place, b: Place) =>
        sign * (compareIndexValues(a.order, b.order) || compareIndexValues(a.id, b.id))
      const placed = list.map(row => ({ row, order: indexValue(row.document, order), id: row.id }))
      const { after } = query
      const rest = after ? placed.filter(one => compare(one, after) > 0) : placed
      return rest
        .sort(compare)
        .slice(0, query.limit)
        .map(one => stored(one.row))
    },
    count: async (collection, query) => matching(collection, query).list.length,
    checkpoint: async () => build.checkpoint,
    async write(writes, checkpoint, fence) {
      if (build.dropped) throw new Fenced(`view ${keyOf(build.id)} was dropped`)
      if (fence !== undefined && fence < build.fence)
        throw new Fenced(`fence ${fence} is below ${build.fence}`)
      const prepared = writes.map(write => prepare(write, rows(write.collection).spec))
      for (const apply of prepared) apply(build)
      build.fence = Math.max(build.fence, fence ?? 0)
      if (!build.checkpoint || checkpoint.position > build.checkpoint.position) build.checkpoint = checkpoint
    }
  }
}

interface Place {
  readonly order: ReturnType<typeof indexValue>
  readonly id: string
}

/** Everything that can fail happens here, before the first change. */
function prepare(write: Write, spec: CollectionSpec): (build: Build) => void {
  const id = write.kind === 'put' ? write.document.id : write.id
  const json = write.kind === 'put' ? JSON.stringify(write.document) : undefined
  if (write.kind === 'put') for (const field of indexedFields(spec)) indexValue(write.document, field)
  return build => {
    const collection = build.collections.get(write.collection)
    const before = collection?.get(id)
    if (before && reflectsAlready(before.reflects, write.reflects)) return
    if (json === undefined) collection?.delete(id)
    else collection?.set(id, { id, reflects: write.reflects, json, document: JSON.parse(json) })
  }
}

const stored = (row: Row): Stored => ({ document: JSON.parse(row.json), reflects: row.reflects })

function matches(document: Document, checked: CheckedFind, query: Pick<Find, 'from' | 'to'>): boolean {
  const order = indexValue(document, checked.index.order)
  return (
    checked.equal.every(({ field, values }) => values.includes(indexValue(document, field))) &&
    (query.from === undefined || compareIndexValues(order, query.from) >= 0) &&
    (query.to === undefined || compareIndexValues(order, query.to) < 0)
  )
}
