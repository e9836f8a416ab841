import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  consistencyProof,
  emptyRoot,
  inclusionProof,
  isConsistent,
  leafHash,
  type Nodes,
  nodeHash,
  RunningTree,
  rootFromInclusion,
  rootOf
} from './index.js'

/** RFC 9162, 2.1.1, word for word: the second implementation. */
function mth(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves
  if (!only) return emptyRoot
  if (leaves.length === 1) return leafHash(only)
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)))
}

const nodesOver =
  (leaves: readonly Buffer[]): Nodes =>
  async (level, index) => {
    const width = 2 ** level
    expect((index + 1) * width).toBeLessThanOrEqual(leaves.length)
    return mth(leaves.slice(index * width, (index + 1) * width))
  }

const entries = (n: number, seed = 0): Buffer[] =>
  Array.from({ length: n }, (_, i) => Buffer.alloc(32, i * 7 + seed))
const flipped = (bytes: Buffer, bit: number): Buffer => {
  const copy = Buffer.from(bytes)
  const at = (bit >> 3) % copy.length
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7))
  return copy
}

// The tree of RFC 6962's own tests.
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f'
]
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
]

describe('the tree', () => {
  test.each(roots.map((root, size) => ({ root, size })))(
    'of RFC 6962 has its root at size $size',
    async ({ root, size }) => {
      const leaves = inputs.slice(0, size).map(hex => Buffer.from(hex, 'hex'))
      expect((await rootOf(nodesOver(leaves), size)).toString('hex')).toBe(root)
      const running = new RunningTree()
      for (const leaf of leaves) running.add(leaf)
      expect(running.root().toString('hex')).toBe(root)
    }
  )

  test('proves every leaf of every size, and no proof survives one changed bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 80 }), fc.nat(), fc.nat(), async (size, at, bit) => {
        const index = at % size
        const leaves = entries(size)
        const leaf = leafHash(leaves[index] ?? Buffer.alloc(0))
        const path = await inclusionProof(nodesOver(leaves), index, size)
        const root = mth(leaves)
        expect(rootFromInclusion(leaf, index, size, path)).toEqual(root)
        expect(rootFromInclusion(flipped(leaf, bit), index, size, path)).not.toEqual(root)
        if (path.length === 0) return
        const changed = path.with(bit % path.length, flipped(path[bit % path.length] ?? leaf, bit))
        expect(rootFromInclusion(leaf, index, size, changed)).not.toEqual(root)
        expect(rootFromInclusion(leaf, index, size, path.slice(1))).not.toEqual(root)
        expect(rootFromInclusion(leaf, index, size, [...path, leaf])).toBeUndefined()
        const elsewhere = (index + 1) % size
        expect(rootFromInclusion(leaf, elsewhere, size, path)).not.toEqual(root)
      })
    )
  })

  test('proves for any two sizes that one is the beginning of the other, and of no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 80 }), fc.nat(), fc.nat(), async (to, at, bit) => {
        const from = 1 + (at % to)
        const leaves = entries(to)
        const proof = await consistencyProof(nodesOver(leaves), from, to)
        const old = { size: from, root: mth(leaves.slice(0, from)) }
        const now = { size: to, root: mth(leaves) }
        expect(isConsistent(old, now, proof)).toBe(true)
        expect(isConsistent({ ...old, root: flipped(old.root, bit) }, now, proof)).toBe(false)
        expect(isConsistent(old, { ...now, root: flipped(now.root, bit) }, proof)).toBe(false)
        expect(isConsistent(old, now, [...proof, old.root])).toBe(false)
        if (proof.length > 0) {
          const changed = proof.with(bit % proof.length, flipped(proof[bit % proof.length] ?? old.root, bit))
          expect(isConsistent(old, now, changed)).toBe(false)
          expect(isConsistent(old, now, proof.slice(1))).toBe(false)
        }
      })
    )
  })

  test('proves nothing of a leaf or a size that it has not', async () => {
    const nodes = nodesOver(entries(3))
    await expect(inclusionProof(nodes, 3, 3)).rejects.toThrow(RangeError)
    await expect(consistencyProof(nodes, 0, 3)).rejects.toThrow(RangeError)
    await expect(consistencyProof(nodes, 4, 3)).rejects.toThrow(RangeError)
    expect(rootFromInclusion(emptyRoot, 0, 0, [])).toBeUndefined()
    expect(isConsistent({ size: 0, root: emptyRoot }, { size: 3, root: mth(entries(3)) }, [])).toBe(true)
  })
})
