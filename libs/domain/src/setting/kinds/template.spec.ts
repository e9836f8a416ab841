import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { shortcodeOf, templateKind } from './template.js'

const body = (more: JsonObject = {}): JsonObject => ({
  shortcode: 'refund',
  name: 'Refund',
  texts: { en: 'Hello' },
  ...more
})
const pointers = (template: unknown) =>
  templateKind.check(template, 0).map(({ pointer, code }) => `${pointer} ${code}`)

describe('the body of a template', () => {
  it('needs a shortcode, a name and a text; the rest has defaults', () => {
    expect(pointers({})).toEqual(['/shortcode required', '/name required', '/texts required'])
    expect(templateKind.complete(body())).toEqual({
      ...body(),
      category: null,
      audience: 'customers',
      tags: [],
      format: 'html',
      media: null
    })
  })

  it('may have 32,768 characters in each language', () => {
    expect(pointers(body({ texts: { en: 'x'.repeat(32_768), 'pt-br': 'y' } }))).toEqual([])
    expect(pointers(body({ texts: { en: 'x'.repeat(32_769) } }))).toEqual(['/texts/en invalid'])
  })

  it.each<[string, JsonObject, string]>([
    ['an unknown variable', { texts: { en: 'a', ru: '{{customer.nmae}}' } }, '/texts/ru unknown_variable'],
    ['a tag that does not close', { texts: { en: '<b>a' } }, '/texts/en unclosed'],
    ['a link to a script', { texts: { en: '<a href="javascript:x">a</a>' } }, '/texts/en link'],
    ['an empty text', { texts: { en: '' } }, '/texts/en invalid'],
    ['no text', { texts: {} }, '/texts invalid'],
    ['a text in no language', { texts: { English: 'a' } }, '/texts/English invalid'],
    ['a language of the language', { texts: { constructor: 'a' } }, '/texts/constructor invalid'],
    ['texts that are one', { texts: 'a' }, '/texts type'],
    ['another format', { format: 'markdown' }, '/format invalid'],
    ['another audience', { audience: 'all' }, '/audience invalid'],
    ['an empty shortcode', { shortcode: '' }, '/shortcode invalid'],
    ['a shortcode of two words', { shortcode: 'my refund' }, '/shortcode invalid'],
    ['a shortcode of 65 letters', { shortcode: 'x'.repeat(65) }, '/shortcode invalid'],
    ['a shortcode that is no text', { shortcode: 7 }, '/shortcode invalid'],
    ['a field nobody knows', { language: 'en' }, '/language unknown']
  ])('is refused: %s', (_, more, problem) => {
    expect(pointers(body(more))).toEqual([problem])
  })

  it('takes brackets as they are where it is plain, but no unknown variable', () => {
    expect(pointers(body({ format: 'plain', texts: { en: 'a < b <c>' } }))).toEqual([])
    expect(pointers(body({ format: 'plain', texts: { en: '{{a}}' } }))).toEqual([
      '/texts/en unknown_variable'
    ])
  })

  it('has a shortcode of any script, compared without regard to case', () => {
    expect(pointers(body({ shortcode: 'Возврат-2' }))).toEqual([])
    expect(shortcodeOf({ shortcode: 'Возврат-2' })).toBe(shortcodeOf({ shortcode: 'ВОЗВРАТ-２' }))
  })
})
