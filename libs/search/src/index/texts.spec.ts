import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Change, IndexedText, TextQuery } from './messages.js'
import { isNear } from './nearby.js'
import { openCalls } from './serve.js'

const article = (id: string, title: string, more: Partial<IndexedText> = {}): Change => ({
  change: 'text',
  text: {
    kind: 'article',
    id,
    title,
    summary: '',
    url: null,
    shortcode: null,
    category: null,
    audience: 'customers',
    languages: ['en'],
    keywords: [],
    body: [],
    ...more
  }
})
const template = (id: string, shortcode: string, title: string, more: Partial<IndexedText> = {}): Change =>
  article(id, title, { kind: 'template', shortcode, ...more })
const standard = { title: 5, keywords: 3, body: 1 }

function indexOf(...changes: readonly Change[]) {
  const calls = openCalls({ folder: undefined, masterKey: Buffer.alloc(32) })
  calls.apply(changes, undefined)
  const find = (words: string, more: Partial<TextQuery> = {}) =>
    calls.texts({ words, kinds: ['article', 'template'], limit: 25, ...more })
  return {
    ...calls,
    find,
    ids: (words: string, more: Partial<TextQuery> = {}) => find(words, more).map(({ id }) => id)
  }
}

const filler = Array.from({ length: 20 }, (_, n) => article(`filler-${n}`, `Something about topic${n}`))

