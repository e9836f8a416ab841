import type { StatementSync } from 'node:sqlite'
import type { Store } from '../store.js'
import type { MovableClock } from '../time.js'

export interface Pending {
  id: number
  /** Served strictly in order within, in parallel between (telegram.md 2.2). */
  queue: string
  /** Unix seconds; after this it is dropped in silence. */
  expires_at: number
  /** More than one: delivered again after it was accepted. */
  copies: number
  /** Deliveries to the webhook that failed, since the sandbox started. */
  failures: number
}

const capacity = 100_000
const weekS = 7 * 24 * 3600

/** Updates that wait for the bot. Bodies are on disk; delivered ones are forgotten. */
export class UpdateQueue {
  private readonly held = new Map<number, Pending>()
  private readonly listeners = new Set<(pending: Pending) => void>()
  private readonly insert: StatementSync
  private readonly drop: StatementSync
  private readonly select: StatementSync
  /** The next updates to be delivered twice. */
  duplicateNext = 0
  /** Put into what the next update tells, over what stands there. */
  alterNext: Readonly<Record<string, unknown>> | undefined

  constructor(
    private readonly store: Store,
    private readonly clock: MovableClock
  ) {
    const { db } = store
    this.insert = db.prepare('INSERT OR REPLACE INTO updates VALUES (?, ?, ?, ?, ?)')
    this.drop = db.prepare('DELETE FROM updates WHERE update_id = ?')
    this.select = db.prepare('SELECT body FROM updates WHERE update_id = ?')
    const rows = db.prepare('SELECT update_id, queue, expires_at, copies FROM updates ORDER BY update_id')
    for (const row of rows.all()) {
      const id = Number(row['update_id'])
      this.held.set(id, {
        id,
        queue: String(row['queue']),
        expires_at: Number(row['expires_at']),
        copies: Number(row['copies']),
        failures: 0
      })
    }
  }

  /** The id is given here: sequential, without gaps; after a week without updates it starts anew at random. */
  push(queue: string, expiresAt: number, fields: Record<string, unknown>): number | undefined {
    this.dropExpired(100)
    if (this.held.size >= capacity) return undefined
    const now = this.clock.seconds()
    const quiet = now - this.store.counter('update_at') > weekS
    const id = quiet
      ? 100_000_000 + Math.floor(Math.random() * 800_000_000)
      : this.store.counter('update_id') + 1
    const copies = this.duplicateNext > 0 ? 2 : 1
    if (copies === 2) this.duplicateNext -= 1
    this.store.setCounter('update_id', id)
    this.store.setCounter('update_at', now)
    const pending: Pending = { id, queue, expires_at: expiresAt, copies, failures: 0 }
    this.insert.run(id, queue, expiresAt, copies, JSON.stringify({ update_id: id, ...this.altered(fields) }))
    this.held.set(id, pending)
    for (const listener of [...this.listeners]) listener(pending)
    return id
  }

  private altered(fields: Record<string, unknown>): Record<string, unknown> {
    const over = this.alterNext
    if (!over) return fields
    this.alterNext = undefined
    const told = Object.entries(fields).map(([kind, body]) => [kind, Object.assign({}, body, over)])
    return Object.fromEntries(told)
  }

  onPush(listener: (pending: Pending) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  get size(): number {
    return this.held.size
  }

  /** The highest id given so far. */
  get tail(): number {
    return this.store.counter('update_id')
  }

  get(id: number): Pending | undefined {
    return this.held.get(id)
  }

  /** In the order of their ids. */
  pending(): Iterable<Pending> {
    return this.held.values()
  }

  /** The update as JSON text. */
  body(id: number): string {
    return String(this.select.get(id)?.['body'])
  }

  /** The bot has it. One that is to be delivered twice stays once more. */
  confirm(id: number): void {
    const pending = this.held.get(id)
    if (!pending) return
    if (pending.copies > 1) pending.copies -= 1
    else this.forget(id)
  }

  forget(id: number): void {
    this.store.begin()
    this.held.delete(id)
    this.drop.run(id)
  }

  clear(): void {
    for (const id of [...this.held.keys()]) this.forget(id)
  }

  expired(pending: Pending): boolean {
    return pending.expires_at <= this.clock.seconds()
  }

  /** Looks at the oldest only: enough to keep a queue nobody reads bounded. */
  dropExpired(atMost = Number.POSITIVE_INFINITY): void {
    let looked = 0
    for (const pending of this.held.values()) {
      if (looked++ >= atMost) return
      if (this.expired(pending)) this.forget(pending.id)
    }
  }
}
