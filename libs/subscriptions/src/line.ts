import { InfrastructureFault } from '#kernel'
import { Stopped } from './faults.js'
import type { Runtime } from './runtime.js'

const firstMs = 200
const longestMs = 30_000

/** How long to wait after the n-th fault in a row (from 0): 0.2 s doubling up to 30 s, less a random part of up to half. */
export const backoffMs = (failures: number, random: () => number): number =>
  Math.min(longestMs, firstMs * 2 ** failures) * (1 - random() / 2)

/** Told when the line stops and when it goes on. */
export interface Reporter {
  backingOff(error: unknown, ms: number): void
  recovered(): void
}

/**
 * Everything a subscription does goes down one line. A fault of the infrastructure stops the whole line for a while;
 * then it goes on where it was, for ever until it is stopped.
 */
export class Line {
  #failures = 0
  #pause: Promise<void> | undefined

  constructor(
    private readonly runtime: Runtime,
    private readonly reporter: Reporter,
    private readonly signal: AbortSignal
  ) {}

  /** Repeats `action` until it ends otherwise than by such a fault. @throws Stopped; whatever else `action` throws */
  async through<T>(action: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.#pause
      if (this.signal.aborted) throw new Stopped()
      try {
        const result = await action()
        this.recovered()
        return result
      } catch (error) {
        if (!(error instanceof InfrastructureFault)) throw error
        await this.pause(error)
      }
    }
  }

  /** Stops the line because of this fault; joins the pause that is under way, if there is one. */
  pause(error: unknown): Promise<void> {
    if (!this.#pause) {
      const ms = backoffMs(this.#failures++, this.runtime.random)
      this.reporter.backingOff(error, ms)
      this.#pause = this.runtime.clock.sleep(ms, this.signal).then(() => {
        this.#pause = undefined
      })
    }
    return this.#pause
  }

  recovered(): void {
    if (this.#failures === 0 || this.#pause) return
    this.#failures = 0
    this.reporter.recovered()
  }
}