describe('articles and templates', () => {
  it('that are withdrawn leave no word in any byte of the files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'search-'))
    const bytes = () => Buffer.concat(readdirSync(folder).map(file => readFileSync(join(folder, file))))
    const calls = openCalls({ folder, masterKey: Buffer.alloc(32) })
    calls.apply([...filler, article('named', 'Ask Zebedeus', { body: ['zebedeus knows'] })], undefined)
    expect(bytes().includes('zebedeus')).toBe(true)
    calls.apply([{ change: 'text_gone', kind: 'article', id: 'named' }], undefined)
    calls.close()
    expect(bytes().includes('zebede')).toBe(false)
    rmSync(folder, { recursive: true })
  })

  it('are found by any form of a word, the title before keywords, keywords before the body', () => {
    const { ids } = indexOf(
      ...filler,
      article('body', 'Money', { body: ['All about refunds'] }),
      article('keywords', 'Money', { keywords: ['refund'] }),
      article('title', 'Refunding')
    )
    expect(ids('REFUNDED')).toEqual(['title', 'keywords', 'body'])
    expect(ids('где мой refund?')).toEqual(['title', 'keywords', 'body'])
  })

  it('are weighed as desk/search says', () => {
    const index = indexOf(
      ...filler,
      article('body', 'Money', { body: ['All about refunds'] }),
      article('title', 'Refunding and money and other things'),
      {
        change: 'settings',
        lexicon: { stopWords: [], synonyms: [] },
        weights: { title: 0, keywords: 3, body: 9 }
      }
    )
    expect(index.ids('refund')[0]).toBe('body')
  })

  it('are found by synonyms, phrases too, as soon as there are any', () => {
    const index = indexOf(...filler, article('back', 'Money back'), article('money', 'Money'))
    expect(index.ids('refund')).toEqual([])
    const synonyms = [['refund', 'money back']]
    index.apply([{ change: 'settings', lexicon: { stopWords: [], synonyms }, weights: standard }], undefined)
    expect(index.ids('refunds')).toEqual(['back'])
    index.apply(
      [{ change: 'settings', lexicon: { stopWords: [], synonyms: [] }, weights: standard }],
      undefined
    )
    expect(index.ids('refunds')).toEqual([])
  })

  it('are found by the beginning of the last word', () => {
    const { ids } = indexOf(...filler, article('pass', 'Forgotten password'), article('pay', 'Payments'))
    expect(ids('passw')).toEqual(['pass'])
    expect(ids('forgotten pa')).toEqual(['pass', 'pay'])
    expect(ids('p')).toEqual([])
    // A word that is finished is meant as it is.
    expect(ids('passw ')).toEqual([])
  })

  it.each<[string, string]>([
    ['a letter left out', 'pasword'],
    ['a letter added', 'passwoord'],
    ['a letter changed', 'pazsword'],
    ['two letters that changed places', 'passwrod'],
    ['a letter left out in Russian', 'прол '],
    ['two letters that changed places in Russian', 'праоль']
  ])('are found in spite of %s, where nothing has the word', (_, words) => {
    const { ids } = indexOf(...filler, article('en', 'Password'), article('ru', 'Пароль'))
    expect(ids(words)).toEqual([/[а-я]/.test(words) ? 'ru' : 'en'])
  })

  const wholeWords: readonly [string, string][] = [
    ['return', 'Returning goods'],
    ['refund', 'Refunding'],
    ['track', 'Tracking a parcel'],
    ['ship', 'Shipping'],
    ['inform', 'Information'],
    ['notify', 'Notification settings'],
    ['cancel', 'Cancellation'],
    ['ru', 'Уведомление']
  ]
  it.each<[string, string]>([
    ...['returnimg', 'returnin', 'returni'].map((one): [string, string] => [one, 'return']),
    ...['refundimg', 'refundin'].map((one): [string, string] => [one, 'refund']),
    ...['trackimg', 'traking', 'trackin'].map((one): [string, string] => [one, 'track']),
    ...['shippimg', 'shippin'].map((one): [string, string] => [one, 'ship']),
    ...['informaton', 'informat', 'informati', 'informatio'].map((one): [string, string] => [one, 'inform']),
    ...['notificaton', 'notifica', 'notificati'].map((one): [string, string] => [one, 'notify']),
    ...['cancelation', 'cancellat', 'cancellatio'].map((one): [string, string] => [one, 'cancel']),
    ...['уведомленич', 'уведомлени'].map((one): [string, string] => [one, 'ru'])
  ])('are found in spite of a typo in the end of a word, and while it is typed: %s', (words, id) => {
    const { ids } = indexOf(...filler, ...wholeWords.map(([one, title]) => article(one, title)))
    expect(ids(words)).toEqual([id])
  })

  it('are found in spite of a typo where another form of the word stands there', () => {
    const { ids } = indexOf(...filler, article('parcels', 'Parcels'), article('refunded', 'Refunded'))
    expect([ids('parcle '), ids('refnds ')]).toEqual([['parcels'], ['refunded']])
  })

  it('are not found by the beginning or a typo of a word that they had, or that is usual now', () => {
    const index = indexOf(...filler, article('a', 'Information'), article('b', 'Notification'))
    index.apply([article('a', 'Refund')], undefined)
    expect([index.ids('informati'), index.ids('informaton')]).toEqual([[], []])
    const lexicon = { stopWords: ['notification'], synonyms: [] }
    index.apply([{ change: 'settings', lexicon, weights: standard }], undefined)
    expect([index.ids('notificati'), index.ids('notificaton')]).toEqual([[], []])
  })

  it('are not found by a word that is two letters away, or too short to tell', () => {
    const { ids } = indexOf(...filler, article('en', 'Password'), article('tax', 'Tax'))
    expect(ids('pazzword')).toEqual([])
    expect(ids('tix')).toEqual([])
  })

  it('are found by all that they were published with last, and no more once they are retired', () => {
    const index = indexOf(...filler, template('t', 'refund', 'Money', { body: ['Old words'] }))
    index.apply([template('t', 'moneyback', 'Money', { body: ['New text'] })], undefined)
    expect([index.ids('old'), index.ids('refund'), index.ids('new'), index.ids('moneyback')]).toEqual([
      [],
      [],
      ['t'],
      ['t']
    ])
    index.apply([{ change: 'text_gone', kind: 'template', id: 't' }], undefined)
    expect(index.ids('new')).toEqual([])
  })

  it('are narrowed by kind, language and category', () => {
    const { ids } = indexOf(
      ...filler,
      article('a', 'Refund', { languages: ['en'], category: 'billing' }),
      article('b', 'Refund', { languages: ['de'], category: null }),
      template('c', 'x', 'Refund', { languages: ['en', 'de'] })
    )
    expect(ids('refund', { kinds: ['template'] })).toEqual(['c'])
    expect(ids('refund', { language: 'de' })).toEqual(['b', 'c'])
    expect(ids('refund', { category: 'billing' })).toEqual(['a'])
    expect(ids('refund', { kinds: [] })).toEqual([])
  })

  it.each([
    ['ru', ['ru']],
    ['ru-RU', ['ru']],
    ['pt', ['pt', 'pt-br']],
    ['pt-BR', ['pt', 'pt-br']],
    ['pt-PT', ['pt']],
    ['zh-Hant-TW', ['zh-hant']],
    ['zh', ['zh-hans', 'zh-hant']],
    ['de', ['several']],
    ['de-AT', ['several']],
    ['r', []],
    ['ru-', ['ru']]
  ])('in the language %s are those that whoever speaks it can read: %j', (language, expected) => {
    const alone = ['ru', 'pt', 'pt-br', 'zh-hans', 'zh-hant']
    const { find, ids } = indexOf(
      ...filler,
      ...alone.map(one => article(one, 'Refund', { languages: [one] })),
      template('several', 'several', 'Refund', { languages: ['en', 'de'] })
    )
    expect(ids('refund', { language })).toEqual(expected)
    const all = find('', { words: null, language }).map(({ id }) => id)
    expect(all).toEqual([...expected].sort())
  })

  it('in a language that is only spoken elsewhere are found where there is nothing nearer', () => {
    const { find, ids } = indexOf(
      ...filler,
      article('brazil', 'Refund', { languages: ['pt-br'] }),
      article('simple', 'Refund', { languages: ['zh-hans'] })
    )
    const asked = ['pt-PT', 'zh-Hant-TW', 'de-AT']
    expect(asked.map(language => ids('refund', { language }))).toEqual([['brazil'], ['simple'], []])
    expect(find('', { words: null, language: 'pt-PT' }).map(({ id }) => id)).toEqual(['brazil'])
  })

  it('that are equally good come in the order of their ids', () => {
    const { ids } = indexOf(...filler, article('b', 'Refund'), article('c', 'Refund'), article('a', 'Refund'))
    expect(ids('refund')).toEqual(['a', 'b', 'c'])
    expect(ids('refund', { limit: 2 })).toEqual(['a', 'b'])
  })

  it('show the words that were asked for as they stand there', () => {
    const { find } = indexOf(...filler, article('a', 'Refunds', { body: ['A REFUND', 'we refunded it'] }))
    expect(find('refund', { highlights: true })).toMatchObject([
      { id: 'a', highlights: ['Refunds', 'REFUND', 'refunded'] }
    ])
  })

  it('show the words that begin as the last one that was asked for', () => {
    const { find } = indexOf(
      ...filler,
      article('a', 'Delivery', { body: ['We deliver, and so do deliverers'] })
    )
    expect(find('deliv', { highlights: true })).toMatchObject([
      { id: 'a', highlights: ['Delivery', 'deliver', 'deliverers'] }
    ])
    expect(find('when is what they deliv', { highlights: true })[0]?.highlights).toHaveLength(3)
  })

  it('are found by the rarest of many words that something has, wherever it stands', () => {
    const often = Array.from({ length: 40 }, (_, n) => `often${n}`)
    const { ids } = indexOf(
      ...filler,
      ...['x', 'y', 'z'].map(id => article(id, 'All', { body: often })),
      article('refund', 'Refund')
    )
    expect(ids(`${often.join(' ')} refund.`)).toContain('refund')
    expect(ids(`${often.map(one => `no${one}`).join(' ')} refund.`)).toEqual(['refund'])
  })

  it.each<[string, string]>([
    ['usual words', 'where is the и в на'],
    ['nothing', ''],
    ['signs', '"*" OR (NEAR) ^ : - \u0000'],
    ['10,000 characters', 'refund '.repeat(1429)],
    ['10,000 words', Array.from({ length: 10_000 }, (_, n) => `w${n}`).join(' ')]
  ])('are asked for by %s without harm', (_, words) => {
    const { find } = indexOf(...filler)
    expect(find(words)).toEqual([])
  })
})

