import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  type Checkpoint,
  type CollectionSpec,
  checkFind,
  checkLimit,
  indexedFields,
  indexValue,
  type Reflects,
  type Stored,
  type ViewId,
  type ViewStore,
  type Write
} from '../index.js'
import { translating } from './errors.js'
import { countSql, segments, selectSql } from './find-sql.js'
import { quoted, tableOf, upsertSql } from './tables.js'
import type { Step, Value, Writer } from './writer.js'

/** Reading or preparing that many milliseconds, the event loop gets its turn. */
const sliceMs = 4
const turn = () => new Promise(resolve => setImmediate(resolve))

/** Prepared once per text; the tables of dropped builds leave with `forget`. */
export class Statements {
  readonly #prepared = new Map<string, StatementSync>()
  constructor(private readonly database: DatabaseSync) {}

  all(sql: string, values: readonly Value[]): Record<string, unknown>[] {
    return translating(() => this.#prepare(sql).all(...values))
  }

  get(sql: string, values: readonly Value[]): Record<string, unknown> | undefined {
    return translating(() => this.#prepare(sql).get(...values))
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql)
    if (!statement) {
      if (this.#prepared.size > 500) this.#prepared.clear()
      statement = this.database.prepare(sql)
      this.#prepared.set(sql, statement)
    }
    return statement
  }
}

/** A collection with its SQL, written once. */
interface Collection {
  readonly spec: CollectionSpec
  readonly fields: readonly string[]
  readonly byId: string
  readonly upsert: string
  readonly remove: string
}

export class SqliteViewStore implements ViewStore {
  readonly #collections: Map<string, Collection>

  constructor(
    private readonly view: ViewId,
    collections: readonly CollectionSpec[],
    private readonly statements: Statements,
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
            upsert: upsertSql(view, spec),
            remove: `DELETE FROM ${table} WHERE id = ? AND reflects < ?`
          }
        ]
      })
    )
  }

  async get(collection: string, id: string): Promise<Stored | undefined> {
    const row = this.statements.get(this.#collection(collection).byId, [id])
    return row && stored(row)
  }

  async getMany(collection: string, ids: readonly string[]): Promise<Stored[]> {
    const sql = this.#collection(collection).byId
    const found: Stored[] = []
    let since = performance.now()
    for (const id of new Set(ids)) {
      const row = this.statements.get(sql, [id])
      if (row) found.push(stored(row))
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
      for (const row of this.statements.all(sql, [...segment.values, limit])) found.push(stored(row))
    }
    return found
  }

  async count(collection: string, query: Parameters<ViewStore['count']>[1]): Promise<number> {
    const checked = checkFind(this.#collection(collection).spec, query)
    return segments(checked, query)
      .map(segment => this.statements.get(countSql(this.view, collection, segment), segment.values))
      .reduce((sum, row) => sum + Number(row?.['n'] ?? 0), 0)
  }

  async checkpoint(): Promise<Checkpoint | undefined> {
    const row = this.statements.get(
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
      require: 'fenced'
    } as const
    // First, so that who is fenced learns that and not which of its tables are gone. All commit together.
    await this.writer.submit([advance, ...steps.values()])
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

function stored(row: Record<string, unknown>): Stored {
  const { reflects, json } = row as { reflects: Reflects; json: string }
  return { document: JSON.parse(json), reflects }
}
