import { expect, it } from '@jest/globals'
import { ImportSettings, ImportSettingsHandler } from '#application'
import { isJsonObject, type JsonObject } from '#kernel'
import { contextOf, testDesk } from '../../../../../libs/application/src/testing/test-desk.js'
import { importedKinds } from './imported-kinds.js'
import { rowsIn } from './rows-in.js'

/** The same numbers for the same seed (Numerical Recipes). */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

interface Broken {
  readonly code: string
  /** `before`: the id of the row before it. */
  readonly of: (row: JsonObject, before: string) => JsonObject | string
}

const broken: readonly Broken[] = [
  { code: 'required', of: ({ title: _, ...row }) => row },
  { code: 'required', of: ({ id: _, ...row }) => row },
  { code: 'id', of: row => ({ ...row, id: `No Id ${row['id']}` }) },
  { code: 'repeated', of: (row, before) => ({ ...row, id: before }) },
  { code: 'invalid', of: row => ({ ...row, url: 'javascript:alert(1)' }) },
  { code: 'link', of: row => ({ ...row, body: '<a href="javascript:x">y</a>' }) },
  { code: 'unknown', of: row => ({ ...row, extra: 'x' }) },
  { code: 'invalid', of: row => ({ ...row, language: 'no language' }) },
  { code: 'invalid', of: row => ({ ...row, summary: 'x'.repeat(2001) }) },
  { code: 'unknown_article', of: row => ({ ...row, translates: 'nobody' }) },
  { code: 'stale_source_version', of: row => ({ ...row, source_version: 1 }) },
  // In CSV a row with too few cells.
  { code: 'type', of: () => 'no object' }
]
const imports = 300
const rowsEach = 1000
const ids = 1200
const columns = ['id', 'title', 'url', 'body', 'language', 'summary', 'translates', 'source_version']

const asCsv = (rows: readonly (JsonObject | string)[]): string =>
  [columns, ...rows.map(row => (isJsonObject(row) ? columns.map(name => row[name] ?? '') : [row]))]
    .map(cells => cells.map(cell => `"${String(cell).replaceAll('"', '""')}"`).join(','))
    .join('\r\n')

it('300 imports of 1,000 rows at random, of JSON and of CSV, say of each row what is so, and publish all of it, the right rows, or nothing', async () => {
  const desk = testDesk()
  const handler = new ImportSettingsHandler(desk)
  const articles = importedKinds.find(({ kind }) => kind === 'article')
  if (!articles) throw new Error('articles are not imported')
  const inForce = new Map<string, string>()
  const random = numbers(20_260_105)
  const seen = new Map<string, number>()
  let published = 0
  for (let run = 0; run < imports; run++) {
    const share = random(4) === 0 ? 0 : random(30)
    const how = { dryRun: random(2) === 0, partial: random(60) === 0 }
    const isCsv = random(2) === 0
    const first = random(ids)
    const idOf = (at: number) => `a${(first + at) % ids}`
    const titles = Array.from({ length: rowsEach }, () => `Title ${random(3)}`)
    const breaks: (Broken | undefined)[] = []
    for (const at of titles.keys()) {
      const one = random(1000) < share ? broken[random(broken.length)] : undefined
      // What is older needs something newer, what is repeated something before it; a column is unknown in all rows.
      const can =
        (one?.code !== 'stale_source_version' || inForce.has(idOf(at))) &&
        (one?.code !== 'repeated' || (at > 0 && breaks[at - 1] === undefined)) &&
        (one?.code !== 'unknown' || !isCsv)
      breaks.push(can ? one : undefined)
    }
    const rows = titles.map((title, at) => {
      const row = { id: idOf(at), title, source_version: 2 }
      return breaks[at]?.of(row, idOf(at - 1)) ?? row
    })
    const read = rowsIn(isCsv ? asCsv(rows) : rows, articles)
    const expected = titles.map((title, at) => {
      if (breaks[at]) return 'refused'
      const known = inForce.get(idOf(at))
      return known === undefined ? 'created' : known === title ? 'unchanged' : 'updated'
    })
    const before = await desk.log.head()
    const done = await handler.execute(new ImportSettings('article', read, how, contextOf(`import ${run}`)))
    expect(done.results.map(({ result }) => result)).toEqual(expected)
    for (const [at, one] of done.results.entries()) {
      const code = breaks[at]?.code
      if (code === undefined) continue
      const codes = one.result === 'refused' ? one.problems.map(problem => problem.code) : []
      expect(codes).toContain(isCsv && code === 'type' ? 'cells' : code)
      seen.set(code, (seen.get(code) ?? 0) + 1)
    }
    const goes = !how.dryRun && (how.partial || !expected.includes('refused'))
    expect(done.published).toBe(goes)
    if (!goes) expect(await desk.log.head()).toBe(before)
    else for (const [at, title] of titles.entries()) if (!breaks[at]) inForce.set(idOf(at), title)
    published += goes ? 1 : 0
  }
  expect(published).toBeGreaterThan(10)
  expect([...seen.keys()].sort()).toEqual([...new Set(broken.map(({ code }) => code))].sort())
  for (const [id, title] of inForce) expect((await desk.settings.body('article', id))?.['title']).toBe(title)
})
