import { expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import type { ImportRow } from '../settings/check-rows.js'
import { contextOf, testDesk } from '../testing/test-desk.js'
import { ImportSettings, ImportSettingsHandler } from './import-settings.js'

/** The same numbers for the same seed (Numerical Recipes). */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const broken: readonly ((body: JsonObject) => unknown)[] = [
  ({ title: _, ...body }) => body,
  body => ({ ...body, url: 'javascript:alert(1)' }),
  body => ({ ...body, extra: 1 }),
  body => ({ ...body, language: 'no language' }),
  body => ({ ...body, summary: 'x'.repeat(2001) }),
  body => ({ ...body, translates: 'nobody' }),
  () => 'no object'
]
const imports = 300
const rowsEach = 1000
const ids = 1200

it('300 imports of 1,000 rows at random say of each row what is so, and publish all of it, the right rows, or nothing', async () => {
  const desk = testDesk()
  const handler = new ImportSettingsHandler(desk)
  const inForce = new Map<string, string>()
  const random = numbers(20_260_105)
  let published = 0
  for (let run = 0; run < imports; run++) {
    const share = random(4) === 0 ? 0 : random(30)
    const how = { dryRun: random(2) === 0, partial: random(60) === 0 }
    const first = random(ids)
    const titles = Array.from({ length: rowsEach }, () => `Title ${random(3)}`)
    const breaks = titles.map(() => (random(1000) < share ? broken[random(broken.length)] : undefined))
    const idOf = (at: number) => `a${(first + at) % ids}`
    const rows: ImportRow[] = titles.map((title, at) => ({
      id: idOf(at),
      body: breaks[at]?.({ title }) ?? { title },
      problems: []
    }))
    const expected = titles.map((title, at) => {
      if (breaks[at]) return 'refused'
      const known = inForce.get(idOf(at))
      return known === undefined ? 'created' : known === title ? 'unchanged' : 'updated'
    })
    const before = await desk.log.head()
    const done = await handler.execute(new ImportSettings('article', rows, how, contextOf(`import ${run}`)))
    expect(done.results.map(({ result }) => result)).toEqual(expected)
    const goes = !how.dryRun && (how.partial || !expected.includes('refused'))
    expect(done.published).toBe(goes)
    if (!goes) expect(await desk.log.head()).toBe(before)
    else for (const [at, title] of titles.entries()) if (!breaks[at]) inForce.set(idOf(at), title)
    published += goes ? 1 : 0
  }
  expect(published).toBeGreaterThan(10)
  for (const [id, title] of inForce) expect((await desk.settings.body('article', id))?.['title']).toBe(title)
}, 120_000)
