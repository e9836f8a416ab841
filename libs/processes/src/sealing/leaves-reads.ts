import { leafHash, type Nodes, nodeHash, tileHeight, tileWidth } from '#audit'
import type { ReadStore, ViewReads } from '#read-store'
import {
  type EntriesTile,
  entriesIn,
  type LeavesState,
  leavesCollections,
  leavesView,
  markBytes,
  marksIn,
  marksWide,
  nodesId,
  nodesIn
} from './documents.js'
import { rests } from './rests.js'

/** What can be asked of the view, wherever it is kept. */
export class LeavesReads {
  constructor(readonly store: Pick<ViewReads, 'get' | 'getMany' | 'checkpoint'>) {}

  /** Undefined before the first build. */
  static async of(store: ReadStore): Promise<LeavesReads | undefined> {
    const current = await store.current(leavesView.name)
    return current && new LeavesReads(await store.open(current, leavesCollections))
  }

  async state(): Promise<LeavesState | undefined> {
    const found = await this.store.get('state', 'state')
    // Only the fold of this view writes it, under this version.
    return found?.document as LeavesState | undefined
  }

  /** Of the last event that was folded. */
  async position(): Promise<string | undefined> {
    return (await this.store.checkpoint())?.position
  }

  async entries(tile: number): Promise<EntriesTile | undefined> {
    const found = await this.store.get('entries', String(tile))
    return found && entriesIn(found.document)
  }

  /** Of a view of this size, what is not full yet: entries of the last tile, marks, and of each level from 1 the nodes. */
  async notFull(size: number) {
    const tile = size % tileWidth === 0 ? undefined : await this.entries(Math.floor(size / tileWidth))
    const found =
      size % marksWide === 0 ? undefined : await this.store.get('marks', String(Math.floor(size / marksWide)))
    const marks = found ? marksIn(found.document) : Buffer.alloc(0)
    const nodes: Buffer[][] = []
    for (let level = 1; size >= tileWidth ** level; level++) {
      const isFull = Math.floor(size / tileWidth ** level) % tileWidth === 0
      nodes.push(isFull ? [] : [...(await this.tile(level, Math.floor(size / tileWidth ** (level + 1))))])
    }
    return {
      entries: [...(tile?.entries ?? [])],
      from: tile?.from ?? '',
      marks: Array.from({ length: marks.length / markBytes }, (_, i) =>
        marks.subarray(i * markBytes, (i + 1) * markBytes)
      ),
      nodes
    }
  }

  /** The hashes of a tile, at level 0 those of the leaves. */
  async tile(level: number, index: number): Promise<readonly Buffer[]> {
    if (level === 0) return (await this.entries(index))?.entries.map(leafHash) ?? []
    const found = await this.store.get('nodes', nodesId(level, index))
    return found ? nodesIn(found.document) : []
  }

  /** Nodes of the tree; each tile is read once. @throws Error where the view does not hold them */
  nodes(): Nodes {
    const tiles = new Map<string, Promise<TileTree>>()
    return async (level, index) => {
      const high = Math.floor(level / tileHeight)
      const low = level % tileHeight
      const perTile = tileWidth >> low
      const tile = Math.floor(index / perTile)
      const id = nodesId(high, tile)
      const tree = tiles.get(id) ?? this.tile(high, tile).then(hashes => new TileTree(hashes))
      tiles.set(id, tree)
      const node = (await tree).node(low, index % perTile)
      if (!node) throw new Error(`the view ${leavesView.name} lacks node ${index} of level ${level}`)
      return node
    }
  }

  /**
   * Where these salts may stand: the entries with the same mark, which the caller tells apart. From the newest back, until
   * each has been found.
   */
  async *marked(salts: readonly string[], size: number): AsyncGenerator<{ salt: string; index: number }> {
    const wanted = Map.groupBy(salts, salt => Buffer.from(salt, 'hex').readUInt32BE())
    const rest = rests()
    for (let part = Math.ceil(size / marksWide) - 1; part >= 0; part--) {
      await rest()
      const found = await this.store.get('marks', String(part))
      const marks = found ? marksIn(found.document) : Buffer.alloc(0)
      for (let at = marks.length - markBytes; at >= 0; at -= markBytes) {
        for (const salt of wanted.get(marks.readUInt32BE(at)) ?? [])
          yield { salt, index: part * marksWide + at / markBytes }
      }
    }
  }
}

/** The full subtrees within a tile. */
class TileTree {
  readonly #levels: (readonly Buffer[])[]

  constructor(hashes: readonly Buffer[]) {
    this.#levels = [hashes]
  }

  node(level: number, index: number): Buffer | undefined {
    for (let have = this.#levels.length; have <= level; have++) {
      const below = this.#levels[have - 1] ?? []
      const joined: Buffer[] = []
      for (let i = 0; i + 1 < below.length; i += 2) {
        const [left, right] = [below[i], below[i + 1]]
        if (left && right) joined.push(nodeHash(left, right))
      }
      this.#levels.push(joined)
    }
    return this.#levels[level]?.[index]
  }
}
