import { createHmac, hkdfSync } from 'node:crypto'
import { fold, stem, wordsIn } from '../analyser/words.js'

export type Field = 'title' | 'tag' | 'name'

/** What a ticket is found by, as keyed hashes: of a file that was copied without the master key nothing can be tried out. */
export class HashedWords {
  readonly #key: Buffer

  constructor(masterKey: Uint8Array, salt: string) {
    this.#key = Buffer.from(hkdfSync('sha256', masterKey, salt, 'search', 32))
  }

  /** Stems of all words: which of them are usual is said by whoever asks. */
  ofText(text: string): Buffer[] {
    return wordsIn(text).map(({ folded }) => this.ofStem(stem(folded)))
  }

  ofStem(one: string): Buffer {
    return this.#hash(`stem ${one}`)
  }

  /** Whole words, not their stems, and the username as one. */
  ofName(name: string, username: string | null): Buffer[] {
    const words = wordsIn(`${name} ${username ?? ''}`).map(({ folded }) => this.ofNameWord(folded))
    return username === null ? words : [...words, this.ofUsername(username)]
  }

  ofNameWord(folded: string): Buffer {
    return this.#hash(`name ${folded}`)
  }

  ofUsername(username: string): Buffer {
    return this.#hash(`username ${fold(username).replace(/^@/, '')}`)
  }

  #hash(word: string): Buffer {
    return createHmac('sha256', this.#key).update(word).digest().subarray(0, 16)
  }
}
