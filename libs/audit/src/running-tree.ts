import { emptyRoot, leafHash, nodeHash } from './tree.js'

/** The root of a tree that grows, kept as its full subtrees: some twenty hashes for a million entries. */
export class RunningTree {
  readonly #full: { readonly level: number; readonly hash: Buffer }[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  add(entry: Uint8Array): void {
    this.addLeaf(leafHash(entry))
  }

  addLeaf(leaf: Buffer): void {
    let level = 0
    let hash = leaf
    for (let last = this.#full.at(-1); last?.level === level; last = this.#full.at(-1)) {
      this.#full.pop()
      hash = nodeHash(last.hash, hash)
      level++
    }
    this.#full.push({ level, hash })
    this.#size++
  }

  root(): Buffer {
    let root: Buffer | undefined
    for (const { hash } of this.#full.toReversed()) root = root ? nodeHash(hash, root) : hash
    return root ?? emptyRoot
  }
}
