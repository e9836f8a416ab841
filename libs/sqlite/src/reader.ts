import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { type PortErrors, translated } from './faults.js'
import type { Row, Value } from './jobs.js'

/** Reads on the calling thread, with statements prepared once per text. */
export class Reader {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(
    private readonly path: string,
    private readonly errors: PortErrors
  ) {
    this.#database = this.#explained(() => new DatabaseSync(path, { readOnly: true, timeout: 5000 }))
  }

  all(sql: string, values: readonly Value[] = []): Row[] {
    return this.#explained(() => this.#prepare(sql).all(...values) as Row[])
  }

  get(sql: string, values: readonly Value[] = []): Row | undefined {
    return this.#explained(() => this.#prepare(sql).get(...values) as Row | undefined)
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close()
  }

  #explained<T>(read: () => T): T {
    if (this.#database?.isOpen === false) throw this.errors.unavailable(`${this.path} is closed`, {})
    try {
      return read()
    } catch (error) {
      throw translated(error, this.path, this.errors)
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql)
    if (!statement) {
      if (this.#prepared.size > 500) this.#prepared.clear()
      statement = this.#database.prepare(sql)
      this.#prepared.set(sql, statement)
    }
    return statement
  }
}
