import type { RecordedEvent } from '#event-log'
import { Stopped, textOf } from './faults.js'
import type { Line } from './line.js'
import type { ProcessOptions } from './process.js'

const retries = 3
const retryMs = 100

/** Why an event can't be handled, after how many attempts. */
export interface Failed {
  readonly error: string
  readonly attempts: number
}

/** Handles single events: for ever while the infrastructure is away, a few times where the event itself fails. */
export class Attempts {
  constructor(
    private readonly options: Omit<ProcessOptions, 'fence'>,
    private readonly line: Line,
    private readonly signal: AbortSignal
  ) {}

  /** Calls `finish` when the event is handled and nothing holds it. Answers why it can't be handled. @throws Stopped */
  async handle(event: RecordedEvent, finish: () => void): Promise<Failed | undefined> {
    const { process, clock, logger } = this.options
    const { signal } = this
    for (let attempts = 1; ; attempts++) {
      try {
        const holds = await this.line.through(async () => {
          const holds = new Holds(finish)
          await process.handle(event, { signal, hold: () => holds.take() })
          return holds
        })
        holds.returned()
        return undefined
      } catch (error) {
        if (signal.aborted) throw new Stopped()
        const { id, type, position } = event
        logger.warn(
          { subscription: process.name, event: id, type, position, attempts, error },
          'an event failed'
        )
        if (attempts > retries) return { error: textOf(error), attempts }
        await clock.sleep(retryMs * 2 ** (attempts - 1), signal)
      }
    }
  }
}

/** Counts who still holds an event; the handler itself is the first. */
class Holds {
  #count = 1

  constructor(private readonly finish: () => void) {}

  take(): () => void {
    this.#count++
    let released = false
    return () => {
      if (!released) this.returned()
      released = true
    }
  }

  returned(): void {
    this.#count--
    if (this.#count === 0) this.finish()
  }
}
