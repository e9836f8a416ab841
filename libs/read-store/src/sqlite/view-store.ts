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
import { quoted, tableOf, upsert } from './tables.js'
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

export class SqliteViewStore implements ViewStore {
  readonly #specs: Map<string, CollectionSpec>

  constructor(
    private readonly view: ViewId,
    collections: readonly CollectionSpec[],
    private readonly statements: Statements,
    private readonly writer: Writer
  ) {
    this.#specs = new Map(collections.map(spec => [spec.name, spec]))
  }

  async get(collection: string, id: string): Promise<Stored | undefined> {
    const row = this.statements.get(this.#byId(collection), [id])
    return row && stored(row)
  }

  async getMany(collection: string, ids: readonly string[]): Promise<Stored[]> {
    const sql = this.#byId(collection)
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
    const checked = checkFind(this.#spec(collection), query)
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
    const checked = checkFind(this.#spec(collection), query)
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
    const rows = new Map<string, Value[][]>()
    const add = (sql: string, row: Value[]) => {
      const list = rows.get(sql)
      if (list) list.push(row)
      else rows.set(sql, [row])
    }
    let since = performance.now()
    for (const write of writes) {
      const spec = this.#spec(write.collection)
      if (write.kind === 'put') {
        const { document } = write
        const values = indexedFields(spec).map(field => indexValue(document, field))
        add(upsert(this.view, spec), [document.id, write.reflects, JSON.stringify(document), ...values])
      } else {
        const table = quoted(tableOf(this.view, write.collection))
        add(`DELETE FROM ${table} WHERE id = ? AND reflects < ?`, [write.id, write.reflects])
      }
      if (performance.now() - since > sliceMs) {
        await turn()
        since = performance.now()
      }
    }
    const at = ' WHERE name = ? AND version = ? AND build = ?'
    const guard: Step = {
      sql: `UPDATE builds SET fence = max(fence, ?)${at} AND fence <= ?`,
      rows: [[fence ?? 0, ...this.#key(), fence ?? Number.MAX_SAFE_INTEGER]],
      require: 'fenced'
    }
    const advance: Step = {
      sql: `UPDATE builds SET position = ?, event_id = ?${at} AND (position IS NULL OR position < ?)`,
      rows: [[checkpoint.position, checkpoint.eventId, ...this.#key(), checkpoint.position]]
    }
    await this.writer.submit([guard, ...[...rows].map(([sql, list]) => ({ sql, rows: list })), advance])
  }

  #key(): [string, number, number] {
    return [this.view.name, this.view.version, this.view.build]
  }

  #spec(collection: string): CollectionSpec {
    const spec = this.#specs.get(collection)
    if (!spec) throw new Error(`view ${this.view.name} has no collection ${collection}`)
    return spec
  }

  #byId(collection: string): string {
    return `SELECT reflects, json FROM ${quoted(tableOf(this.view, this.#spec(collection).name))} WHERE id = ?`
  }
}

function stored(row: Record<string, unknown>): Stored {
  const { reflects, json } = row as { reflects: Reflects; json: string }
  return { document: JSON.parse(json), reflects }
}
