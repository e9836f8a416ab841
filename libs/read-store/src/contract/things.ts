import type { CollectionSpec, Document, ReadStore, Stored, ViewId, ViewStore, Write } from '../index.js'

export const things: CollectionSpec = {
  name: 'things',
  indexes: [
    { name: 'by_rank', equal: ['group', 'state'], order: 'rank' },
    { name: 'all', equal: [], order: 'rank' }
  ]
}

export const view: ViewId = { name: 'shelf', version: 1, build: 0 }
export const at = (n: number) => ({ position: String(n).padStart(8, '0'), eventId: `event-${n}` })
export const put = (document: Document, reflects: number | string = 0): Write => ({
  kind: 'put',
  collection: 'things',
  document,
  reflects
})
export const ids = (found: readonly Stored[]) => found.map(one => one.document.id)
export const byText = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** An empty store, and a view in it that is open. */
export interface StoreUnderTest {
  readonly store: ReadStore
  readonly shelf: ViewStore
}
