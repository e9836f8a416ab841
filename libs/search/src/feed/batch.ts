import { searchSettings, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { Clock } from '#kernel'
import type { Change, IndexedPlace } from '../index/messages.js'
import type { LocalIndex } from '../local-index.js'

/** So many changes go in together at most. */
const most = 500
/** The place is kept after so many events without a change, too, so that a start has little to read. */
const placeEvery = 5000

/** Gathers changes for as long as desk/search says. One caller adds; `flush` may come from anybody at any time. */
export class Batch {
  #changes: Change[] = []
  #seen: IndexedPlace | undefined
  #events = 0
  #position: string | undefined
  #everyMs = searchSettings({}).updateEveryS * 1000
  #flushedAt = 0
  #flushing: Promise<void> = Promise.resolve()
  #timer: AbortController | undefined
  #applying = false

  constructor(
    private readonly index: LocalIndex,
    private readonly clock: Clock,
    start: IndexedPlace | undefined,
    /** What was gathered is lost: the log must be followed again from the place that the index has. */
    private readonly onFailure: () => void
  ) {
    this.#seen = start
    this.#position = start?.position
  }

  /** Everything up to here can be found. */
  get position(): string | undefined {
    return this.#position
  }

  async add(event: RecordedEvent, changes: readonly Change[]): Promise<void> {
    this.#seen = { position: event.position, eventId: event.id }
    this.#events++
    this.#changes.push(...changes)
    const setting = toldIn('setting', event)
    if (
      setting?.type === 'SettingPublished' &&
      setting.data.kind === 'desk' &&
      setting.data.id === 'search'
    ) {
      this.#everyMs = searchSettings(setting.data.body).updateEveryS * 1000
    }
    if (this.#changes.length >= most || this.#events >= placeEvery) await this.flush()
    else if (this.#changes.length === 0 && !this.#applying) this.#position = event.position
  }

  /** Nothing more is there for now: what was gathered goes in, at once if the last time is long enough ago. */
  async caughtUp(): Promise<void> {
    if (this.#changes.length === 0) return
    const due = this.#flushedAt + this.#everyMs - this.clock.monotonic()
    if (due <= 0) return this.flush()
    if (this.#timer) return
    const timer = new AbortController()
    this.#timer = timer
    void this.clock.sleep(due, timer.signal).then(() => (timer.signal.aborted ? undefined : this.flush()))
  }

  /** Never rejects. */
  flush(): Promise<void> {
    this.#timer?.abort()
    this.#timer = undefined
    this.#flushing = this.#flushing.then(() => this.#flush()).catch(() => this.onFailure())
    return this.#flushing
  }

  stop(): void {
    this.#timer?.abort()
  }

  async #flush(): Promise<void> {
    const [changes, place] = [this.#changes, this.#seen]
    if (place === undefined || (changes.length === 0 && this.#events < placeEvery)) return
    this.#changes = []
    this.#events = 0
    this.#applying = true
    await this.index.call('apply', changes, place)
    this.#applying = false
    this.#flushedAt = this.clock.monotonic()
    this.#position = this.#changes.length === 0 ? this.#seen?.position : place.position
  }
}
