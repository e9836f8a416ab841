const mostLength = 8 * 1024 * 1024

/** What was just kept, unsealed, until it is sent for the first time: it need not be opened for that. Bounded. */
export class FreshTexts {
  readonly #texts = new Map<string, string>()
  #length = 0

  keep(id: string, text: string): void {
    if (this.#length + text.length > mostLength) return
    this.#texts.set(id, text)
    this.#length += text.length
  }

  take(id: string): string | undefined {
    const text = this.#texts.get(id)
    if (text === undefined) return undefined
    this.#texts.delete(id)
    this.#length -= text.length
    return text
  }

  clear(): void {
    this.#texts.clear()
    this.#length = 0
  }
}
