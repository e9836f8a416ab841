import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ApiError } from '../api-error.js'
import type { Formatted } from './entities.js'
import { fromMarkdown } from './markdown.js'
import { fromMarkdownV2 } from './markdown-v2.js'

const shown = ({ text, entities }: Formatted) => [
  text,
  ...entities.map(({ type, offset, length, ...more }) => [type, offset, length, ...Object.values(more)])
]
const refusal = (read: () => unknown): string => {
  try {
    return `was read as ${JSON.stringify(read())}`
  } catch (error) {
    return error instanceof ApiError ? error.description : String(error)
  }
}

describe('MarkdownV2', () => {
  it.each([
    [
      '*a* _b_ __c__ ~d~',
      ['a b c d', ['bold', 0, 1], ['italic', 2, 1], ['underline', 4, 1], ['strikethrough', 6, 1]]
    ],
    ['||a|| `b`', ['a b', ['spoiler', 0, 1], ['code', 2, 1]]],
    ['*a _b_ c*', ['a b c', ['bold', 0, 5], ['italic', 2, 1]]],
    ['___a_**__', ['a', ['italic', 0, 1], ['underline', 0, 1]]],
    ['**a', ['a']],
    ['\\*a\\. \\\\ \\a', ['*a. \\ a']],
    ['\\é', ['\\é']],
    ['`*_a.\\`b`', ['*_a.`b', ['code', 0, 6]]],
    ['😀*😀*', ['😀😀', ['bold', 2, 2]]]
  ])('%s', (source, expected) => expect(shown(fromMarkdownV2(source))).toEqual(expected))

  it.each([
    ['```a```', ['a', ['pre', 0, 1]]],
    ['```\na\n```', ['a\n', ['pre', 0, 2]]],
    ['```py\na```', ['a', ['pre', 0, 1, 'py']]],
    ['```c++ a```', [' a', ['pre', 0, 2, 'c++']]],
    ['```py\r\n\na```', ['\na', ['pre', 0, 2, 'py']]],
    ['```py```', ['py', ['pre', 0, 2]]],
    ['```a`b\\```', undefined]
  ])('names the language of a block: %j', (source, expected) => {
    if (expected) expect(shown(fromMarkdownV2(source))).toEqual(expected)
    else
      expect(refusal(() => fromMarkdownV2(source))).toMatch(/Can't find end of Code entity at byte offset 9$/)
  })

  it.each([
    ['>a', ['a', ['blockquote', 0, 1]]],
    ['>a\n>b\nc', ['a\nb\nc', ['blockquote', 0, 4]]],
    ['x\n>a\n>b||', ['x\na\nb', ['expandable_blockquote', 2, 3]]],
    ['>a||\nb', ['a\nb', ['expandable_blockquote', 0, 2]]],
    ['>a||\r\nb', ['a\r\nb', ['expandable_blockquote', 0, 3]]],
    ['>a\n**>b', ['a\nb', ['blockquote', 0, 2], ['blockquote', 2, 1]]],
    ['>||a||', ['a', ['blockquote', 0, 1], ['spoiler', 0, 1]]],
    ['*a*\n>_b_', ['a\nb', ['bold', 0, 1], ['blockquote', 2, 1], ['italic', 2, 1]]],
    ['**>a', ['a', ['blockquote', 0, 1]]]
  ])('quotes: %j', (source, expected) => expect(shown(fromMarkdownV2(source))).toEqual(expected))

  it.each([
    ['[a](https://X.org/\\))', ['a', ['text_link', 0, 1, 'https://x.org/)']]],
    ['[x\\.org]', ['x.org', ['text_link', 0, 5, 'http://x.org/']]],
    ['[a](nowhere) b', ['a b']],
    ['[a](tg://user?id=5)', ['a', ['text_mention', 0, 1, { id: 5, is_bot: false, first_name: '' }]]],
    ['![👍](tg://emoji?id=5368324170671202286)', ['👍', ['custom_emoji', 0, 2, '5368324170671202286']]],
    ['![x](tg://time?unix=1767225600&format=wDT)', ['x', ['date_time', 0, 1, 1767225600, 'wDT']]],
    ['![x](tg://time?unix=5)', ['x', ['date_time', 0, 1, 5, '']]]
  ])('links: %s', (source, expected) => expect(shown(fromMarkdownV2(source))).toEqual(expected))

  it.each([
    ...[...'#+-=|{}.!>)]('].map(sign => [
      `é${sign}`,
      `Character '${sign}' is reserved and must be escaped with the preceding '\\'`
    ]),
    ['é *a', "Can't find end of Bold entity at byte offset 3"],
    ['é _a*', "Can't find end of Bold entity at byte offset 5"],
    ['é __a', "Can't find end of Underline entity at byte offset 3"],
    ['é ~a', "Can't find end of Strikethrough entity at byte offset 3"],
    ['é ||a', "Can't find end of Spoiler entity at byte offset 3"],
    ['é `a', "Can't find end of Code entity at byte offset 3"],
    ['é ```a', "Can't find end of Pre entity at byte offset 3"],
    ['é ```py\na\\`', "Can't find end of PreCode entity at byte offset 3"],
    ['é ```py\na`', "Can't find end of Code entity at byte offset 10"],
    ['é [a', "Can't find end of TextUrl entity at byte offset 3"],
    ['>é*a\nb*', "Can't find end of Bold entity at byte offset 3"],
    ['>é*||\nb', "Can't find end of Bold entity at byte offset 3"],
    ['é[a](x.org', "Can't find end of a URL at byte offset 6"],
    ['![a]', 'The entity must contain a tg://emoji or tg://time URL'],
    ['![a](https://x.org)', 'Invalid tg://emoji or tg://time URL specified'],
    ['![a](tg://emoji?id=0)', 'Invalid tg://emoji or tg://time URL specified'],
    ['![a](tg://time?unix=-1)', 'Invalid tg://emoji or tg://time URL specified'],
    ['![a](tg://time?unix=1&format=x)', 'Invalid date format used']
  ])('refuses %j with the place where the entity begins', (source, reason) =>
    expect(refusal(() => fromMarkdownV2(source ?? ''))).toBe(`Bad Request: can't parse entities: ${reason}`)
  )

  it('gives back every text whose ASCII signs are escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const escaped = text.replace(/[!-~]/g, '\\$&')
        expect(shown(fromMarkdownV2(escaped))).toEqual([text])
      })
    )
  })
})

