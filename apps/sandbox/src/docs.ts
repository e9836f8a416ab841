import type { StatementSync } from 'node:sqlite'
import type { Store } from './store.js'

/** Small things kept whole in memory and written through: people, groups, topics, settings. */
export class Docs<T> {
  private readonly held = new Map<string, T>()
  private readonly put: StatementSync
  private readonly drop: StatementSync

  constructor(
    private readonly store: Store,
    private readonly kind: string
  ) {
    this.put = store.db.prepare(
      'INSERT INTO docs VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body'
    )
    this.drop = store.db.prepare('DELETE FROM docs WHERE kind = ? AND id = ?')
    for (const row of store.db.prepare('SELECT id, body FROM docs WHERE kind = ?').all(kind)) {
      this.held.set(String(row['id']), JSON.parse(String(row['body'])))
    }
  }

  get(id: string | number): T | undefined {
    return this.held.get(String(id))
  }

  set(id: string | number, value: T): T {
    this.store.begin()
    this.held.set(String(id), value)
    this.put.run(this.kind, String(id), JSON.stringify(value))
    return value
  }

  delete(id: string | number): void {
    this.store.begin()
    this.held.delete(String(id))
    this.drop.run(this.kind, String(id))
  }

  ids(): Iterable<string> {
    return this.held.keys()
  }

  all(): T[] {
    return [...this.held.values()]
  }
}
