import type { Clock } from '#kernel'

/** An hour of a look every five seconds. */
const samplesKept = 720

/** How long ago the log was where a view is: from looks at its head, whatever positions look like. */
export class Heads {
  readonly #samples: { readonly head: string; readonly at: number }[] = []

  constructor(private readonly clock: Clock) {}

  note(head: string | undefined): void {
    if (head === undefined || this.#samples.at(-1)?.head === head) return
    this.#samples.push({ head, at: this.clock.monotonic() })
    if (this.#samples.length > samplesKept) this.#samples.shift()
  }

  /** For so long at least the log has held events after `position`; 0 as far as is known. */
  behindS(position: string | null): number {
    const missed = this.#samples.find(({ head }) => position === null || position < head)
    return missed ? (this.clock.monotonic() - missed.at) / 1000 : 0
  }
}
