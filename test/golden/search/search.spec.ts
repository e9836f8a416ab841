import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import type { Calls, Change } from '../../../libs/search/src/index/messages.js'
import { openCalls } from '../../../libs/search/src/index/serve.js'
import { english, type Page, russian } from './articles.js'
import { inEnglish, inRussian, type Query } from './queries.js'

const changeOf =
  (language: string) =>
  ([id, title, keywords, body]: Page): Change => ({
    change: 'text',
    text: {
      ...{ kind: 'article', id: `${id}-${language}`, title, keywords, body: [body], summary: '' },
      ...{ url: null, shortcode: null, category: null, audience: 'customers', languages: [language] }
    }
  })
const pages = [...english.map(changeOf('en')), ...russian.map(changeOf('ru'))]
const masterKey = Buffer.alloc(32)

function indexed(changes: readonly Change[], folder?: string): ReturnType<typeof openCalls> {
  const calls = openCalls({ folder, masterKey })
  for (const change of changes) calls.apply([change], undefined)
  return calls
}
const found = (calls: Calls, words: string): string[] =>
  calls.texts({ words, kinds: ['article'], limit: 5 }).map(({ id }) => id)

/** Discounted cumulative gain of the first five against the best order there is: 2 for what was meant, 1 for what helps. */
function gain(ids: readonly string[], [, best, ...others]: Query, language: string): number {
  const worth = (id: string) =>
    id === `${best}-${language}` ? 2 : others.includes(id.replace(/-(en|ru)$/, '')) ? 1 : 0
  const sum = (worths: readonly number[]) =>
    worths.slice(0, 5).reduce((total, one, place) => total + (2 ** one - 1) / Math.log2(place + 2), 0)
  return sum(ids.map(worth)) / sum([2, ...others.map(() => 1)])
}

it.each<[string, readonly Query[]]>([
  ['en', inEnglish],
  ['ru', inRussian]
])('thirty questions in %s are answered well: nDCG@5 of 0.95 at least', (language, queries) => {
  const calls = indexed(pages)
  const gains = queries.map(query => ({
    query: query[0],
    gain: gain(found(calls, query[0]), query, language)
  }))
  const mean = gains.reduce((total, one) => total + one.gain, 0) / gains.length
  process.stdout.write(`nDCG@5 ${language}: ${mean.toFixed(3)} of ${queries.length} questions\n`)
  expect(queries).toHaveLength(30)
  expect(mean).toBeGreaterThanOrEqual(0.95)
})

it('the list and its order are the same however the index came about: order, changes, in memory or in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'search-golden-'))
  const older = pages.map(one =>
    one.change === 'text' ? { ...one, text: { ...one.text, title: 'Old' } } : one
  )
  const stray: Change = { change: 'text_gone', kind: 'article', id: 'app-en' }
  const ways = [
    indexed(pages),
    indexed([...pages].reverse()),
    indexed([...older, ...pages, stray, ...pages.slice(20, 24)], folder)
  ]
  for (const [words] of [...inEnglish, ...inRussian]) {
    const [first, ...others] = ways.map(calls => calls.texts({ words, kinds: ['article'], limit: 100 }))
    for (const other of others) expect(other).toEqual(first)
  }
  for (const calls of ways) calls.close()
  rmSync(folder, { recursive: true })
})
