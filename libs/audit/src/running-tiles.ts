import { entriesBundle, type TileName, tileWidth } from './tiles.js'
import { fullRoot, leafHash } from './tree.js'

export type Tile = TileName & { readonly content: Buffer }

/** The tiles of a log as it is read: each as soon as it is full, and at the end what is left. */
export class RunningTiles {
  #entries: Buffer[] = []
  #bundles = 0
  readonly #levels: { index: number; hashes: Buffer[] }[] = []

  add(entry: Buffer): Tile[] {
    const full: Tile[] = []
    this.#entries.push(entry)
    if (this.#entries.length === tileWidth) {
      full.push(this.#bundle())
      this.#bundles++
      this.#entries = []
    }
    this.#place(0, leafHash(entry), full)
    return full
  }

  rest(): Tile[] {
    const left = this.#levels.flatMap(({ index, hashes }, level) =>
      hashes.length === 0 ? [] : [tileOf(level, index, hashes)]
    )
    return this.#entries.length === 0 ? left : [this.#bundle(), ...left]
  }

  #bundle(): Tile {
    const entries = this.#entries
    return {
      level: 'entries',
      index: this.#bundles,
      width: entries.length,
      content: entriesBundle(entries)
    }
  }

  #place(level: number, hash: Buffer, full: Tile[]): void {
    this.#levels[level] ??= { index: 0, hashes: [] }
    const tile = this.#levels[level]
    tile.hashes.push(hash)
    if (tile.hashes.length < tileWidth) return
    full.push(tileOf(level, tile.index, tile.hashes))
    const above = fullRoot(tile.hashes)
    tile.index++
    tile.hashes = []
    this.#place(level + 1, above, full)
  }
}

const tileOf = (level: number, index: number, hashes: readonly Buffer[]): Tile => ({
  level,
  index,
  width: hashes.length,
  content: Buffer.concat(hashes)
})
