import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { htmlText } from './html-text.js'

const textOf = (html: string) => htmlText(html).text

describe('text that may be HTML', () => {
  it.each([
    ['paragraphs', '<p>One,\n  and</p>\n<p class="x">two</p>', 'One, and\n\ntwo'],
    ['lines', 'One<br>two<br/>\n<br />three<div>four</div>', 'One\ntwo\n\nthree\nfour'],
    [
      'bullets',
      '<p>Do</p><ul>\n<li>this</li><li><p>that</p></li></ul><p>Done</p>',
      'Do\n\n• this\n• that\n\nDone'
    ],
    ['numbers', '<ol><li>One<ul><li>in it</li></ul></li><li>Two</li></ol>', '1. One\n  • in it\n2. Two'],
    ['cells', '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['nothing for what is not seen', '<style>p {}</style><p><span>A</span><!-- no --><img src="x"></p>', 'A'],
    ['nothing for a blank paragraph', '<p>A</p><p>&nbsp;</p><p>B</p>', 'A\n\nB'],
    [
      'characters',
      'It&#39;s &apos;5&nbsp;&euro;&#x27; &amp;lt; &unknown; &#0;',
      "It's '5\u00a0€' &lt; &unknown; &#0;"
    ],
    ['its own lines where it has no tags', 'One\n\n  two', 'One\n\n  two'],
    ['what is no tag', 'a < b > c <your number> <me@a.example>', 'a < b > c <your number> <me@a.example>'],
    ['braces', '<p>{{customer.name}}</p>', '{{customer.name}}'],
    ['no script', 'A<script>alert(1)</script>', 'A']
  ])('has %s', (_, html, text) => {
    expect(textOf(html)).toBe(text)
  })

  it('has the formatting of templates, also beside a bracket that is none', () => {
    expect(
      htmlText('1 < 2: <b>bold</b> <EM>it</EM> <a target="_blank" href="https://a.example/?x=1&amp;y">l</a>')
    ).toEqual({
      text: '1 < 2: bold it l',
      entities: [
        { type: 'bold', offset: 7, length: 4 },
        { type: 'italic', offset: 12, length: 2 },
        { type: 'text_link', url: 'https://a.example/?x=1&y', offset: 15, length: 1 }
      ]
    })
    expect(htmlText('<h2>Title</h2><ul><li><b>One</b> more</li></ul>')).toEqual({
      text: 'Title\n\n• One more',
      entities: [
        { type: 'bold', offset: 0, length: 5 },
        { type: 'bold', offset: 9, length: 3 }
      ]
    })
    expect(htmlText('<a href="javascript:x()">l</a><code><b>c</b></code><b></b>').entities).toEqual([
      { type: 'code', offset: 1, length: 1 }
    ])
  })

  it('has right offsets whatever is opened and never closed', () => {
    const piece = fc.constantFrom(
      ...[
        '<b>',
        '</b>',
        '<i>',
        '</i>',
        '<p>',
        '</p>',
        '<ul>',
        '</ul>',
        '<li>',
        '</li>',
        '<br>',
        '<pre>',
        '</pre>'
      ],
      ...[
        '<code>',
        '</code>',
        '<a href="https://a.example">',
        '</a>',
        'word',
        ' ',
        '\n',
        '🔥',
        '<',
        '&nbsp;',
        '\ud800'
      ]
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const { text, entities } = htmlText(pieces.join(''))
        expect(text.isWellFormed()).toBe(true)
        expect(text).not.toMatch(/<\/?(?:b|i|p|ul|li|br|pre|code|a)\b/)
        for (const { offset, length } of entities) {
          expect([offset >= 0, length > 0, offset + length <= text.length]).toEqual([true, true, true])
        }
        const code = entities.filter(({ type }) => type === 'code' || type === 'pre')
        for (const outer of code)
          for (const { offset, type } of entities)
            expect(type !== outer.type && offset > outer.offset && offset < outer.offset + outer.length).toBe(
              false
            )
      })
    )
  })

  it('is read in one go, however long and broken it is', () => {
    for (const html of ['<b>x', '<!--', '<a "', '<li>', '<script>'])
      expect(textOf(html.repeat(40_000))).toEqual(expect.any(String))
  })
})
