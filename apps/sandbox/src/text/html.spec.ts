import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ApiError } from '../api-error.js'
import { fromHtml } from './html.js'

const refusal = (read: () => unknown): string => {
  try {
    return `was read as ${JSON.stringify(read())}`
  } catch (error) {
    return error instanceof ApiError ? error.description : String(error)
  }
}
const parsed = (html: string) => {
  const { text, entities } = fromHtml(html)
  return [
    text,
    ...entities.map(({ type, offset, length, ...more }) => [type, offset, length, ...Object.values(more)])
  ]
}

describe('HTML', () => {
  it.each([
    ['plain', ['plain']],
    ['<b>a</b><strong>b</strong>', ['ab', ['bold', 0, 1], ['bold', 1, 1]]],
    ['<i>a</i><em>b</em>', ['ab', ['italic', 0, 1], ['italic', 1, 1]]],
    ['<u>a</u><ins>b</ins>', ['ab', ['underline', 0, 1], ['underline', 1, 1]]],
    ['<s>a</s><del>b</del>', ['ab', ['strikethrough', 0, 1], ['strikethrough', 1, 1]]],
    ['<tg-spoiler>a</tg-spoiler>', ['a', ['spoiler', 0, 1]]],
    ['<span class = "tg-spoiler" >a</span>', ['a', ['spoiler', 0, 1]]],
    ['<B>a</b ><I>c</>', ['ac', ['bold', 0, 1], ['italic', 1, 1]]],
    ['😀<b>😀</b>', ['😀😀', ['bold', 2, 2]]],
    ['<b></b>x', ['x']],
    ['<b x = y.z-1>a</b>', ['a', ['bold', 0, 1]]],
    ['<blockquote>a</blockquote>', ['a', ['blockquote', 0, 1]]],
    ['<blockquote expandable>a</blockquote>', ['a', ['expandable_blockquote', 0, 1]]],
    ['<blockquote expandable="">a</blockquote>', ['a', ['expandable_blockquote', 0, 1]]]
  ])('%s', (html, expected) => expect(parsed(html)).toEqual(expected))

  it.each([
    ['&lt;b&gt; &amp;&quot;', '<b> &"'],
    ['a &lt b &amp c', 'a < b & c'],
    ['&lt🏟', '<🏟'],
    ['&ltx;', '&ltx;'],
    ['&LT; &nbsp; &laquo;', '&LT; &nbsp; &laquo;'],
    ['&#65;&#x42;&#67', 'ABC'],
    ['&#x1F600;', '😀'],
    ['&#0; &#; &#x; &#X41; &#12345678; &#1114111;', '&#0; &#; &#x; &#X41; &#12345678; &#1114111;'],
    ['& &&amp;amp;', '& &&amp;']
  ])('decodes %s', (html, text) => expect(parsed(html)).toEqual([text]))

  it.each([
    ['<pre>a</pre>', ['a', ['pre', 0, 1]]],
    ['<code>a</code>', ['a', ['code', 0, 1]]],
    ['<pre><code>a</code></pre>', ['a', ['pre', 0, 1], ['code', 0, 1]]],
    ['<pre><code class="language-c++">a</code></pre>', ['a', ['pre', 0, 1, 'c++']]],
    ['<pre><code class=language-py>a</></>', ['a', ['pre', 0, 1, 'py']]],
    ['<code class="language-py"><pre>a</pre></code>', ['a', ['pre', 0, 1, 'py']]],
    ['<pre><code class="language-py">a</code> </pre>', ['a ', ['pre', 0, 2], ['code', 0, 1]]],
    ['<pre><code class="language-">a</code></pre>', ['a', ['pre', 0, 1], ['code', 0, 1]]],
    ['<pre><code class="py">a</code></pre>', ['a', ['pre', 0, 1], ['code', 0, 1]]],
    ['<code class="language-py">a</code>', ['a', ['code', 0, 1]]]
  ])('names the language of code only in a block of the same text: %s', (html, expected) =>
    expect(parsed(html)).toEqual(expected)
  )

  it.each([
    [
      '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
      ['👍', ['custom_emoji', 0, 2, '5368324170671202286']]
    ],
    ['<tg-time unix="1767225600" format="wDT">x</tg-time>', ['x', ['date_time', 0, 1, 1767225600, 'wDT']]],
    ['<tg-time unix="1" format="R">x</tg-time>', ['x', ['date_time', 0, 1, 1, 'r']]],
    ['<tg-time unix="1" format="tTdW">x</tg-time>', ['x', ['date_time', 0, 1, 1, 'wdt']]],
    ['<tg-time unix=12>x</tg-time>', ['x', ['date_time', 0, 1, 12, '']]],
    ['<tg-time format="r">x</tg-time>', ['x']],
    ['<tg-time unix="-5">x</tg-time>', ['x']]
  ])('knows emoji and times: %s', (html, expected) => expect(parsed(html)).toEqual(expected))

  it.each([
    ['<a href="https://X.org">a</a>', ['a', ['text_link', 0, 1, 'https://x.org/']]],
    ["<a   href=  'x.org?a&lt;b'   >a</a>", ['a', ['text_link', 0, 1, 'http://x.org/?a<b']]],
    ['<a href=x.org>a</a>', ['a', ['text_link', 0, 1, 'http://x.org/']]],
    ['<a>x.org</a>', ['x.org', ['text_link', 0, 5, 'http://x.org/']]],
    ['<a href="">x.org</a>', ['x.org', ['text_link', 0, 5, 'http://x.org/']]],
    ['<a href="javascript:alert(1)">a</a>', ['a']],
    ['<a href="nowhere">a</a>', ['a']],
    ['<a href="ftp://x.org">a</a>', ['a']],
    [
      '<a href="tg://user?id=5">a</a>',
      ['a', ['text_mention', 0, 1, { id: 5, is_bot: false, first_name: '' }]]
    ],
    ['<a href="tg://resolve?domain=a">a</a>', ['a', ['text_link', 0, 1, 'tg://resolve?domain=a']]]
  ])('normalises links and drops what is none: %s', (html, expected) =>
    expect(parsed(html)).toEqual(expected)
  )

  it.each([
    ['é<abc', 'Unclosed start tag at byte offset 2'],
    ['a < b', 'Unsupported start tag "" at byte offset 2'],
    ['é<abc d>', 'Unsupported start tag "abc" at byte offset 2'],
    ['😀<br/>', 'Unsupported start tag "br/" at byte offset 4'],
    ['é<i =a>', 'Empty attribute name in the tag "i" at byte offset 2'],
    ['é<i ', 'Empty attribute name in the tag "i" at byte offset 2'],
    ['é<i a ', 'Unclosed start tag "i" at byte offset 2'],
    ['é<i a = ', 'Unclosed start tag "i" at byte offset 2'],
    ['é<i a="b>', 'Unclosed start tag at byte offset 2'],
    ['é<i a=b', 'Unclosed start tag at byte offset 2'],
    ['é<i a=b_c>', 'Unexpected end of name token at byte offset 7'],
    ['é<span>a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 2'],
    ['é<i>é', 'Can\'t find end tag corresponding to start tag "i"'],
    ['é</i>', 'Unexpected end tag at byte offset 2'],
    ['é<b></b></', 'Unexpected end tag at byte offset 9'],
    ['é<i>é</i ', 'Unclosed end tag at byte offset 7'],
    ['é<i>é</em >', 'Unmatched end tag at byte offset 7, expected "</i>", found "</em>"'],
    ['<tg-emoji emoji-id="x">a</tg-emoji>', 'Invalid custom emoji identifier specified'],
    ['<tg-emoji>a</tg-emoji>', 'Invalid custom emoji identifier specified'],
    ['<tg-time unix="1" format="x">a</tg-time>', 'Invalid date format used'],
    ['a\0', 'Text must not contain null bytes'],
    ...['&#xD83D;', '&#55357', '&#xD83D;&#xDE00;'].map(half => [
      half,
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units'
    ])
  ])('refuses %j', (html, reason) =>
    expect(refusal(() => fromHtml(html ?? ''))).toBe(`Bad Request: can't parse entities: ${reason}`)
  )

  it('gives back every text whose signs are escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        fc.pre(!text.includes('\0'))
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
        expect(fromHtml(`<b>${escaped}</b>`).text).toBe(text)
      })
    )
  })
})
