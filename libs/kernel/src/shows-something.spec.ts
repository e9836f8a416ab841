import { expect, it } from '@jest/globals'
import { showsSomething } from './shows-something.js'

it.each([
  ['nothing', ''],
  ['blanks of all widths', ' \t\n\r\u00a0\u2003\u3000\ufeff'],
  ['what joins and parts letters', '\u200b\u200c\u200d\u2060\u00ad'],
  ['marks of direction', '\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069'],
  ['fillers', '\u115f\u3164\uffa0\u2800\ufffc'],
  ['accents without a letter', '\u0301\u0333\ufe0f'],
  ['half a character', '\ud83d'],
  ['signs that steer', '\u0000\u0007\u007f\u0085']
])('nothing is seen of %s', (_, text) => {
  expect(showsSomething(text)).toBe(false)
})

it.each(['a', '.', '0', '👍', '👨‍👩‍👧', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'é', 'e\u0301', 'שלום', '\u202eabc', '\ufffd', '\ue000'])(
  'something is seen of %j',
  text => {
    expect([showsSomething(text), showsSomething(`\u200b ${text}\n`)]).toEqual([true, true])
  }
)
