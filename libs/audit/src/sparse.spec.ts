import { hash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  bitOf,
  type Head,
  hasHead,
  headKey,
  headLeaf,
  joinedAll,
  type KeyedLeaf,
  nothing,
  rootFromSiblings,
  siblingsAmong,
  siblingsIn,
  subtreeOf
} from './index.js'

/** The contract's three sentences, word for word: the second implementation. */
function naive(leaves: readonly KeyedLeaf[], depth = 0): Buffer {
  if (leaves.length === 0) return Buffer.alloc(32)
  const [only] = leaves
  if (leaves.length === 1 && only) return only.hash
  const left = leaves.filter(({ key }) => !bitOf(key, depth))
  const right = leaves.filter(({ key }) => bitOf(key, depth))
  const both = Buffer.concat([Buffer.of(1), naive(left, depth + 1), naive(right, depth + 1)])
  return hash('sha256', both, 'buffer')
}

const headOf = (n: number): Head => ({
  stream: `ticket-${n}`,
  revision: n,
  leaf: hash('sha256', `leaf ${n}`, 'buffer')
})
const sorted = (leaves: readonly KeyedLeaf[]) => leaves.toSorted((a, b) => Buffer.compare(a.key, b.key))
const numbers = fc.uniqueArray(fc.nat({ max: 5000 }), { maxLength: 120 })

/** As a store keeps it: buckets of the first bits, and a tree over them. */
function bucketed(leaves: readonly KeyedLeaf[], bits: number): KeyedLeaf[][] {
  const buckets: KeyedLeaf[][] = Array.from({ length: 2 ** bits }, () => [])
  for (const leaf of leaves) buckets[leaf.key.readUInt16BE() >> (16 - bits)]?.push(leaf)
  return buckets
}

describe('the tree of heads', () => {
  test('has the root that the contract says, however it is put together', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 6 }), (streams, bits) => {
        const leaves = sorted(streams.map(n => headLeaf(headOf(n))))
        expect(subtreeOf(leaves).hash).toEqual(naive(leaves))
        const tops = bucketed(leaves, bits).map(bucket => subtreeOf(bucket, bits))
        expect(joinedAll(tops).hash).toEqual(naive(leaves))
      })
    )
  })

  test('proves each of its streams, and neither another revision nor another leaf', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), (streams, at) => {
        fc.pre(streams.length > 0)
        const head = headOf(streams[at % streams.length] ?? 0)
        const key = headKey(head.stream)
        const leaves = sorted(streams.map(n => headLeaf(headOf(n))))
        const siblings = siblingsIn(leaves, key)
        const root = subtreeOf(leaves).hash
        expect(rootFromSiblings(head, siblings)).toEqual(root)
        const place = key.readUInt16BE() >> 12
        const buckets = bucketed(leaves, 4)
        const among = siblingsAmong(
          buckets.map(bucket => subtreeOf(bucket, 4)),
          place
        )
        expect([...among, ...siblingsIn(buckets[place] ?? [], key, 4)]).toEqual(siblings)
        expect(rootFromSiblings({ ...head, revision: head.revision + 1 }, siblings)).not.toEqual(root)
        expect(rootFromSiblings({ ...head, leaf: key }, siblings)).not.toEqual(root)
        expect(rootFromSiblings({ ...head, stream: 'ticket-x' }, siblings)).not.toEqual(root)
      })
    )
  })

  test('is 32 zero bytes while it is empty, and takes no leaf that stands too deep', () => {
    expect(nothing.hash).toEqual(Buffer.alloc(32))
    const head = headOf(1)
    expect(rootFromSiblings(head, [])).toEqual(headLeaf(head).hash)
    expect(rootFromSiblings(head, [Buffer.alloc(32)])).toBeUndefined()
    expect(rootFromSiblings(head, Array(257).fill(Buffer.alloc(32, 1)))).toBeUndefined()
  })

  test('leaves out the streams of updates and deliveries', () => {
    expect(['ticket-a', 'audit-heads', 'inbox-1-2', 'delivery-x'].map(hasHead)).toEqual([
      true,
      true,
      false,
      false
    ])
  })
})
