import { hash } from 'node:crypto'

/** 16 bytes of SHA-256: nobody can make two names that have them in common. */
const wordsPerKey = 4

/**
 * A number for each stream, from 0, in the order in which they are first asked for. Some 30 to 60 bytes each: a whole log
 * has more streams than names of them fit into memory.
 */
export class StreamRows {
  #keys = new Uint32Array(wordsPerKey * 1024)
  /** Open addressing: row + 1, 0 where there is none. Twice as many places as rows. */
  #places = new Uint32Array(2048)
  #count = 0
  /** Events of one append stand together: the stream before is not looked up again. */
  #last: { readonly stream: string; readonly row: number } | undefined
  readonly #asked = Buffer.alloc(32)
  readonly #words = new Uint32Array(this.#asked.buffer, this.#asked.byteOffset, wordsPerKey)

  get count(): number {
    return this.#count
  }

  /** A new one is the `count` there was before. */
  of(stream: string): number {
    if (this.#last?.stream === stream) return this.#last.row
    const row = this.#rowOf(stream)
    this.#last = { stream, row }
    return row
  }

  #rowOf(stream: string): number {
    // A letter for each byte: cheaper than asking for a buffer.
    this.#asked.write(hash('sha256', stream, 'latin1'), 'latin1')
    const key = this.#words
    const place = this.#placeOf(key)
    const held = this.#places[place] ?? 0
    if (held > 0) return held - 1
    const row = this.#count++
    this.#keys.set(key, row * wordsPerKey)
    this.#places[place] = row + 1
    if (this.#count * 2 >= this.#places.length) this.#grow()
    return row
  }

  #placeOf(key: Uint32Array): number {
    const last = this.#places.length - 1
    for (let place = (key[0] ?? 0) & last; ; place = (place + 1) & last) {
      const row = (this.#places[place] ?? 0) - 1
      if (row < 0 || this.#isAt(row, key)) return place
    }
  }

  #isAt(row: number, key: Uint32Array): boolean {
    for (let word = 0; word < wordsPerKey; word++)
      if (this.#keys[row * wordsPerKey + word] !== key[word]) return false
    return true
  }

  #grow(): void {
    this.#keys = grown(this.#keys)
    this.#places = new Uint32Array(this.#places.length * 2)
    const last = this.#places.length - 1
    for (let row = 0; row < this.#count; row++) {
      let place = (this.#keys[row * wordsPerKey] ?? 0) & last
      while (this.#places[place] !== 0) place = (place + 1) & last
      this.#places[place] = row + 1
    }
  }
}

function grown(words: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(words.length * 2)
  more.set(words)
  return more
}
