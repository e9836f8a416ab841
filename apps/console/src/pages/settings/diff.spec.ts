import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { difference } from './diff.js'

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 8 })
  .map(lines => lines.join('\n'))
const without = (before: string, after: string, kind: string) =>
  difference(before, after)
    .filter(line => line.kind !== kind)
    .map(line => line.text)
    .join('\n')

it('a difference holds both texts, whichever they are', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(without(before, after, 'added')).toBe(before)
      expect(without(before, after, 'removed')).toBe(after)
    })
  )
})

it('texts that are equal differ nowhere', () => {
  fc.assert(
    fc.property(text, one => {
      expect(difference(one, one).every(({ kind }) => kind === 'same')).toBe(true)
    })
  )
})
