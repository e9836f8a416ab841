import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { PersistentMap } from './persistent-map.js'

const entries = fc.array(fc.tuple(fc.oneof(fc.integer(), fc.string({ maxLength: 3 })), fc.nat()), {
  maxLength: 400
})

it('holds what a Map holds, and no map changes when another is made from it', () => {
  fc.assert(
    fc.property(entries, list => {
      const kept = new Map<string | number, number>()
      let map = PersistentMap.empty<string | number, number>()
      const versions = list.map(([key, value]) => {
        kept.set(key, value)
        map = map.set(key, value)
        return { map, expected: new Map(kept) }
      })
      for (const { map, expected } of [...versions.slice(0, 3), ...versions.slice(-3)]) {
        expect(new Map(map)).toEqual(expected)
        expect(map.size).toBe(expected.size)
        for (const [key, value] of expected) expect(map.get(key)).toBe(value)
        expect(map.has('not there')).toBe(false)
        expect([...map.values()].sort()).toEqual([...expected.values()].sort())
      }
    })
  )
})

it('may be gone on with from any of its versions', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('a', 'b', 'c', 'd'), fc.nat()), { maxLength: 60 }),
      steps => {
        const versions = [{ map: PersistentMap.empty<string, number>(), expected: new Map<string, number>() }]
        for (const [from, key, value] of steps) {
          const base = versions[from % versions.length]
          if (!base) continue
          const expected = new Map(base.expected).set(key, value)
          versions.push({ map: base.map.set(key, value), expected })
        }
        for (const { map, expected } of versions) {
          expect(new Map(map)).toEqual(expected)
          expect([...'abcd'].map(key => map.get(key))).toEqual([...'abcd'].map(key => expected.get(key)))
          expect(map.size).toBe(expected.size)
        }
      }
    )
  )
})

it('keeps a number and its text apart', () => {
  const map = PersistentMap.empty<string | number, string>().set(1, 'number').set('1', 'text')
  expect([map.get(1), map.get('1'), map.size]).toEqual(['number', 'text', 2])
})
