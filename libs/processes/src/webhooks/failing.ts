import type { Clock, EndpointId } from '#kernel'
import type { FencedNotes } from '../dispatch/index.js'

export const failingNote = 'webhooks-failing'
const longMs = 5 * 24 * 3_600_000

/** Since when an endpoint has done nothing but fail; kept over restarts. */
export class Failing {
  readonly #since = new Map<string, number>()

  constructor(
    private readonly notes: FencedNotes,
    private readonly clock: Clock
  ) {}

  async load(endpoints: ReadonlySet<string>): Promise<void> {
    for (const [id, since] of Object.entries((await this.notes.load(failingNote)) ?? {}))
      if (typeof since === 'number' && endpoints.has(id)) this.#since.set(id, since)
  }

  /** One more failure; true when it has gone on for days. */
  async began(id: EndpointId): Promise<boolean> {
    const since = this.#since.get(id)
    if (since !== undefined) return this.clock.now() - since >= longMs
    this.#since.set(id, this.clock.now())
    await this.#save()
    return false
  }

  /** It took something, somebody has looked after it, or it is gone. */
  async ended(id: EndpointId): Promise<void> {
    if (this.#since.delete(id)) await this.#save()
  }

  #save(): Promise<void> {
    return this.notes.save(failingNote, Object.fromEntries(this.#since))
  }
}
