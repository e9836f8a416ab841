import { beforeEach, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  compareIndexValues,
  type Document,
  type Find,
  type IndexValue,
  type Stored,
  UndeclaredIndex
} from '../index.js'
import { at, byText, ids, put, type StoreUnderTest, things, view } from './things.js'

export function findingCases(under: () => StoreUnderTest): void {
  // As queries do: in the build that is read.
  beforeEach(() => under().store.switchTo(view))
  const shelve = (...documents: Document[]) =>
    under().shelf.write(
      documents.map(one => put(one)),
      at(1)
    )
  const find = async (query: Partial<Find>) =>
    ids(await under().shelf.find('things', { index: 'by_rank', where: {}, limit: 10, ...query }))

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
      await under().shelf.count('things', {
        index: 'by_rank',
        where: { group: 'g', state: ['open', 'shut'] }
      })
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
    await under().shelf.write([put({ id: 'a', group: 'h', rank: 1 }, 1)], at(2))
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
          const fresh = await under().store.open(id, [things])
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
          await under().store.drop(id)
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
          const fresh = await under().store.open(id, [things])
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
          await under().store.drop(id)
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
      await under().shelf.write(
        documents.slice(i * 1000, (i + 1) * 1000).map(one => put(one)),
        at(i)
      )
    }
    const seen: IndexValue[] = []
    let after: Find['after']
    for (;;) {
      const where = { group: 'g', state: 'shut' }
      const page = await under().shelf.find('things', {
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
    expect(await under().shelf.count('things', { index: 'all', where: {} })).toBe(10_000)
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
