import type { RecordedEvent, Subscribed } from '#event-log'
import { Slice } from './slice.js'

export interface Taken {
  readonly events: readonly RecordedEvent[]
  /** The reader has everything the log held just now. */
  readonly caughtUp: boolean
}

/** Reads a subscription a little ahead, so that whoever takes gets all that is there now and never waits for more. */
export class ReadAhead {
  #events: RecordedEvent[] = []
  #caughtUp = false
  #ended: { readonly error?: unknown } | undefined
  #poked = false
  #closed = false
  #wakeTaker: () => void = () => {}
  #wakeReader: () => void = () => {}

  constructor(
    source: AsyncIterable<Subscribed>,
    private readonly limit: number
  ) {
    this.#read(source).then(
      () => this.#end({}),
      error => this.#end({ error })
    )
  }

  /**
   * Waits for something new. Undefined when the subscription has ended; its error comes after the events before it.
   */
  async take(): Promise<Taken | undefined> {
    while (this.#events.length === 0 && !this.#caughtUp && !this.#poked && !this.#ended) {
      await new Promise<void>(resolve => {
        this.#wakeTaker = resolve
      })
    }
    if (this.#events.length === 0 && this.#ended && !this.#caughtUp) {
      if ('error' in this.#ended) throw this.#ended.error
      return undefined
    }
    const taken = { events: this.#events, caughtUp: this.#caughtUp }
    this.#events = []
    this.#caughtUp = false
    this.#poked = false
    this.#wakeReader()
    return taken
  }

  /** Makes `take` return, with nothing if there is nothing. */
  poke(): void {
    this.#poked = true
    this.#wakeTaker()
  }

  /** Reads no further; the subscription's own signal ends it where it waits. */
  close(): void {
    this.#closed = true
    this.#wakeReader()
  }

  async #read(source: AsyncIterable<Subscribed>): Promise<void> {
    const slice = new Slice()
    for await (const item of source) {
      if (item.kind === 'caughtUp') this.#caughtUp = true
      else {
        this.#events.push(item.event)
        this.#caughtUp = false
      }
      this.#wakeTaker()
      while (this.#events.length >= this.limit && !this.#closed) {
        await new Promise<void>(resolve => {
          this.#wakeReader = resolve
        })
      }
      if (this.#closed) return
      if (slice.isOver) await slice.rest()
    }
  }

  #end(how: { readonly error?: unknown }): void {
    this.#ended = how
    this.#wakeTaker()
  }
}