it.each<[string, string, boolean]>([
  ['refund', 'refund', true],
  ['refund', 'refnud', true],
  ['refund', 'refunds', true],
  ['refund', 'efund', true],
  ['refund', 'rifund', true],
  ['refund', 'reufnd', true],
  ['refund', 'rfnd', false],
  ['refund', 'rifunt', false],
  ['refund', 'erfnud', false],
  ['ab', 'ba', true],
  ['aba', 'bab', false]
])('%p and %p are a letter apart: %p', (one, other, near) => {
  expect([isNear(one, other), isNear(other, one)]).toEqual([near, near])
})

it('templates tell how often they were used, and come the most used first where no words are asked for', () => {
  const index = indexOf(
    template('a', 'a', 'Refund'),
    template('b', 'b', 'Refund'),
    template('c', 'c', 'Other')
  )
  const used = (id: string): Change => ({ change: 'used', template: id })
  index.apply([used('b'), used('c'), used('b'), used('gone')], undefined)
  const shown = (words: string | null) => index.find(words ?? '', { words }).map(({ id, uses }) => [id, uses])
  expect(shown('refund')).toEqual([
    ['a', 0],
    ['b', 2]
  ])
  expect(shown(null)).toEqual([
    ['b', 2],
    ['c', 1],
    ['a', 0]
  ])
  expect(index.find('', { words: null, kinds: ['article'] })).toEqual([])
})

it('a template is found by its shortcode, also where that is a usual word', () => {
  const index = indexOf(template('a', 'Hi', 'Greeting'), template('b', 'good-bye', 'Farewell'))
  expect([index.ids('hi'), index.ids('HI'), index.ids('Good-Bye'), index.ids('hi there')]).toEqual([
    ['a'],
    ['a'],
    ['b'],
    []
  ])
})

it('at a desk with three articles words count as elsewhere', () => {
  const { find } = indexOf(
    article('a', 'Refund', { body: ['card'] }),
    article('b', 'Parcel', { body: ['refund card'] }),
    article('c', 'Refund and card', { body: ['parcel'] })
  )
  const [first, second] = find('refund card')
  expect([first?.id, second?.id]).toEqual(['c', 'a'])
  expect(second?.score).toBeGreaterThan(0.5)
})