describe('the legacy Markdown', () => {
  it.each([
    ['*a* _b_ `c`', ['a b c', ['bold', 0, 1], ['italic', 2, 1], ['code', 4, 1]]],
    ['*a _b_*', ['a _b_', ['bold', 0, 5]]],
    ['_a\\_b_', undefined],
    ['\\_a\\*b \\c', ['_a*b \\c']],
    ['a.b-c!', ['a.b-c!']],
    ['```py\na```', ['a', ['pre', 0, 1, 'py']]],
    ['```a```', ['a', ['pre', 0, 1]]],
    ['[a](x.org)', ['a', ['text_link', 0, 1, 'http://x.org/']]],
    ['[x.org]', ['x.org', ['text_link', 0, 5, 'http://x.org/']]],
    ['[a](nowhere)', ['a']],
    ['[a]', ['a']],
    ['**x', ['x']]
  ])('%j', (source, expected) => {
    if (expected) expect(shown(fromMarkdown(source))).toEqual(expected)
    else expect(refusal(() => fromMarkdown(source))).toMatch(/starting at byte offset 5$/)
  })

  it.each([
    ['é *a', 3],
    ['é `a', 3],
    ['é ```a``', 3],
    ['é [a', 3],
    ['*a* é_', 6]
  ])('refuses %j with the place where the entity begins', (source, at) =>
    expect(refusal(() => fromMarkdown(source))).toBe(
      `Bad Request: can't parse entities: Can't find end of the entity starting at byte offset ${at}`
    )
  )
})
