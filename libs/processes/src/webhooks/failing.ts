import { type Clock, type EndpointId, isJsonObject } from '#kernel'
import type { FencedNotes } from '../dispatch/index.js'

export const failingNote = 'webhooks-failing'
const hourMs = 3_600_000
const longMs = 5 * 24 * hourMs
/** The longest gap between two attempts is a day and a fifth: after more than that nothing was tried, and nothing is known. */
const quietMs = 30 * hourMs

interface Failures {
  readonly since: number
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
      const { since, last } = kept
      if (typeof since === 'number' && typeof last === 'number') this.#failures.set(id, { since, last })
    }
  }

  /** One more failure; true when it has gone on for days. */
  async began(id: EndpointId): Promise<boolean> {
    const now = this.clock.now()
    const before = this.#failures.get(id)
    const since = before && now - before.last <= quietMs ? before.since : now
    // Between two that come soon after each other nothing is kept anew: the time is right within an hour.
    if (before?.since !== since || now - before.last >= hourMs) {
      this.#failures.set(id, { since, last: now })
      await this.#save()
    }
    return now - since >= longMs
  }

  /** It took something, somebody has looked after it, or it is gone. */
  async ended(id: EndpointId): Promise<void> {
    if (this.#failures.delete(id)) await this.#save()
  }

  #save(): Promise<void> {
    const all = [...this.#failures].map(([id, { since, last }]) => [id, { since, last }] as const)
    return this.notes.save(failingNote, Object.fromEntries(all))
  }
}
