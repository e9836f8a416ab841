import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Fenced, reflectsAlready, type Write } from '../index.js'
import { rounds, stillToDo } from './batch.js'

const specOf = (name: string) => ({ name, indexes: [] })

/** What the server does with one guarded write. */
function apply(stored: Map<string, number>, write: { kind: Write['kind']; id: string; reflects: number }) {
  const before = stored.get(write.id)
  if (before !== undefined && reflectsAlready(before, write.reflects)) return
  if (write.kind === 'put') stored.set(write.id, write.reflects)
  else stored.delete(write.id)
}

const write = fc.record({
  kind: fc.constantFrom<Write['kind']>('put', 'delete'),
  id: fc.constantFrom('a', 'b', 'c'),
  reflects: fc.integer({ min: 0, max: 6 })
})
const asWrite = ({ kind, id, reflects }: { kind: Write['kind']; id: string; reflects: number }): Write =>
  kind === 'put'
    ? { kind, collection: 'things', document: { id }, reflects }
    : { kind, collection: 'things', id, reflects }

describe('the writes of a batch', () => {
  it('leave the same in rounds, each in any order, as one after the other', () => {
    fc.assert(
      fc.property(
        fc.array(write, { maxLength: 12 }),
        fc.array(write),
        fc.boolean(),
        (before, batch, turned) => {
          const [expected, found] = [new Map<string, number>(), new Map<string, number>()]
          for (const one of before) for (const stored of [expected, found]) apply(stored, one)
          for (const one of batch) apply(expected, one)
          for (const round of rounds(batch.map(asWrite), specOf, undefined)) {
            const guarded = [...(round.get('things') ?? [])]
            expect(new Set(guarded.map(one => one.id)).size).toBe(guarded.length)
            for (const { kind, id, reflects } of turned ? guarded.reverse() : guarded) {
              apply(found, { kind, id, reflects: Number(reflects) })
            }
          }
          expect([...found].sort()).toEqual([...expected].sort())
        }
      )
    )
  })

  it('are one round when documents only rise', () => {
    const batch = [0, 1, 2, 3].flatMap(reflects =>
      ['a', 'b'].map(id => asWrite({ kind: 'put', id, reflects }))
    )
    const planned = rounds(batch, specOf, 7)
    expect(planned.map(round => round.get('things')?.map(one => [one.id, one.reflects]))).toEqual([
      [
        ['a', 3],
        ['b', 3]
      ]
    ])
  })
})

describe('after a duplicate key', () => {
  const [round] = rounds(
    ['a', 'b', 'c'].map(id => asWrite({ kind: 'put', id, reflects: 3 })),
    specOf,
    5
  )
  const guarded = round?.get('things') ?? []
  const stored = (fence: number, reflects: number) => ({ fence, reflects })

  it('what is at or past a put is done, everything else is to be repeated', () => {
    const found = new Map([
      ['a', stored(5, 3)],
      ['b', stored(4, 2)]
    ])
    expect(stillToDo(guarded, found, 5).map(one => one.id)).toEqual(['b', 'c'])
  })

  it('a higher fence in a document ends it', () => {
    expect(() => stillToDo(guarded, new Map([['a', stored(6, 1)]]), 5)).toThrow(Fenced)
  })
})
