import type { MessageEntity } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isBlank, plain, prefixed, type RichText } from './rich-text.js'
import { splitCaption, splitText } from './split.js'

const types = ['bold', 'italic', 'code', 'spoiler', 'underline'] as const
const words = fc.constantFrom(
  'word',
  ' ',
  '\n',
  '\n\n',
  '👍',
  '👩‍👩‍👧',
  'é',
  'x'.repeat(30),
  '\u200d',
  '한',
  '🇩🇪'
)
const texts = fc
  .oneof(fc.array(words, { maxLength: 80 }), fc.array(fc.string({ unit: 'binary' }), { maxLength: 8 }))
  .map(parts => parts.join(''))
const richTexts: fc.Arbitrary<RichText> = texts.chain(text =>
  fc
    .array(
      fc
        .record({ type: fc.constantFrom(...types), offset: fc.nat(text.length), length: fc.nat(text.length) })
        .map(
          (entity): MessageEntity => ({
            ...entity,
            length: Math.min(entity.length, text.length - entity.offset)
          })
        ),
      { maxLength: 6 }
    )
    .map(entities => ({ text, entities }))
)

/** For every UTF-16 unit: which kinds of formatting lie on it. */
const coverage = ({ text, entities }: RichText): string[] =>
  Array.from({ length: text.length }, (_, at) =>
    entities
      .filter(({ offset, length }) => offset <= at && at < offset + length)
      .map(({ type }) => type)
      .sort()
      .join()
  )

const tornPair = /[\uD800-\uDBFF]$/
const joined = (parts: RichText[]) => parts.map(({ text }) => text).join('')

describe('splitting a text', () => {
  it('loses nothing, exceeds nothing, tears no character and keeps the formatting of each', () => {
    fc.assert(
      fc.property(richTexts, fc.integer({ min: 2, max: 100 }), (input, limit) => {
        const parts = splitText(input, limit)
        expect(joined(parts)).toBe(input.text)
        expect(parts.flatMap(coverage)).toEqual(coverage(input))
        parts.forEach((part, index) => {
          expect(part.text.length).toBeGreaterThan(0)
          expect(part.text.length).toBeLessThanOrEqual(limit)
          const next = parts[index + 1]?.text ?? ''
          expect(tornPair.test(part.text) && /^[\uDC00-\uDFFF]/.test(next)).toBe(false)
          for (const { offset, length } of part.entities) {
            expect(offset).toBeGreaterThanOrEqual(0)
            expect(length).toBeGreaterThan(0)
            expect(offset + length).toBeLessThanOrEqual(part.text.length)
          }
        })
      }),
      { numRuns: 500 }
    )
  })

  it('leaves alone what fits, and makes nothing of nothing', () => {
    expect(splitText(plain('x'.repeat(4096)))).toHaveLength(1)
    expect(splitText(plain('x'.repeat(4097)))).toHaveLength(2)
    expect(splitText(plain(''))).toEqual([])
  })

  it('prefers the end of a paragraph, then of a line, then of a word', () => {
    const first = (text: string) => splitText(plain(text), 20)[0]?.text
    expect(first('one two\n\nthree\nfour five six')).toBe('one two\n\n')
    expect(first('one two\nthree four five six')).toBe('one two\n')
    expect(first('one two three four five six')).toBe('one two three four ')
    expect(first('x'.repeat(30))).toBe('x'.repeat(20))
    expect(first(`a ${'x'.repeat(30)}`)).toHaveLength(20)
  })

  it('gives no part more formatting than Telegram keeps', () => {
    const bold = (count: number): RichText => ({
      text: 'ab cd '.repeat(count),
      entities: Array.from({ length: count }, (_, n) => ({ type: 'bold', offset: n * 6, length: 2 }))
    })
    expect(splitText(bold(100))).toHaveLength(1)
    const parts = splitText(bold(250))
    expect(parts.map(({ entities }) => entities.length)).toEqual([100, 100, 50])
    expect(joined(parts)).toBe(bold(250).text)
    const within: RichText = {
      text: 'x'.repeat(10),
      entities: Array.from({ length: 150 }, () => ({ type: 'bold', offset: 0, length: 10 }))
    }
    expect(splitText(within)).toHaveLength(1)
    expect(splitCaption(bold(101))).toMatchObject({ caption: undefined, following: [{}, {}] })
  })

  it('tears no emoji, whether of several code points or custom', () => {
    const family = '👩‍👩‍👧'
    expect(splitText(plain(`${'x'.repeat(18)}${family}`), 20).map(({ text }) => text)).toEqual([
      'x'.repeat(18),
      family
    ])
    const custom: RichText = {
      text: `${'x'.repeat(18)}👍👍`,
      entities: [{ type: 'custom_emoji', offset: 18, length: 4, custom_emoji_id: '1' }]
    }
    expect(splitText(custom, 20)[1]).toEqual({
      text: '👍👍',
      entities: [{ type: 'custom_emoji', offset: 0, length: 4, custom_emoji_id: '1' }]
    })
  })
})

describe('a caption', () => {
  it('stays up to 1024 units and else follows as text, whole', () => {
    const fits = plain('x'.repeat(1024))
    expect(splitCaption(fits)).toEqual({ caption: fits, following: [] })
    expect(splitCaption(plain(''))).toEqual({ caption: undefined, following: [] })
    const long = plain('word '.repeat(1000))
    const { caption, following } = splitCaption(long)
    expect(caption).toBeUndefined()
    expect(following).toHaveLength(2)
    expect(joined(following)).toBe(long.text)
  })
})

describe('a prefix', () => {
  it('moves the formatting with the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), richTexts, (prefix, body) => {
        const all = prefixed(prefix, body)
        expect(all.text).toBe(prefix + body.text)
        expect(coverage(all).slice(prefix.length)).toEqual(coverage(body))
      })
    )
  })

  it('may be formatted itself', () => {
    const head: RichText = { text: 'Anna: ', entities: [{ type: 'bold', offset: 0, length: 4 }] }
    const body: RichText = { text: 'hello', entities: [{ type: 'italic', offset: 0, length: 5 }] }
    expect(prefixed(head, body)).toEqual({
      text: 'Anna: hello',
      entities: [
        { type: 'bold', offset: 0, length: 4 },
        { type: 'italic', offset: 6, length: 5 }
      ]
    })
  })
})

describe('a blank part', () => {
  it('has white space only', () => {
    expect([' \n', '', ' x '].map(text => isBlank(plain(text)))).toEqual([true, true, false])
  })
})
