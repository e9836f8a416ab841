import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

/** A row as it comes from SQLite. */
export type Row = Record<string, unknown>

/** Statements, prepared once per text. */
export class Statements {
  readonly database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.database = database
  }

  /** Not by `run` of node:sqlite: it reads the last rowid, and FTS5 leaves one there that no number of JavaScript holds. */
  run(sql: string, ...values: SQLInputValue[]): void {
    this.#of(sql).all(...values)
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#of(sql).get(...values)
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#of(sql).all(...values)
  }

  #of(sql: string): StatementSync {
    let found = this.#prepared.get(sql)
    if (!found) {
      if (this.#prepared.size > 200) this.#prepared.clear()
      found = this.database.prepare(sql)
      this.#prepared.set(sql, found)
    }
    return found
  }
}

export const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ')
