import { Corrupt, type EventLog, type Position, type Subscribed } from '#event-log'
import { type Clock, InfrastructureFault } from '#kernel'
import type { Sealer } from '#privacy'
import type { FoundText, FoundTicket, IndexedPlace, TextQuery, TicketQuery } from '../index/messages.js'
import { IndexUnavailable, type LocalIndex, openLocalIndex } from '../local-index.js'
import { Batch } from './batch.js'
import { changesOf } from './changes-of.js'

/** What can be found, as of what was recorded; kept up to date by following the log. */
export interface Search {
  texts(query: TextQuery): Promise<FoundText[]>
  tickets(query: TicketQuery): Promise<FoundTicket[]>
  /** What answers reflect at least; undefined: nothing yet. */
  position(): string | undefined
  /** Whether everything that was recorded when the search was started, or renewed, is in it. */
  isCurrent(): boolean
  /** Why it can't be opened or followed now; undefined: it is, as far as anybody knows. */
  fault(): string | undefined
  /** From now on it is current once it has what is recorded by now. */
  renew(): Promise<void>
  /** Whether it has come so far within this time; what is gathered goes in at once. */
  reached(position: string | undefined, timeoutMs: number): Promise<boolean>
  stop(): Promise<void>
}

export interface SearchOptions {
  readonly log: EventLog
  readonly sealer: Sealer
  readonly clock: Clock
  readonly masterKey: Uint8Array
  /** Undefined: the index lies in memory, and is built at each start. */
  readonly folder: string | undefined
  readonly onFault: (error: unknown) => void
}

const firstPauseMs = 200
const longestPauseMs = 10_000
const lookEveryMs = 5

/** Begins at once; a fault of log, vault or index is waited for, and an index that ended is opened anew. */
export function startSearch(options: SearchOptions): Search {
  return new RunningSearch(options)
}

class RunningSearch implements Search {
  readonly #ending = new AbortController()
  readonly #ended: Promise<void>
  #index: LocalIndex | undefined
  #batch: Batch | undefined
  #fault: string | undefined
  /** Everything up to here was there at the start; null: nothing was. Undefined: not known yet. */
  #target: string | null | undefined

  constructor(private readonly options: SearchOptions) {
    this.#ended = this.#run()
  }

  async texts(query: TextQuery): Promise<FoundText[]> {
    return this.#open().call('texts', query)
  }

  async tickets(query: TicketQuery): Promise<FoundTicket[]> {
    return this.#open().call('tickets', query)
  }

  position(): string | undefined {
    return this.#batch?.position
  }

  isCurrent(): boolean {
    if (!this.#index || this.#target === undefined) return false
    return this.#target === null || (this.position() ?? '') >= this.#target
  }

  fault(): string | undefined {
    return this.#fault
  }

  async renew(): Promise<void> {
    this.#target = (await this.options.log.head()) ?? null
  }

  async reached(position: string | undefined, timeoutMs: number): Promise<boolean> {
    const deadline = this.options.clock.monotonic() + timeoutMs
    const isThere = () => this.isCurrent() && (position === undefined || (this.position() ?? '') >= position)
    for (;;) {
      if (isThere()) return true
      await this.#batch?.flush()
      if (isThere()) return true
      if (this.options.clock.monotonic() >= deadline || this.#ending.signal.aborted) return false
      await this.options.clock.sleep(lookEveryMs, this.#ending.signal)
    }
  }

  async stop(): Promise<void> {
    this.#ending.abort()
    await this.#ended
  }

  #open(): LocalIndex {
    if (!this.#index) throw new IndexUnavailable('the search index is not open yet')
    return this.#index
  }

  async #run(): Promise<void> {
    const { clock, onFault } = this.options
    const { signal } = this.#ending
    for (let pause = firstPauseMs; !signal.aborted; pause = Math.min(pause * 2, longestPauseMs)) {
      try {
        await this.#follow(() => {
          pause = firstPauseMs
        })
      } catch (error) {
        this.#fault = error instanceof Error ? error.message : String(error)
        if (!signal.aborted) onFault(error)
      }
      if (!signal.aborted) await clock.sleep(pause, signal)
    }
  }

  async #follow(goesOn: () => void): Promise<void> {
    const { log, sealer, clock, folder, masterKey } = this.options
    const head = await log.head()
    this.#target ??= head ?? null
    const index = await openLocalIndex({ folder, masterKey })
    try {
      const place = await this.#startOf(index)
      const failed = new AbortController()
      const batch = new Batch(index, clock, place, () => failed.abort())
      void index.ended.then(() => failed.abort())
      this.#index = index
      this.#batch = batch
      this.#fault = undefined
      const until = AbortSignal.any([this.#ending.signal, failed.signal])
      for await (const item of readOn(log, place?.position, until)) {
        if (item.kind === 'event') await batch.add(item.event, await changesOf(item.event, sealer))
        else await batch.caughtUp()
        goesOn()
      }
      await batch.flush()
      if (failed.signal.aborted) throw new IndexUnavailable('the search index has ended')
    } finally {
      this.#index = undefined
      this.#batch?.stop()
      await index.close()
    }
  }

  /** From where it goes on: from the start where the log is not the one that was followed. */
  async #startOf(index: LocalIndex): Promise<IndexedPlace | undefined> {
    const place = await index.call('place')
    if (!place) return undefined
    const event = await this.options.log.eventAt(place.position as Position).catch(noneOfThisLog)
    if (event?.id === place.eventId) return place
    await index.call('clear')
    return undefined
  }
}

/** Goes on after what can't be read: views tell of it, and nothing of it can be found. */
async function* readOn(
  log: EventLog,
  after: string | undefined,
  signal: AbortSignal
): AsyncIterable<Subscribed> {
  let from: Position | 'start' = (after as Position | undefined) ?? 'start'
  while (!signal.aborted) {
    try {
      yield* log.subscribe(from, signal)
      return
    } catch (error) {
      if (!(error instanceof Corrupt) || error.position === undefined) throw error
      from = error.position
    }
  }
}

/** A position of another form is one of another log. */
function noneOfThisLog(error: unknown): undefined {
  if (error instanceof InfrastructureFault) throw error
}
