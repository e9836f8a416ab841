import {
  headKey,
  headLeaf,
  joinedAll,
  type KeyedLeaf,
  type Subtree,
  siblingsAmong,
  siblingsIn,
  subtreeOf
} from '#audit'
import type { Document, ViewReads } from '#read-store'
import {
  bucketBits,
  bucketDocument,
  bucketId,
  bucketOf,
  leavesIn,
  middleId,
  subtreesDocument,
  subtreesIn,
  topId
} from './documents.js'

/** The last event of each stream that has changed. */
export type Changed = ReadonlyMap<string, { readonly revision: number; readonly leaf: Buffer }>

export interface UpdatedHeads {
  readonly root: Buffer
  readonly documents: readonly Document[]
}

const atOnce = 128
type Reads = Pick<ViewReads, 'get' | 'getMany'>

/** What the tree over all streams becomes; nothing is written. `rest`: asked often, for others have the thread too. */
export async function updateHeads(
  reads: Reads,
  changed: Changed,
  rest: () => Promise<void>
): Promise<UpdatedHeads> {
  const all: KeyedLeaf[] = []
  for (const [stream, last] of changed) {
    all.push(headLeaf({ stream, ...last }))
    await rest()
  }
  const leaves = Map.groupBy(all, ({ key }) => bucketOf(key))
  const documents: Document[] = []
  const buckets = new Map<number, Subtree>()
  const wanted = [...leaves.keys()].sort((a, b) => a - b)
  for (let from = 0; from < wanted.length; from += atOnce) {
    const page = wanted.slice(from, from + atOnce)
    const held = new Map(
      (await reads.getMany('heads', page.map(bucketId))).map(({ document }) => [document.id, document])
    )
    for (const bucket of page) {
      const merged = merge(leavesIn(held.get(bucketId(bucket))), leaves.get(bucket) ?? [])
      buckets.set(bucket, subtreeOf(merged, bucketBits))
      documents.push(bucketDocument(bucket, merged))
      await rest()
    }
  }
  const middles = await above(reads, buckets, 16, middleId, documents, rest)
  const tops = await above(reads, middles, 256, () => topId, documents, rest)
  const root = tops.get(0) ?? joinedAll(subtreesIn((await reads.get('heads', topId))?.document, 256))
  return { root: root.hash, documents }
}

/** Puts subtrees into the documents that hold `width` of them each, and tells what those have become. */
async function above(
  reads: Reads,
  below: ReadonlyMap<number, Subtree>,
  width: number,
  idOf: (index: number) => string,
  documents: Document[],
  rest: () => Promise<void>
): Promise<Map<number, Subtree>> {
  const grouped = Map.groupBy(below, ([index]) => Math.floor(index / width))
  const ids = [...grouped.keys()].map(idOf)
  const held = new Map((await reads.getMany('heads', ids)).map(({ document }) => [document.id, document]))
  const joined = new Map<number, Subtree>()
  for (const [index, subtrees] of grouped) {
    const id = idOf(index)
    const all = subtreesIn(held.get(id), width)
    for (const [place, subtree] of subtrees) all[place % width] = subtree
    documents.push(subtreesDocument(id, all))
    joined.set(index, joinedAll(all))
    await rest()
  }
  return joined
}

function merge(held: readonly KeyedLeaf[], changed: readonly KeyedLeaf[]): KeyedLeaf[] {
  const byKey = new Map([...held, ...changed].map(leaf => [leaf.key.toString('hex'), leaf]))
  return [...byKey.values()].sort((a, b) => Buffer.compare(a.key, b.key))
}

/** The siblings of a stream's head, from the root down; undefined for a stream that has none. */
export async function headSiblings(reads: Reads, stream: string): Promise<Buffer[] | undefined> {
  const key = headKey(stream)
  const bucket = bucketOf(key)
  const middle = bucket >> 4
  const ids = [topId, middleId(middle), bucketId(bucket)]
  const held = new Map((await reads.getMany('heads', ids)).map(({ document }) => [document.id, document]))
  const leaves = leavesIn(held.get(bucketId(bucket)))
  if (!leaves.some(leaf => leaf.key.equals(key))) return undefined
  const tops = subtreesIn(held.get(topId), 256)
  const middles = subtreesIn(held.get(middleId(middle)), 16)
  return [
    ...siblingsAmong(tops, middle),
    ...siblingsAmong(middles, bucket & 15),
    ...siblingsIn(leaves, key, bucketBits)
  ]
}
