import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { foldTag, isTag } from './tags.js'

describe('a tag', () => {
  it.each([
    ['VIP', 'vip'],
    ['ＶＩＰ', 'vip'],
    ['Straße', 'straße'],
    ['Cafe\u0301', 'café'],
    ['ﬁrst', 'first'],
    ['Срочно', 'срочно'],
    ['№1', 'no1']
  ])('%s is kept as %s', (text, tag) => {
    expect(foldTag(text)).toBe(tag)
    expect(isTag(tag)).toBe(true)
  })

  it('has 1 to 50 characters once it is folded', () => {
    expect(isTag('')).toBe(false)
    expect(isTag('x'.repeat(50))).toBe(true)
    expect(isTag('x'.repeat(51))).toBe(false)
    expect(isTag('😀'.repeat(50))).toBe(true)
    // Seventeen characters that fold to 51, and a hundred that fold to 50.
    expect(isTag(foldTag('ﬃ'.repeat(17)))).toBe(false)
    expect(isTag(foldTag('e\u0301'.repeat(50)))).toBe(true)
  })

  it.each(['vip customer', 'a\u00a0b', '👩\u200d💻'])('may be %j', text => {
    expect(isTag(foldTag(text))).toBe(true)
  })

  it.each([' ', ' a', 'a ', 'a,b', 'a\nb', 'a\u200bb', '\ud800'])('is not %j', text => {
    expect(isTag(foldTag(text))).toBe(false)
  })

  it('is folded once: what is folded stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        expect(foldTag(foldTag(text))).toBe(foldTag(text))
      }),
      { numRuns: 5000 }
    )
    const changing = Array.from({ length: 0x11_0000 }, (_, code) => code)
      .filter(code => code < 0xd800 || code > 0xdfff)
      .map(code => String.fromCodePoint(code))
      .filter(one => foldTag(foldTag(one)) !== foldTag(one))
    expect(changing).toEqual([])
  })
})
