import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'

const root = new URL('../../', import.meta.url)
const sources = ['apps', 'libs', 'test', 'scripts'].flatMap(top =>
  readdirSync(new URL(`${top}/`, root), { recursive: true, encoding: 'utf8' })
    .filter(path => /\.(ts|js|mjs)$/.test(path) && !path.endsWith('.spec.ts'))
    .map(path => ({ path: `${top}/${path}`, text: readFileSync(new URL(`${top}/${path}`, root), 'utf8') }))
)

describe('source files', () => {
  it('have 300 lines at most, those of tests but their specs too', () => {
    expect(sources.length).toBeGreaterThan(500)
    const long = sources.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    expect(long.filter(({ lines }) => lines > 300)).toEqual([])
  })

  it('cast through unknown only where it is said what lets them', () => {
    const product = sources.filter(({ path }) => /^(apps|libs)\//.test(path) && !path.includes('/testing/'))
    const cast = product.filter(({ text }) => text.includes('as unknown as'))
    expect(cast.map(({ path }) => path).sort()).toEqual([
      // The types are those of the API's own document, which the desk is held against.
      'apps/console/src/api/client.ts',
      // The codec lets only known types in their present shape through.
      'libs/application/src/stream-runner.ts',
      'libs/domain/src/told.ts',
      // What came as JSON goes as JSON.
      'libs/processes/src/intake/message-facts.ts'
    ])
  })
})
