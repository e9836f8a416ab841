import { describe, expect, it } from '@jest/globals'
import { settingStream } from '#domain'
import { contextOf, type TestDesk, testDesk } from '../testing/test-desk.js'
import { UnreliableLog } from '../testing/unreliable-log.js'
import { ImportSettings, ImportSettingsHandler } from './import-settings.js'

const ids = ['a', 'b', 'c', 'd']
const rowOf = (id: string, title = `About ${id}`) => ({ id, body: { title }, problems: [] })
const run = (desk: TestDesk, titles: (id: string) => string, cause = 'import') =>
  new ImportSettingsHandler(desk).execute(
    new ImportSettings(
      'article',
      ids.map(id => rowOf(id, titles(id))),
      { dryRun: false, partial: false },
      contextOf(cause)
    )
  )
const versions = async (desk: TestDesk) =>
  Promise.all(ids.map(async id => (await desk.stored(settingStream('article', id))).length))

describe('An import', () => {
  it.each([0, 1, 2, 3])('that died at row %i goes on there, and says the same of each row', async at => {
    const desk = testDesk()
    await run(desk, id => (id === 'b' ? 'Old' : id), 'before')
    const log = new UnreliableLog(desk.log)
    const append = log.append.bind(log)
    let appends = 0
    log.append = async (...asked) => {
      if (appends++ === at) throw new Error('crash')
      return append(...asked)
    }
    const titles = (id: string) => (id === 'c' ? 'c' : `New ${id}`)
    // Row c is as it was: three appends.
    if (at < 3) await expect(run(desk.another(log), titles)).rejects.toThrow('crash')
    else await run(desk.another(log), titles)
    const { results, published } = await run(desk.another(), titles)
    expect([published, results.map(({ result }) => result)]).toEqual([
      true,
      ['updated', 'updated', 'unchanged', 'updated']
    ])
    expect(await versions(desk)).toEqual([2, 2, 1, 2])
  })

  it('refuses alone the row that another publication overtakes meanwhile', async () => {
    const desk = testDesk()
    const log = new UnreliableLog(desk.log)
    const rows = (version: number) =>
      ['a', 'b', 'c'].map(id => ({ id, body: { title: id, source_version: version }, problems: [] }))
    const importing = (to: TestDesk, version: number, given = rows(version)) =>
      new ImportSettingsHandler(to).execute(
        new ImportSettings('article', given, { dryRun: false, partial: false }, contextOf(`v${version}`))
      )
    log.meanwhile = () => importing(desk.another(), 9, rows(9).slice(1, 2))
    const { results, published } = await importing(desk.another(log), 5)
    expect([published, results.map(({ result }) => result)]).toEqual([
      true,
      ['created', 'refused', 'created']
    ])
    expect(results[1]).toMatchObject({
      problems: [{ pointer: '/source_version', code: 'stale_source_version' }]
    })
    expect((await desk.settings.body('article', 'b'))?.['source_version']).toBe(9)
  })

  it('asked for twice at once publishes each row once', async () => {
    const desk = testDesk()
    const both = await Promise.all([1, 2].map(() => run(desk.another(), id => id)))
    for (const { results } of both) {
      expect(results.map(({ result }) => result)).toEqual(['created', 'created', 'created', 'created'])
    }
    expect(await versions(desk)).toEqual([1, 1, 1, 1])
  })
})
