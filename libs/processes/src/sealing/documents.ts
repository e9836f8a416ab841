import type { KeyedLeaf, Subtree } from '#audit'
import type { CollectionSpec, Document } from '#read-store'

/**
 * The view `audit-leaves`: the entries of the log's tree, its nodes by 256, and the tree over the streams' last events as
 * of the last seal. Rebuilt from the log at any time, with the same bytes.
 */
export const leavesView = { name: 'audit-leaves', version: 1 } as const

const plain = (name: string): CollectionSpec => ({ name, indexes: [] })
export const leavesCollections: readonly CollectionSpec[] = [
  plain('state'),
  plain('entries'),
  plain('nodes'),
  plain('marks'),
  plain('heads')
]

/** Entries whose marks stand in one document. */
export const marksWide = 4096
/** First bytes of an event's salt: by these its entry is found, and nobody learns its id. */
export const markBytes = 4

export interface LeavesState extends Document {
  readonly size: number
  /** The heads are those of so many entries. */
  readonly heads_size: number
  readonly heads_root: string
  /** Of the last event that the heads cover; null: of none. */
  readonly heads_position: string | null
}

const hashes = (list: readonly Buffer[]): string => Buffer.concat(list).toString('base64')
const split = (text: unknown, width: number): Buffer[] => {
  const bytes = Buffer.from(String(text), 'base64')
  return Array.from({ length: bytes.length / width }, (_, i) => bytes.subarray(i * width, (i + 1) * width))
}

export interface EntriesTile {
  readonly entries: readonly Buffer[]
  /** Of the first event; the events follow each other in the log. */
  readonly from: string
}

export const entriesDocument = (index: number, { entries, from }: EntriesTile): Document => ({
  id: String(index),
  entries: hashes(entries),
  from
})
export const entriesIn = (document: Document): EntriesTile => ({
  entries: split(document['entries'], 32),
  from: String(document['from'])
})

export const nodesId = (level: number, index: number): string => `${level}/${index}`
export const nodesDocument = (level: number, index: number, list: readonly Buffer[]): Document => ({
  id: nodesId(level, index),
  nodes: hashes(list)
})
export const nodesIn = (document: Document): Buffer[] => split(document['nodes'], 32)

export const marksDocument = (index: number, marks: readonly Buffer[]): Document => ({
  id: String(index),
  marks: hashes(marks)
})
export const marksIn = (document: Document): Buffer => Buffer.from(String(document['marks']), 'base64')

/** Buckets of heads by the first 12 bits of their keys; above them subtrees by 16, and on top by 256. */
export const bucketBits = 12
export const bucketOf = (key: Buffer): number => key.readUInt16BE() >> 4
export const bucketId = (bucket: number): string => `bucket/${bucket}`
export const middleId = (middle: number): string => `middle/${middle}`
export const topId = 'top'

export const bucketDocument = (bucket: number, leaves: readonly KeyedLeaf[]): Document => ({
  id: bucketId(bucket),
  heads: hashes(leaves.flatMap(({ key, hash }) => [key, hash]))
})
export const leavesIn = (document: Document | undefined): KeyedLeaf[] =>
  split(document?.['heads'] ?? '', 64).map(both => ({ key: both.subarray(0, 32), hash: both.subarray(32) }))

export const subtreesDocument = (id: string, subtrees: readonly Subtree[]): Document => ({
  id,
  leaves: subtrees.map(({ leaves }) => leaves).join(''),
  nodes: hashes(subtrees.map(({ hash }) => hash))
})
export function subtreesIn(document: Document | undefined, width: number): Subtree[] {
  const found = split(document?.['nodes'] ?? '', 32)
  const counts = String(document?.['leaves'] ?? '')
  return Array.from({ length: width }, (_, i) => {
    const count = counts[i]
    return { leaves: count === '2' ? 2 : count === '1' ? 1 : 0, hash: found[i] ?? Buffer.alloc(32) }
  })
}
