import type { DeskState } from '#desk-state'
import { Stopped } from './faults.js'
import type { Line } from './line.js'
import type { LowWaterMark, Place } from './low-water-mark.js'
import { unreadable } from './parking.js'
import type { Process } from './process.js'
import type { Runtime } from './runtime.js'

/** At most one save in this time: each costs an fsync, and what a crash repeats bears repeating. */
const restMs = 200

/** Saves how far a process is, some time after it has moved, and at the end. */
export class Saver {
  #moved = false
  #saved: string | undefined
  #running: Promise<void> | undefined

  constructor(
    private readonly to: { state: DeskState; process: Process; fence: number; mark: LowWaterMark },
    private readonly runtime: Runtime,
    private readonly line: Line,
    private readonly signal: AbortSignal,
    private readonly failed: (error: unknown) => void
  ) {}

  moved(): void {
    this.#moved = true
    this.#running ??= this.#run().then(
      () => {
        this.#running = undefined
      },
      error => {
        this.#running = undefined
        if (!(error instanceof Stopped)) this.failed(error)
      }
    )
  }

  /** The last save before the end; when it fails, the next start repeats a little more. */
  async finish(): Promise<void> {
    await this.#running
    const place = this.to.mark.value
    if (place) {
      await this.#save(place).catch(error =>
        this.runtime.logger.warn(
          { subscription: this.to.process.name, error },
          'the last checkpoint was not saved'
        )
      )
    }
  }

  async #run(): Promise<void> {
    while (this.#moved && !this.signal.aborted) {
      this.#moved = false
      const place = this.to.mark.value
      if (place) await this.line.through(() => this.#save(place))
      await this.runtime.clock.sleep(restMs, this.signal)
    }
  }

  async #save({ position, eventId }: Place): Promise<void> {
    // Without its id no checkpoint can name an event: the next start meets it again.
    if (position === this.#saved || eventId === unreadable) return
    const { state, process, fence } = this.to
    const note = process.note?.()
    await state.saveCheckpoint(process.name, { position, eventId, ...(note && { note }) }, fence)
    this.#saved = position
  }
}
