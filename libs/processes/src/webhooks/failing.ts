import { type Clock, type EndpointId, isJsonObject } from '#kernel'
import type { FencedNotes } from '../dispatch/index.js'

export const failingNote = 'webhooks-failing'
const longMs = 5 * 24 * 3_600_000
/** One or two, days from each other, say too little; nor do several of one bad hour. */
const many = 5
const apartMs = 3_600_000

interface Failures {
  readonly since: number
  /** Up to `many`, an hour apart. */
  readonly count: number
  /** When the last one was counted. */
  readonly last: number
}

/** Since when an endpoint has done nothing but fail; kept over restarts. */
export class Failing {
  readonly #failures = new Map<string, Failures>()

  constructor(
    private readonly notes: FencedNotes,
    private readonly clock: Clock
  ) {}

  async load(endpoints: ReadonlySet<string>): Promise<void> {
    for (const [id, kept] of Object.entries((await this.notes.load(failingNote)) ?? {})) {
      if (!endpoints.has(id) || !isJsonObject(kept)) continue
      const { since, count = 1, last = since } = kept
      if (typeof since === 'number' && typeof count === 'number' && typeof last === 'number')
        this.#failures.set(id, { since, count, last })
    }
  }

  /** One more failure; true when it has gone on for days, however seldom anything was tried. */
  async began(id: EndpointId): Promise<boolean> {
    const now = this.clock.now()
    const known = this.#failures.get(id)
    const { since, count } = known ?? { since: now, count: 0 }
    if (count >= many) return now - since >= longMs
    if (known && now - known.last < apartMs) return false
    this.#failures.set(id, { since, count: count + 1, last: now })
    await this.#save()
    return now - since >= longMs && count + 1 >= many
  }

  /** It took something, somebody has looked after it, or it is gone. */
  async ended(id: EndpointId): Promise<void> {
    if (this.#failures.delete(id)) await this.#save()
  }

  #save(): Promise<void> {
    const all = [...this.#failures].map(([id, failures]) => [id, { ...failures }] as const)
    return this.notes.save(failingNote, Object.fromEntries(all))
  }
}
