import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { articleKind } from './article.js'

const body = (more: JsonObject = {}): JsonObject => ({ title: 'Refunds', ...more })
const pointers = (article: unknown) =>
  articleKind.check(article, 0).map(({ pointer, code }) => `${pointer} ${code}`)

describe('the body of an article', () => {
  it('needs a title; the rest has defaults', () => {
    expect(pointers({})).toEqual(['/title required'])
    expect(articleKind.complete(body())).toEqual({
      title: 'Refunds',
      summary: '',
      body: '',
      url: null,
      language: 'en',
      translates: null,
      category: null,
      keywords: [],
      audience: 'customers',
      source_version: null
    })
  })

  it.each<[string, JsonObject, string]>([
    ['an address that is a script', { url: 'javascript:alert(1)' }, '/url invalid'],
    ['an address without a scheme', { url: 'help.example.com' }, '/url invalid'],
    ['an address of 2,001 characters', { url: `https://a.example/${'x'.repeat(1983)}` }, '/url invalid'],
    ['a script in HTML', { body: '<a href="javascript:alert(1)">x</a>' }, '/body link'],
    [
      'a script in HTML, disguised',
      { body: "<A HREF = ' jav&#x61;script&colon;alert(1)'>x</A>" },
      '/body link'
    ],
    ['a script in Markdown', { summary: '[x](data:text/html,1)' }, '/summary link'],
    ['half a version', { source_version: 1.5 }, '/source_version invalid'],
    ['a version that is no time', { source_version: 'yesterday' }, '/source_version invalid'],
    ['a language that is none', { language: 'English' }, '/language invalid'],
    ['51 keywords', { keywords: Array.from({ length: 51 }, (_, n) => `k${n}`) }, '/keywords too_many']
  ])('is refused: %s', (_, more, problem) => {
    expect(pointers(body(more))).toEqual([problem])
  })

  it('may link to the web, to mail and to places beside it, and speak of scripts', () => {
    const text =
      '<a href="https://a.example/x?y">a</a> [b](http://b.example) [c](#top) [d](mailto:a@b.example) javascript:x'
    expect(pointers(body({ body: text }))).toEqual([])
  })

  it('refers to the article that it translates', () => {
    expect(articleKind.refersTo({ translates: 'refunds' })).toEqual([
      { kind: 'article', id: 'refunds', pointer: '/translates' }
    ])
  })

  it.each<[JsonObject['x'], JsonObject['x'], boolean]>([
    [2, 1, true],
    [2, 2, false],
    [2, 3, false],
    ['2026-01-05T10:00:00Z', '2026-01-05T10:59:59+01:00', true],
    ['2026-01-05T10:00:00Z', '2026-01-05T11:00:00+01:00', false],
    [2, null, false],
    [null, 1, false],
    [2, '2026-01-05T10:00:00Z', false]
  ])('over the version %p the version %p is stale: %p', (published, given, isStale) => {
    const stale = articleKind.refuseOver(
      { source_version: published ?? null },
      { source_version: given ?? null }
    )
    expect(stale !== undefined).toBe(isStale)
  })
})
