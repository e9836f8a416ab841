import type { Clock, SubjectId } from '#kernel'
import type { DataKey, Vault } from './port.js'
import { inboxDay } from './vault.js'

const capacity = 10_000
const dayMs = 86_400_000

interface Entry {
  readonly key: DataKey
  /** On the monotonic clock. */
  readonly until: number
}

/** Keys lately asked for: the oldest goes first when it is full. Absence is never remembered. */
export class KeyCache {
  readonly #entries = new Map<string, Entry>()
  readonly #asking = new Map<string, Promise<DataKey | undefined>>()

  constructor(
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly cacheMs: number
  ) {}

  /** The key of a subject or inbox; makes none. */
  find(id: string): Promise<DataKey | undefined> {
    return this.#get(id, `find ${id}`, () =>
      inboxDay(id) ? this.vault.findInboxKey(id) : this.vault.keyOf(id as SubjectId)
    )
  }

  /** As `find`, but an inbox key that never was is made. */
  findOrMake(id: string): Promise<DataKey | undefined> {
    return this.#get(id, `make ${id}`, () =>
      inboxDay(id) ? this.vault.inboxKey(id) : this.vault.keyOf(id as SubjectId)
    )
  }

  evict(id: string): void {
    this.#entries.delete(id)
    // An answer under way may be older than the destruction: it must not be kept.
    this.#asking.delete(`find ${id}`)
    this.#asking.delete(`make ${id}`)
  }

  async #get(
    id: string,
    question: string,
    ask: () => Promise<DataKey | undefined>
  ): Promise<DataKey | undefined> {
    const held = this.#entries.get(id)
    if (held && this.clock.monotonic() < held.until) return held.key
    const asked = this.#asking.get(question)
    if (asked) return asked
    const asking = ask()
    this.#asking.set(question, asking)
    try {
      const key = await asking
      if (this.#asking.get(question) === asking) this.#keep(id, key)
      return key
    } finally {
      if (this.#asking.get(question) === asking) this.#asking.delete(question)
    }
  }

  #keep(id: string, key: DataKey | undefined): void {
    this.#entries.delete(id)
    if (!key) return
    this.#entries.set(id, { key, until: this.clock.monotonic() + this.#lifetime(id) })
    const oldest = this.#entries.keys().next().value
    if (this.#entries.size > capacity && oldest !== undefined) this.#entries.delete(oldest)
  }

  /** An inbox key serves until its day is over, also when the vault is away. */
  #lifetime(id: string): number {
    const day = inboxDay(id)
    if (!day) return this.cacheMs
    return Math.max(0, Date.parse(day) + dayMs - this.clock.now()) + this.cacheMs
  }
}
