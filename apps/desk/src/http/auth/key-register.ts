import type { DeskState } from '#desk-state'
import { type ApiKeyId, type Clock, toIso } from '#kernel'
import type { Logger } from '#observability'

const prefix = 'api-key:'

/** Which keys there may be, and the day each was last used: one fact of the desk state per key, so nothing is lost to another. */
export class KeyRegister {
  /** The day that is written for each key: one write a day. */
  readonly #days = new Map<ApiKeyId, string>()

  constructor(
    private readonly state: DeskState,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  /** Before the key is issued: one that is in the log is in here too. */
  async add(id: ApiKeyId): Promise<void> {
    await this.state.setFactOnce(prefix + id, { last_used_on: null })
  }

  /** Each with its last day, UTC. */
  async all(): Promise<Map<ApiKeyId, string | null>> {
    const facts = await this.state.facts(prefix)
    return new Map(
      facts.map(({ name, value: { last_used_on: day } }) => [
        name.slice(prefix.length) as ApiKeyId,
        typeof day === 'string' ? day : null
      ])
    )
  }

  async lastUsedOn(id: ApiKeyId): Promise<string | null> {
    const day = (await this.state.fact(prefix + id))?.['last_used_on']
    return typeof day === 'string' ? day : null
  }

  /** Nobody waits for it; one that can't be written is written at the next use. */
  used(id: ApiKeyId): void {
    const day = toIso(this.clock.now()).slice(0, 10)
    if (this.#days.get(id) === day) return
    this.#days.set(id, day)
    this.state.setFact(prefix + id, { last_used_on: day }).catch((error: unknown) => {
      this.#days.delete(id)
      this.logger.warn({ error, key: id }, 'the day of a key could not be written')
    })
  }
}
