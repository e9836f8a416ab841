export interface Place {
  readonly position: string
  readonly eventId: string
}

/**
 * How far everything is done when several things are at work at once: the last place before the oldest one that is
 * unfinished. Places are seen in the log's order; memory grows with what is unfinished only.
 */
export class LowWaterMark {
  #seen: Place | undefined
  /** What is unfinished, in order, each with the place just before it. */
  readonly #unfinished = new Map<string, Place | undefined>()

  constructor(start?: Place) {
    this.#seen = start
  }

  /** This one needs nothing done. */
  pass(place: Place): void {
    this.#seen = place
  }

  /** From now on the mark stays before this place until `finish`. */
  start(place: Place): void {
    this.#unfinished.set(place.position, this.#seen)
    this.#seen = place
  }

  finish(position: string): void {
    this.#unfinished.delete(position)
  }

  /** Undefined while nothing is done. */
  get value(): Place | undefined {
    for (const before of this.#unfinished.values()) return before
    return this.#seen
  }

  get unfinished(): number {
    return this.#unfinished.size
  }
}
