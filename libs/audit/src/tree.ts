import { sha256 } from './sha256.js'

/** RFC 9162, 2.1: leaf and inner nodes are told apart by their first byte. */
const leafed = Buffer.alloc(33)
export function leafHash(entry: Uint8Array): Buffer {
  if (entry.length !== 32) return sha256(Buffer.concat([Buffer.of(0), entry]))
  leafed.set(entry, 1)
  return sha256(leafed)
}

const noded = Buffer.alloc(65)
noded[0] = 1
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  noded.set(left, 1)
  noded.set(right, 33)
  return sha256(noded)
}

export const emptyRoot: Buffer = sha256('')

/**
 * The hash of the full subtree of 2^level leaves that begins at leaf index * 2^level. Asked only for subtrees that lie
 * wholly within the size asked about.
 */
export type Nodes = (level: number, index: number) => Promise<Buffer>

/** Of a full subtree, from the hashes of one of its levels. */
export function fullRoot(hashes: readonly Buffer[]): Buffer {
  const [first = Buffer.alloc(32)] = hashes
  if (hashes.length <= 1) return first
  const half = hashes.length / 2
  return nodeHash(fullRoot(hashes.slice(0, half)), fullRoot(hashes.slice(half)))
}

/** The largest power of two below `size`, which is at least 2; sizes may exceed 32 bits. */
export function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

/** Of leaves `start` to `start + size`; `start` is a multiple of the power of two that covers `size`. */
async function rangeHash(nodes: Nodes, start: number, size: number): Promise<Buffer> {
  const level = Math.log2(size)
  if (Number.isInteger(level)) return nodes(level, start / size)
  const split = splitOf(size)
  return nodeHash(await rangeHash(nodes, start, split), await rangeHash(nodes, start + split, size - split))
}

export async function rootOf(nodes: Nodes, size: number): Promise<Buffer> {
  return size === 0 ? emptyRoot : rangeHash(nodes, 0, size)
}

/** From the leaf's sibling up. @throws RangeError unless the leaf is in the tree */
export async function inclusionProof(nodes: Nodes, index: number, size: number): Promise<Buffer[]> {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) throw new RangeError('no such leaf')
  const path: Buffer[] = []
  let start = 0
  for (let left = size; left > 1; ) {
    const split = splitOf(left)
    if (index < start + split) {
      path.push(await rangeHash(nodes, start + split, left - split))
      left = split
    } else {
      path.push(await rangeHash(nodes, start, split))
      start += split
      left -= split
    }
  }
  return path.reverse()
}

/** That the tree of size `from` is a beginning of that of size `to`. @throws RangeError unless 0 < from <= to */
export async function consistencyProof(nodes: Nodes, from: number, to: number): Promise<Buffer[]> {
  if (!(from > 0 && from <= to)) throw new RangeError('not two sizes in order')
  const path: Buffer[] = []
  let start = 0
  let size = to
  let old = from
  let isWhole = true
  while (old < size) {
    const split = splitOf(size)
    if (old <= split) {
      path.push(await rangeHash(nodes, start + split, size - split))
      size = split
    } else {
      path.push(await rangeHash(nodes, start, split))
      start += split
      old -= split
      size -= split
      isWhole = false
    }
  }
  if (!isWhole) path.push(await rangeHash(nodes, start, size))
  return path.reverse()
}
