import { sha256 } from './sha256.js'
import { nodeHash } from './tree.js'

/** The last event of a stream, as the sparse tree holds it. */
export interface Head {
  readonly stream: string
  readonly revision: number
  /** Leaf hash of that event. */
  readonly leaf: Buffer
}

/** The heads of these would be most of the tree, and say nothing about completeness of a ticket. */
export const hasHead = (stream: string): boolean =>
  !stream.startsWith('inbox-') && !stream.startsWith('delivery-')

export const headKey = (stream: string): Buffer => sha256(stream)

export interface KeyedLeaf {
  readonly key: Buffer
  readonly hash: Buffer
}

/** 0, key, revision, leaf. */
const hashed = Buffer.alloc(73)
export function headLeaf({ stream, revision, leaf }: Head): KeyedLeaf {
  const key = headKey(stream)
  hashed.set(key, 1)
  hashed.writeBigUInt64BE(BigInt(revision), 33)
  hashed.set(leaf, 41)
  return { key, hash: sha256(hashed) }
}

const emptySubtree: Buffer = Buffer.alloc(32)

/** What must be known of a subtree: one with a single leaf is that leaf, at any height. 2 stands for two or more. */
export interface Subtree {
  readonly leaves: 0 | 1 | 2
  readonly hash: Buffer
}

export const nothing: Subtree = { leaves: 0, hash: emptySubtree }

export function joined(left: Subtree, right: Subtree): Subtree {
  if (left.leaves + right.leaves >= 2) return { leaves: 2, hash: nodeHash(left.hash, right.hash) }
  return left.leaves === 1 ? left : right
}

/** From the most significant one; false chooses left. */
export const bitOf = (key: Uint8Array, depth: number): boolean =>
  ((key[depth >> 3] ?? 0) & (0x80 >> (depth & 7))) !== 0

/** The subtree of leaves that agree in their first `depth` bits, sorted by key. */
export function subtreeOf(leaves: readonly KeyedLeaf[], depth = 0): Subtree {
  const [first] = leaves
  if (!first) return nothing
  if (leaves.length === 1) return { leaves: 1, hash: first.hash }
  const at = leaves.findIndex(({ key }) => bitOf(key, depth))
  const split = at < 0 ? leaves.length : at
  return joined(subtreeOf(leaves.slice(0, split), depth + 1), subtreeOf(leaves.slice(split), depth + 1))
}

/** The siblings on the way to a leaf, from the top down, until it is alone. */
export function siblingsIn(leaves: readonly KeyedLeaf[], key: Buffer, depth = 0): Buffer[] {
  if (leaves.length <= 1) return []
  const goesRight = bitOf(key, depth)
  const own = leaves.filter(leaf => bitOf(leaf.key, depth) === goesRight)
  const other = leaves.filter(leaf => bitOf(leaf.key, depth) !== goesRight)
  return [subtreeOf(other, depth + 1).hash, ...siblingsIn(own, key, depth + 1)]
}

/** Of 2^n subtrees side by side. */
export function joinedAll(subtrees: readonly Subtree[]): Subtree {
  const [first = nothing] = subtrees
  if (subtrees.length <= 1) return first
  const half = subtrees.length / 2
  return joined(joinedAll(subtrees.slice(0, half)), joinedAll(subtrees.slice(half)))
}

/** The siblings on the way from the top of 2^n subtrees to the one at `index`, until the leaf is alone. */
export function siblingsAmong(subtrees: readonly Subtree[], index: number): Buffer[] {
  if (subtrees.length <= 1 || joinedAll(subtrees).leaves < 2) return []
  const half = subtrees.length / 2
  const left = subtrees.slice(0, half)
  const right = subtrees.slice(half)
  return index < half
    ? [joinedAll(right).hash, ...siblingsAmong(left, index)]
    : [joinedAll(left).hash, ...siblingsAmong(right, index - half)]
}

/** The root that these siblings give; undefined where a leaf that is alone would stand below an empty sibling. */
export function rootFromSiblings(head: Head, siblings: readonly Buffer[]): Buffer | undefined {
  if (siblings.length > 256 || siblings.some(({ length }) => length !== 32)) return undefined
  if (siblings.at(-1)?.equals(emptySubtree)) return undefined
  const { key, hash } = headLeaf(head)
  let root = hash
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const sibling = siblings[depth] ?? emptySubtree
    root = bitOf(key, depth) ? nodeHash(sibling, root) : nodeHash(root, sibling)
  }
  return root
}
