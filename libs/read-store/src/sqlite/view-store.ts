import { type Reader, type Row, type Step, Unmet, type Value, type Writer } from '#sqlite'
import {
  type Checkpoint,
  type CollectionSpec,
  checkFind,
  checkLimit,
  Fenced,
  indexedFields,
  indexValue,
  type Reflects,
  type Stored,
  type ViewId,
  type ViewStore,
  type Write
} from '../index.js'
import { countSql, segments, selectSql } from './find-sql.js'
import { quoted, tableOf, upsertSql } from './tables.js'

/** Reading or preparing that many milliseconds, the event loop gets its turn. */
const sliceMs = 4
const turn = () => new Promise(resolve => setImmediate(resolve))

/** Asked for one by one, most of the time goes into asking; in a rebuild most of them are not there. */
const idsPerQuery = 50

/** A collection with its SQL, written once. */
interface Collection {
  readonly spec: CollectionSpec
  readonly fields: readonly string[]
  readonly byId: string
  readonly byIds: string
  readonly upsert: string
  readonly remove: string
}

export class SqliteViewStore implements ViewStore {
  readonly #collections: Map<string, Collection>

  constructor(
    private readonly view: ViewId,
    collections: readonly CollectionSpec[],
    private readonly reader: Reader,
    private readonly writer: Writer
  ) {
    this.#collections = new Map(
      collections.map(spec => {
        const table = quoted(tableOf(view, spec.name))
        return [
          spec.name,
          {
            spec,
            fields: indexedFields(spec),
            byId: `SELECT reflects, json FROM ${table} WHERE id = ?`,
            byIds: `SELECT stored.reflects, stored.json FROM json_each(?) AS wanted
              JOIN ${table} AS stored ON stored.id = wanted.value`,
            upsert: upsertSql(view, spec),
            remove: `DELETE FROM ${table} WHERE id = ? AND reflects < ?`
          }
        ]
      })
    )
  }

  async get(collection: string, id: string): Promise<Stored | undefined> {
    const row = this.reader.get(this.#collection(collection).byId, [id])
    return row && stored(row)
  }

  async getMany(collection: string, ids: readonly string[]): Promise<Stored[]> {
    const sql = this.#collection(collection).byIds
    const wanted = [...new Set(ids)]
    const found: Stored[] = []
    let since = performance.now()
    for (let from = 0; from < wanted.length; from += idsPerQuery) {
      const some = JSON.stringify(wanted.slice(from, from + idsPerQuery))
      for (const row of this.reader.all(sql, [some])) found.push(stored(row))
      if (performance.now() - since > sliceMs) {
        await turn()
        since = performance.now()
      }
    }
    return found
  }

  async find(collection: string, query: Parameters<ViewStore['find']>[1]): Promise<Stored[]> {
    checkLimit(query.limit)
    const checked = checkFind(this.#collection(collection).spec, query)
    const found: Stored[] = []
    for (const segment of segments(checked, query)) {
      const limit = query.limit - found.length
      if (limit === 0) break
      const sql = selectSql(this.view, collection, checked, segment, query.descending ?? false)
      for (const row of this.reader.all(sql, [...segment.values, limit])) found.push(stored(row))
    }
    return found
  }

  async count(collection: string, query: Parameters<ViewStore['count']>[1]): Promise<number> {
    const checked = checkFind(this.#collection(collection).spec, query)
    return segments(checked, query)
      .map(segment => this.reader.get(countSql(this.view, collection, segment), segment.values))
      .reduce((sum, row) => sum + Number(row?.['n'] ?? 0), 0)
  }

  async checkpoint(): Promise<Checkpoint | undefined> {
    const row = this.reader.get(
      'SELECT position, event_id FROM builds WHERE name = ? AND version = ? AND build = ?',
      this.#key()
    )
    const { position, event_id: eventId } = row ?? {}
    return typeof position === 'string' && typeof eventId === 'string' ? { position, eventId } : undefined
  }

  async write(writes: readonly Write[], checkpoint: Checkpoint, fence?: number): Promise<void> {
    const steps = new Map<string, Step & { readonly values: Value[] }>()
    const add = (sql: string, row: readonly Value[]) => {
      const step = steps.get(sql) ?? { sql, width: row.length, values: [] }
      step.values.push(...row)
      steps.set(sql, step)
    }
    let since = performance.now()
    for (const write of writes) {
      const { fields, upsert, remove } = this.#collection(write.collection)
      if (write.kind === 'put') {
        const { document } = write
        const values = fields.map(field => indexValue(document, field))
        add(upsert, [document.id, write.reflects, JSON.stringify(document), ...values])
      } else add(remove, [write.id, write.reflects])
      if (performance.now() - since > sliceMs) {
        await turn()
        since = performance.now()
      }
    }
    const { position, eventId } = checkpoint
    const later = 'position IS NULL OR position < ?'
    const advance = {
      sql: `UPDATE builds SET fence = max(fence, ?), event_id = iif(${later}, ?, event_id),
        position = iif(${later}, ?, position) WHERE name = ? AND version = ? AND build = ? AND fence <= ?`,
      width: 9,
      values: [
        fence ?? 0,
        position,
        eventId,
        position,
        position,
        ...this.#key(),
        fence ?? Number.MAX_SAFE_INTEGER
      ],
      mustChange: true
    } as const
    // First, so that who is fenced learns that and not which of its tables are gone. All commit together.
    try {
      await this.writer.submit([advance, ...steps.values()])
    } catch (error) {
      if (!(error instanceof Unmet)) throw error
      throw new Fenced('another owner has taken over, or the build was dropped')
    }
  }

  #key(): [string, number, number] {
    return [this.view.name, this.view.version, this.view.build]
  }

  #collection(name: string): Collection {
    const collection = this.#collections.get(name)
    if (!collection) throw new Error(`view ${this.view.name} has no collection ${name}`)
    return collection
  }
}

function stored({ reflects, json }: Row): Stored {
  return { document: JSON.parse(String(json)), reflects: reflects as Reflects }
}
