import type { Clock, Instant } from '#kernel'
import type { FencedNotes } from '../dispatch/index.js'
import type { Place } from './plan.js'

/** The deadlines that Telegram set, kept over a restart under our own names for the chats. */
export class RetryAfter {
  readonly #until = new Map<string, { readonly place: Place; readonly until: Instant }>()
  #saving: Promise<void> = Promise.resolve()

  constructor(
    private readonly notes: FencedNotes,
    private readonly name: string,
    private readonly clock: Clock
  ) {}

  async load(): Promise<readonly { readonly place: Place; readonly until: Instant }[]> {
    const chats = (await this.notes.load(this.name))?.['chats']
    for (const each of Array.isArray(chats) ? chats : []) {
      if (!Array.isArray(each)) continue
      const [kind, key, until] = each
      if ((kind === 'private' || kind === 'group') && typeof key === 'string' && typeof until === 'number') {
        this.#until.set(key, { place: { kind, key }, until })
      }
    }
    return [...this.#until.values()]
  }

  /** On stable storage when it resolves. */
  remember(place: Place, until: Instant): Promise<void> {
    this.#until.set(place.key, { place, until })
    this.#saving = this.#saving.catch(() => {}).then(() => this.#save())
    return this.#saving
  }

  #save(): Promise<void> {
    const now = this.clock.now()
    for (const [key, { until }] of this.#until) if (until <= now) this.#until.delete(key)
    const chats = [...this.#until.values()].map(({ place, until }) => [place.kind, place.key, until])
    return this.notes.save(this.name, { chats })
  }
}
