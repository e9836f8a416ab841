import type { Made } from './made.js'

const mostLength = 8 * 1024 * 1024

/** What was just kept, unsealed, until it is sent for the first time: it need not be opened for that. The oldest go. */
export class FreshTexts {
  readonly #texts = new Map<string, Made>()
  #length = 0

  keep(id: string, made: Made): void {
    this.#texts.set(id, made)
    this.#length += made.text.length
    for (const oldest of this.#texts.keys()) {
      if (this.#length <= mostLength) return
      this.take(oldest)
    }
  }

  take(id: string): Made | undefined {
    const made = this.#texts.get(id)
    if (made === undefined) return undefined
    this.#texts.delete(id)
    this.#length -= made.text.length
    return made
  }

  clear(): void {
    this.#texts.clear()
    this.#length = 0
  }
}
