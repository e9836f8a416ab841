import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Finding, RunningTiles, type Tile, tilePath } from '#audit'

/** Whether the tiles and checkpoints of an export are those of its records; tells the first of each kind that are not. */
export class ExportedFiles {
  readonly #tiles = new RunningTiles()
  readonly #findings = new Map<string, Finding>()
  #size = 0

  /** `size`: of the tree that the tiles are of. */
  constructor(
    private readonly directory: string,
    private readonly size: number
  ) {}

  add(entry: Buffer): void {
    if (this.#size >= this.size) return
    this.#size++
    for (const tile of this.#tiles.add(entry)) this.#tile(tile)
    if (this.#size === this.size) for (const tile of this.#tiles.rest()) this.#tile(tile)
  }

  checkpoint(size: number, note: string): void {
    this.#compare(`checkpoints/${size}`, Buffer.from(note))
  }

  get findings(): readonly Finding[] {
    return [...this.#findings.values()]
  }

  #tile(tile: Tile): void {
    this.#compare(tilePath(tile), tile.content)
  }

  #compare(name: string, content: Buffer): void {
    const path = join(this.directory, name)
    if (!existsSync(path)) this.#found('missing', name, `${name} is missing`)
    else if (!readFileSync(path).equals(content))
      this.#found('differs', name, `${name} is not that of the records`)
  }

  #found(kind: Finding['kind'], name: string, what: string): void {
    const key = `${kind} ${name.split('/')[0]}`
    if (!this.#findings.has(key)) this.#findings.set(key, { kind, what })
  }
}
