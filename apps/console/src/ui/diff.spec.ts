import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { difference, wordDifference } from './diff.js'

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

describe('What differs word by word', () => {
  it('takes out and puts in whole words, in any script, and keeps the spaces', () => {
    expect(wordDifference('It comes on Tuesday.', 'It comes on Friday, surely.')).toEqual([
      { kind: 'same', text: 'It comes on ' },
      { kind: 'removed', text: 'Tuesday' },
      { kind: 'added', text: 'Friday, surely' },
      { kind: 'same', text: '.' }
    ])
    expect(wordDifference('Перенести на среду', 'Перенести на пятницу')).toEqual([
      { kind: 'same', text: 'Перенести на ' },
      { kind: 'removed', text: 'среду' },
      { kind: 'added', text: 'пятницу' }
    ])
  })

  it('is made of pieces that give both texts again', () => {
    const word = fc.constantFrom('a', 'b', 'c', ' ', '\n', '<b>', 'الشريف', '.')
    const text = fc.array(word, { maxLength: 30 }).map(words => words.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const pieces = wordDifference(before, after)
        const without = (kind: 'added' | 'removed') =>
          pieces.flatMap(piece => (piece.kind === kind ? [] : [piece.text])).join('')
        expect([without('added'), without('removed')]).toEqual([before, after])
      })
    )
  })
})
