import { type Head, headLeaf, joined, type KeyedLeaf, type Subtree, subtreeOf } from './sparse.js'

const bytes = 32
/** The subtrees of so many first bits are kept: 4 MiB, however many streams there are. */
const bucketBits = 16
const buckets = 2 ** bucketBits
const bucketOf = (key: Uint8Array): number => ((key[0] ?? 0) << 8) | (key[1] ?? 0)

/**
 * The tree over the last events of all streams, as a log is read: for whoever checks what was committed. In numbers and
 * bytes, 68 for each stream and as much again while there is room for more: a log has more streams than objects fit.
 */
export class RunningHeads {
  /** Of slot n at n * 32; slot 0 is nobody's. */
  #keys = new Uint8Array(bytes * 1024)
  #leaves = new Uint8Array(bytes * 1024)
  /** The next slot of the same bucket; 0: there is none. */
  #next = new Uint32Array(1024)
  readonly #first = new Uint32Array(buckets)
  #count = 0
  /** The root at 1, below node n those at 2n and 2n + 1; the buckets from `buckets` on. */
  readonly #hashes = new Uint8Array(bytes * 2 * buckets)
  readonly #sizes = new Uint8Array(2 * buckets)
  /** Buckets of which something has changed. */
  readonly #changed = new Set<number>()

  set(head: Head): void {
    const { key, hash } = headLeaf(head)
    const bucket = bucketOf(key)
    this.#changed.add(bucket)
    const slot = this.#slotOf(bucket, key)
    this.#leaves.set(hash, slot * bytes)
  }

  root(): Buffer {
    let changed = new Set<number>()
    for (const bucket of this.#changed) {
      this.#keep(buckets + bucket, subtreeOf(this.#leavesIn(bucket), bucketBits))
      changed.add((buckets + bucket) >> 1)
    }
    this.#changed.clear()
    while (changed.size > 0) {
      const above = new Set<number>()
      for (const node of changed) {
        this.#keep(node, joined(this.#subtree(2 * node), this.#subtree(2 * node + 1)))
        if (node > 1) above.add(node >> 1)
      }
      changed = above
    }
    return Buffer.from(this.#subtree(1).hash)
  }

  /** A new one where the key has none yet. */
  #slotOf(bucket: number, key: Uint8Array): number {
    for (let slot = this.#first[bucket] ?? 0; slot > 0; slot = this.#next[slot] ?? 0)
      if (this.#keyAt(slot).equals(key)) return slot
    const slot = ++this.#count
    if (slot >= this.#next.length) this.#grow()
    this.#keys.set(key, slot * bytes)
    this.#next[slot] = this.#first[bucket] ?? 0
    this.#first[bucket] = slot
    return slot
  }

  #grow(): void {
    const [keys, leaves, next] = [this.#keys, this.#leaves, this.#next]
    this.#keys = new Uint8Array(keys.length * 2)
    this.#keys.set(keys)
    this.#leaves = new Uint8Array(leaves.length * 2)
    this.#leaves.set(leaves)
    this.#next = new Uint32Array(next.length * 2)
    this.#next.set(next)
  }

  #leavesIn(bucket: number): KeyedLeaf[] {
    const leaves: KeyedLeaf[] = []
    for (let slot = this.#first[bucket] ?? 0; slot > 0; slot = this.#next[slot] ?? 0)
      leaves.push({ key: this.#keyAt(slot), hash: at(this.#leaves, slot) })
    return leaves.sort((one, other) => one.key.compare(other.key))
  }

  #keyAt(slot: number): Buffer {
    return at(this.#keys, slot)
  }

  #subtree(node: number): Subtree {
    const leaves = this.#sizes[node]
    return { leaves: leaves === 1 ? 1 : leaves === 2 ? 2 : 0, hash: at(this.#hashes, node) }
  }

  #keep(node: number, { leaves, hash }: Subtree): void {
    this.#sizes[node] = leaves
    this.#hashes.set(hash, node * bytes)
  }
}

/** A look at them, no copy. */
const at = (all: Uint8Array<ArrayBuffer>, place: number): Buffer =>
  Buffer.from(all.buffer, place * bytes, bytes)
