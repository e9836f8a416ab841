import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  type CollectionSpec,
  compareIndexValues,
  type Document,
  Fenced,
  type Find,
  type IndexValue,
  type ReadStore,
  type Stored,
  UndeclaredIndex,
  type ViewId,
  type ViewStore,
  type Write
} from '../index.js'

export const things: CollectionSpec = {
  name: 'things',
  indexes: [
    { name: 'by_rank', equal: ['group', 'state'], order: 'rank' },
    { name: 'all', equal: [], order: 'rank' }
  ]
}

const view: ViewId = { name: 'shelf', version: 1, build: 0 }
const at = (n: number) => ({ position: String(n).padStart(8, '0'), eventId: `event-${n}` })
const put = (document: Document, reflects: number | string = 0): Write => ({
  kind: 'put',
  collection: 'things',
  document,
  reflects
})
const ids = (found: readonly Stored[]) => found.map(one => one.document.id)
const byText = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** What every read store promises. `open` gives an empty one. */
export function describeReadStore(name: string, open: () => Promise<ReadStore>): void {
  describe(`the read store ${name}`, () => {
    let store: ReadStore
    let shelf: ViewStore
    beforeEach(async () => {
      store = await open()
      shelf = await store.open(view, [things])
    })
    afterEach(() => store.close())

    it('gives back what was put, with what it reflects', async () => {
      const document = { id: 'a', group: 'g', rank: 1, nested: { list: [1, null, 'ä'], yes: true } }
      await shelf.write([put(document, 3)], at(1))
      expect(await shelf.get('things', 'a')).toEqual({ document, reflects: 3 })
      expect(await shelf.get('things', 'b')).toBeUndefined()
      expect(await shelf.getMany('things', ['a', 'b', 'a'])).toEqual([{ document, reflects: 3 }])
    })

    it('keeps no hold on a document it was given or gave', async () => {
      const document = { id: 'a', list: [1] }
      await shelf.write([put(document)], at(1))
      document.list.push(2)
      expect((await shelf.get('things', 'a'))?.document).toEqual({ id: 'a', list: [1] })
    })

    it.each([
      ['older', 4],
      ['the same', 5]
    ])('ignores a put that reflects something %s', async (_, reflects) => {
      await shelf.write([put({ id: 'a', text: 'new' }, 5)], at(1))
      await shelf.write([put({ id: 'a', text: 'old' }, reflects)], at(2))
      expect((await shelf.get('things', 'a'))?.document['text']).toBe('new')
      expect(await shelf.checkpoint()).toEqual(at(2))
    })

    it('compares revisions as numbers and positions as text', async () => {
      await shelf.write([put({ id: 'a', text: 'nine' }, 9), put({ id: 'p', text: '09' }, '09')], at(1))
      await shelf.write([put({ id: 'a', text: 'ten' }, 10), put({ id: 'p', text: '10' }, '10')], at(2))
      expect((await shelf.get('things', 'a'))?.document['text']).toBe('ten')
      expect((await shelf.get('things', 'p'))?.document['text']).toBe('10')
    })

    it('deletes by the same guard', async () => {
      const remove = (reflects: number): Write => ({
        kind: 'delete',
        collection: 'things',
        id: 'a',
        reflects
      })
      await shelf.write([put({ id: 'a' }, 5)], at(1))
      await shelf.write([remove(5)], at(2))
      expect(await shelf.get('things', 'a')).toBeDefined()
      await shelf.write([remove(6)], at(3))
      expect(await shelf.get('things', 'a')).toBeUndefined()
    })

    it('applies the writes of a batch in their order', async () => {
      await shelf.write(
        [put({ id: 'a', n: 1 }, 1), put({ id: 'a', n: 2 }, 2), put({ id: 'a', n: 0 }, 1)],
        at(1)
      )
      expect((await shelf.get('things', 'a'))?.document['n']).toBe(2)
    })

    it('writes neither documents nor checkpoint when one document of the batch is bad', async () => {
      await shelf.write([put({ id: 'a', n: 1 }, 1)], at(1))
      const bad = put({ id: 'b', rank: { no: 'plain value' } })
      await expect(shelf.write([put({ id: 'a', n: 2 }, 2), bad], at(2))).rejects.toThrow(TypeError)
      expect((await shelf.get('things', 'a'))?.document['n']).toBe(1)
      expect(await shelf.checkpoint()).toEqual(at(1))
    })

    it('never takes its checkpoint back, and writes the documents all the same', async () => {
      expect(await shelf.checkpoint()).toBeUndefined()
      await shelf.write([], at(7))
      await shelf.write([put({ id: 'late' })], at(3))
      expect(await shelf.checkpoint()).toEqual(at(7))
      expect(await shelf.get('things', 'late')).toBeDefined()
    })

    it('refuses whoever comes with a lower fence than the last', async () => {
      await shelf.write([put({ id: 'a' })], at(1), 2)
      await shelf.write([put({ id: 'b' })], at(2), 2)
      await expect(shelf.write([put({ id: 'c' })], at(3), 1)).rejects.toThrow(Fenced)
      expect(await shelf.get('things', 'c')).toBeUndefined()
      expect(await shelf.checkpoint()).toEqual(at(2))
      await shelf.write([put({ id: 'd' })], at(4), 3)
      expect(await shelf.checkpoint()).toEqual(at(4))
    })

    describe('finding', () => {
      // As queries do: in the build that is read.
      beforeEach(() => store.switchTo(view))
      const shelve = (...documents: Document[]) =>
        shelf.write(
          documents.map(one => put(one)),
          at(1)
        )
      const find = async (query: Partial<Find>) =>
        ids(await shelf.find('things', { index: 'by_rank', where: {}, limit: 10, ...query }))

      it('takes declared indexes only, and their fields in order', async () => {
        for (const query of [
          { index: 'by_name' },
          { where: { state: 'open' } },
          { where: { group: 'g', rank: 1 } },
          { where: { group: Array.from({ length: 51 }, (_, i) => i) } }
        ]) {
          await expect(find(query)).rejects.toThrow(UndeclaredIndex)
        }
        await expect(find({ limit: 0 })).rejects.toThrow(RangeError)
        await expect(find({ limit: 1001 })).rejects.toThrow(RangeError)
      })

      it('answers by equality, by several values, by bounds, in order and backwards', async () => {
        await shelve(
          { id: 'a', group: 'g', state: 'open', rank: 3 },
          { id: 'b', group: 'g', state: 'open', rank: 1 },
          { id: 'c', group: 'g', state: 'held', rank: 2 },
          { id: 'd', group: 'h', state: 'open', rank: 0 },
          { id: 'e', group: 'g', state: 'shut', rank: 2 }
        )
        expect(await find({ where: { group: 'g', state: 'open' } })).toEqual(['b', 'a'])
        expect(await find({ where: { group: 'g', state: ['open', 'held'] } })).toEqual(['b', 'c', 'a'])
        expect(await find({ where: { group: 'g' } })).toEqual(['b', 'c', 'e', 'a'])
        expect(await find({ where: { group: 'g' }, descending: true })).toEqual(['a', 'e', 'c', 'b'])
        expect(await find({ where: { group: 'g' }, from: 2, to: 3 })).toEqual(['c', 'e'])
        expect(await find({ index: 'all', limit: 2 })).toEqual(['d', 'b'])
        expect(await find({ where: { group: [] } })).toEqual([])
        expect(
          await shelf.count('things', { index: 'by_rank', where: { group: 'g', state: ['open', 'shut'] } })
        ).toBe(3)
      })

      it('counts true and false as 1 and 0, and what is missing as null, the lowest', async () => {
        await shelve(
          { id: 'a', group: true, rank: 'x' },
          { id: 'b', group: false },
          { id: 'c', group: true, rank: null }
        )
        expect(await find({ where: { group: 1 } })).toEqual(['c', 'a'])
        expect(await find({ where: { group: 0 } })).toEqual(['b'])
        expect(await find({ where: { group: 1, state: null }, descending: true })).toEqual(['a', 'c'])
      })

      it('follows a document when what it is filed under changes', async () => {
        await shelve({ id: 'a', group: 'g', rank: 1 })
        await shelf.write([put({ id: 'a', group: 'h', rank: 1 }, 1)], at(2))
        expect(await find({ where: { group: 'g' } })).toEqual([])
        expect(await find({ where: { group: 'h' } })).toEqual(['a'])
      })

      it('answers as a plain filter and sort would, whatever is asked', async () => {
        const value = fc.constantFrom<IndexValue>(null, 0, -1.5, 7, '', 'a', 'b', 'ä', '\u{1f600}', '\uffee')
        const document = fc.record({
          id: fc.constantFrom(...'abcdefgh'),
          group: value,
          state: value,
          rank: value
        })
        const query = fc.record({
          where: fc.oneof(
            fc.constant({}),
            fc.record({ group: fc.oneof(value, fc.array(value, { maxLength: 3 })) }),
            fc.record({ group: value, state: fc.array(value, { maxLength: 4 }) })
          ),
          from: fc.option(value, { nil: undefined }),
          to: fc.option(value, { nil: undefined }),
          descending: fc.boolean(),
          after: fc.option(fc.record({ order: value, id: fc.constantFrom(...'abcdefgh') }), {
            nil: undefined
          }),
          limit: fc.integer({ min: 1, max: 10 })
        })
        let build = 1
        await fc.assert(
          fc.asyncProperty(
            fc.uniqueArray(document, { selector: one => one.id, maxLength: 8 }),
            fc.array(query, { minLength: 1, maxLength: 8 }),
            async (documents, queries) => {
              const id = { ...view, build: build++ }
              const fresh = await store.open(id, [things])
              await fresh.write(
                documents.map(one => put(one)),
                at(1)
              )
              for (const { from, to, after, ...rest } of queries) {
                const asked: Find = {
                  index: 'by_rank',
                  ...rest,
                  ...(from !== undefined && { from }),
                  ...(to !== undefined && { to }),
                  ...(after && { after })
                }
                expect(ids(await fresh.find('things', asked))).toEqual(plainly(documents, asked))
              }
              await store.drop(id)
            }
          ),
          { numRuns: 60 }
        )
      })

      it('pages through every document once and in order while others are inserted', async () => {
        const rank = fc.constantFrom<IndexValue>(null, 1, 2, 'x')
        let build = 1000
        await fc.assert(
          fc.asyncProperty(
            fc.array(rank, { minLength: 1, maxLength: 25 }),
            fc.array(rank, { maxLength: 10 }),
            fc.integer({ min: 1, max: 5 }),
            fc.boolean(),
            async (first, later, limit, descending) => {
              const id = { ...view, build: build++ }
              const fresh = await store.open(id, [things])
              const original = first.map((rank, i) => ({ id: `o${i}`, rank }))
              await fresh.write(
                original.map(one => put(one)),
                at(1)
              )
              const inserts = later.map((rank, i) => put({ id: `i${i}`, rank }))
              const seen: Stored[] = []
              for (let last: Stored | undefined; ; last = seen.at(-1)) {
                const after = last && { order: last.document['rank'] as IndexValue, id: last.document.id }
                const asked = { index: 'all', where: {}, limit, descending, ...(after && { after }) }
                const page = await fresh.find('things', asked)
                if (page.length === 0) break
                seen.push(...page)
                const insert = inserts.pop()
                if (insert) await fresh.write([insert], at(2))
              }
              const everything = { index: 'all', where: {}, limit: 1000, descending }
              expect(ids(seen).filter(one => one.startsWith('o'))).toEqual(plainly(original, everything))
              expect(new Set(ids(seen)).size).toBe(seen.length)
              await store.drop(id)
            }
          ),
          { numRuns: 40 }
        )
      })

      it('holds 10,000 documents and pages through them', async () => {
        const documents = Array.from({ length: 10_000 }, (_, i) => ({
          id: `t${i}`,
          group: 'g',
          state: i % 3 ? 'open' : 'shut',
          rank: (i * 7919) % 10_000
        }))
        for (let i = 0; i < 10; i++) {
          await shelf.write(
            documents.slice(i * 1000, (i + 1) * 1000).map(one => put(one)),
            at(i)
          )
        }
        const seen: IndexValue[] = []
        let after: Find['after']
        for (;;) {
          const where = { group: 'g', state: 'shut' }
          const page = await shelf.find('things', {
            index: 'by_rank',
            where,
            limit: 500,
            ...(after && { after })
          })
          const last = page.at(-1)
          if (!last) break
          seen.push(...page.map(one => one.document['rank'] as IndexValue))
          after = { order: last.document['rank'] as IndexValue, id: last.document.id }
        }
        expect(seen.length).toBe(3334)
        expect(seen).toEqual([...seen].sort(compareIndexValues))
        expect(await shelf.count('things', { index: 'all', where: {} })).toBe(10_000)
      })
    })

    describe('builds', () => {
      const next = { ...view, version: 2 }

      it('stand beside each other, with documents and checkpoints of their own', async () => {
        const other = await store.open({ ...view, build: 1 }, [things])
        await shelf.write([put({ id: 'a' })], at(5))
        expect(await other.get('things', 'a')).toBeUndefined()
        expect(await other.checkpoint()).toBeUndefined()
        await store.open(next, [things])
        expect(await store.builds('shelf')).toEqual([view, { ...view, build: 1 }, next])
        expect(await store.builds('table')).toEqual([])
      })

      it('are opened again with what they hold', async () => {
        await shelf.write([put({ id: 'a' })], at(5))
        const again = await store.open(view, [things])
        expect(await again.checkpoint()).toEqual(at(5))
        expect(await again.get('things', 'a')).toBeDefined()
      })

      it('can be opened under other indexes only with another version', async () => {
        const changed = { name: 'things', indexes: [] }
        await expect(store.open(view, [changed])).rejects.toThrow('raise its version')
        await store.open(next, [changed])
      })

      it('are current only when switched to', async () => {
        expect(await store.current('shelf')).toBeUndefined()
        await store.switchTo(view)
        expect(await store.current('shelf')).toEqual(view)
        await store.open(next, [things])
        await store.switchTo(next)
        expect(await store.current('shelf')).toEqual(next)
      })

      it('are gone when dropped, with the switch that points to them', async () => {
        await store.switchTo(view)
        await shelf.write([put({ id: 'a' })], at(5))
        await store.drop(view)
        await store.drop(view)
        expect(await store.builds('shelf')).toEqual([])
        expect(await store.current('shelf')).toBeUndefined()
        await expect(shelf.write([put({ id: 'b' })], at(6))).rejects.toThrow(Fenced)
        const fresh = await store.open(view, [things])
        expect(await fresh.checkpoint()).toBeUndefined()
        expect(await fresh.get('things', 'a')).toBeUndefined()
      })
    })

    it('answers a ping', () => expect(store.ping()).resolves.toBeUndefined())
  })
}

/** The answer by definition: filter, sort, cut. */
function plainly(documents: readonly Document[], query: Find): string[] {
  const sign = query.descending ? -1 : 1
  const order = (one: Document) => (one['rank'] ?? null) as IndexValue
  const compare = (a: { order: IndexValue; id: string }, b: { order: IndexValue; id: string }) =>
    sign * (compareIndexValues(a.order, b.order) || byText(a.id, b.id))
  return documents
    .filter(one =>
      Object.entries(query.where).every(([field, value]) =>
        [value].flat().includes((one[field] ?? null) as IndexValue)
      )
    )
    .filter(one => query.from === undefined || compareIndexValues(order(one), query.from) >= 0)
    .filter(one => query.to === undefined || compareIndexValues(order(one), query.to) < 0)
    .map(one => ({ id: one.id, order: order(one) }))
    .filter(one => !query.after || compare(one, query.after) > 0)
    .sort(compare)
    .slice(0, query.limit)
    .map(one => one.id)
}
