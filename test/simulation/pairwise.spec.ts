import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Random } from '../bench/random.js'
import { pairsOf, pairwise, product } from './pairwise.js'

const factorsOf = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 })
  .map(sizes =>
    Object.fromEntries(sizes.map((size, n) => [`f${n}`, Array.from({ length: size }, (_, v) => `v${v}`)]))
  )

describe('Pairwise cases', () => {
  it('hold every pair of values that any case holds, also where some cases can not be, and need no more cases', () => {
    fc.assert(
      fc.property(
        factorsOf,
        fc.integer(),
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        (factors, seed, share) => {
          const random = new Random(seed)
          const cases = product(factors).filter(() => random.chance(share))
          const chosen = pairwise(cases, random)
          expect(new Set(chosen.flatMap(pairsOf))).toEqual(new Set(cases.flatMap(pairsOf)))
          expect(new Set(chosen).size).toBe(chosen.length)
          for (const one of chosen) expect(cases).toContain(one)
        }
      ),
      { numRuns: 100 }
    )
  })

  it('are far fewer than all', () => {
    const rows = Array.from({ length: 17 }, (_, n) => `row ${n}`)
    const cases = product({
      rows,
      twice: ['no', 'update', 'command'],
      b: ['x', 'y'],
      c: ['x', 'y'],
      d: ['x', 'y']
    })
    expect(cases).toHaveLength(408)
    expect(pairwise(cases, new Random(1)).length).toBeLessThanOrEqual(57)
  })
})
