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
    ['a title of blanks', { title: ' \t\n\u200b' }, '/title invalid'],
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
    ['a letter by its number', { body: '<a href="&#106;avascript:alert(1)">x</a>' }, '/body link'],
    ['a number without its end', { body: '<a href=&#106avascript:alert(1)>x</a>' }, '/body link'],
    ['a tab by its name', { body: '<a href="&Tab;javascript:alert(1)">x</a>' }, '/body link'],
    ['a line that is broken', { body: '<a href="java\nscript:alert(1)">x</a>' }, '/body link'],
    ['a control in it', { body: "<a href='\u0001java\u0000script:alert(1)'>x</a>" }, '/body link'],
    ['a form', { body: '<form action="javascript:alert(1)">' }, '/body link'],
    ['a frame', { body: '<object data = vbscript:x>' }, '/body link'],
    ['a way on', { body: '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">' }, '/body link'],
    ['behind what opens a quote', { body: 'x="<a href="javascript:alert(1)">x</a>' }, '/body link'],
    ['a reference in Markdown', { summary: '[x][y]\n\n[y]: javascript:alert(1)' }, '/summary link'],
    ['one in angles', { summary: '[y]: <javascript:alert(1)>' }, '/summary link'],
    ['Markdown over two lines', { summary: '[x](\n< javascript:alert(1)>)' }, '/summary link'],
    ['a colon that is escaped', { summary: '[x](javascript\\:alert(1))' }, '/summary link'],
    ['a bare one in Markdown', { summary: '<javascript:alert(1)>' }, '/summary link'],
    ['a file', { body: '<img src=" file:///etc/passwd">' }, '/body link'],
    ['half a version', { source_version: 1.5 }, '/source_version invalid'],
    ['a version that is no time', { source_version: 'yesterday' }, '/source_version invalid'],
    ['a language that is none', { language: 'English' }, '/language invalid'],
    ['51 keywords', { keywords: Array.from({ length: 51 }, (_, n) => `k${n}`) }, '/keywords too_many']
  ])('is refused: %s', (_, more, problem) => {
    expect(pointers(body(more))).toEqual([problem])
  })

  it('may link to the web, to mail and to places beside it, and speak of scripts', () => {
    const texts = [
      '<a href="https://a.example/x?y">a</a> [b](http://b.example) [c](#top) [d](mailto:a@b.example) javascript:x',
      '<a href=https://a.example class="x">a</a> [b](http://b.example "What: it is") [c](tel:123) <https://c.example>',
      'Never open "javascript:x" (data: nor this) in &lt;javascript:&gt; &#999999999; &nbsp; [y]: /here',
      '<img alt="Metadata: 3" src="a.png"> 1 = 1: data',
      'Unlimited = data: 5 GB, src = disk: 1',
      'The fields [optional] (default: none) and [size]\n(data: in bytes), **a** < b'
    ]
    for (const text of texts) expect([text, pointers(body({ body: text }))]).toEqual([text, []])
  })

  it('is looked through in one go, however much of it is blank', () => {
    const blank = ' '.repeat(200_000)
    for (const begins of ['<a href=', '<a href="', '](', '[x]:', '<', '&#', '=']) {
      expect(pointers(body({ body: begins + blank }))).toEqual([])
      expect(pointers(body({ body: begins.repeat(200_000 / begins.length) }))).toEqual([])
    }
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
    const stale = articleKind.refuseOver(published ?? null, { source_version: given ?? null })
    expect(stale !== undefined).toBe(isStale)
  })
})
