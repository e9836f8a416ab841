import type { Clock, Instant } from '#kernel'

export interface Known<T> {
  /** As it was known last; undefined: never. */
  readonly value: T | undefined
  readonly at: Instant | undefined
  /** Undefined: the last time it was asked it answered. */
  readonly trouble: { readonly why: string; readonly since: Instant } | undefined
}

/** Shorter than the two seconds in which health answers, whatever hangs. */
const patienceMs = 1500

/**
 * Asks something that may hang: waits for it no longer than 1.5 s and then says what it has answered last. It is asked once
 * at a time, however many look.
 */
export class Probe<T> {
  #known: { readonly value: T; readonly at: Instant; readonly asked: number } | undefined
  #trouble: { readonly why: string; readonly since: Instant } | undefined
  #asking: { readonly since: Instant; readonly answered: Promise<void> } | undefined

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly clock: Clock,
    private readonly waitMs = patienceMs
  ) {}

  /** `freshMs`: an answer of the last so many milliseconds will do. */
  async look(freshMs = 0): Promise<Known<T>> {
    const { clock } = this
    const isFresh = this.#known && freshMs > 0 && clock.monotonic() - this.#known.asked <= freshMs
    if (isFresh && !this.#trouble) return this.known
    this.#asking ??= { since: clock.now(), answered: this.#askOnce() }
    const { answered, since } = this.#asking
    if (!(await inTime(answered, this.waitMs))) {
      this.#trouble ??= { why: 'no answer', since }
    }
    return this.known
  }

  get known(): Known<T> {
    return { value: this.#known?.value, at: this.#known?.at, trouble: this.#trouble }
  }

  async #askOnce(): Promise<void> {
    const { clock } = this
    const asked = clock.monotonic()
    try {
      const value = await this.ask()
      this.#known = { value, at: clock.now(), asked }
      this.#trouble = undefined
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#trouble = { why, since: this.#trouble?.since ?? clock.now() }
    } finally {
      this.#asking = undefined
    }
  }
}

/** By the machine's time: what the desk takes for the time may stand still. */
async function inTime(answered: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>(resolve => {
    timer = setTimeout(() => resolve(false), ms)
  })
  try {
    return await Promise.race([answered.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
