import { stem, wordsIn } from '#search'
import { type SeenSignal, signalsIn } from '../signals/signals.js'
import type { FoundTerms, TermIndex, Words } from './term-index.js'

/** A text as conditions look at it: taken apart once for all of them. */
export class ReadText implements Words {
  #words: Words | undefined
  #signals: readonly SeenSignal[] | undefined
  readonly #found = new Map<TermIndex, FoundTerms>()

  constructor(readonly text: string) {}

  /** The words' own forms, folded, in order. */
  get forms(): readonly string[] {
    return this.#read().forms
  }

  /** Of each word, in order. */
  get stems(): readonly string[] {
    return this.#read().stems
  }

  get signals(): readonly SeenSignal[] {
    this.#signals ??= signalsIn(this.text)
    return this.#signals
  }

  /** What of an index's terms it has, looked up once. */
  found(index: TermIndex): FoundTerms {
    const found = this.#found.get(index) ?? index.in(this)
    this.#found.set(index, found)
    return found
  }

  #read(): Words {
    if (!this.#words) {
      const forms = wordsIn(this.text).map(({ folded }) => folded)
      this.#words = { forms, stems: forms.map(stem) }
    }
    return this.#words
  }
}
