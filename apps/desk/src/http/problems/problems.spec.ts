import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'
import { explanations } from './explanations.js'

const folder = new URL('../', import.meta.url).pathname

describe('The type of a problem', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  it('leads to a page that explains it, without a key', async () => {
    const { body } = await api.get('/api/v1/tickets/tkt_1')
    const page = await api.get(body.type, { Authorization: '' })
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.body).toContain('There is no such thing')
    const linked = await api.get(body.type, { Authorization: '', 'Sec-Fetch-Site': 'cross-site' })
    expect(linked.status).toBe(200)
    expect((await api.get('/problems/none', { Authorization: '' })).status).toBe(404)
  })

  it('is explained, whichever it is', () => {
    const sources = globSync('**/*.ts', { cwd: folder }).filter(file => !file.endsWith('.spec.ts'))
    const made = sources.flatMap(file =>
      [...readFileSync(folder + file, 'utf8').matchAll(/new Problem\(\s*\d{3},\s*'([^']+)'/g)].map(
        ([, name]) => name
      )
    )
    expect(made.length).toBeGreaterThan(15)
    expect(made.filter(name => !explanations.has(name ?? ''))).toEqual([])
  })
})

describe('A list', () => {
  it('names its next page in Link, the feed too', async () => {
    const api = await startTestApi()
    for (const user of [1, 2, 3]) await api.customerWrites(user, 'Help')
    for (const path of [
      '/api/v1/tickets?sort=created_at&limit=2',
      '/api/v1/events?types=ticket.created&limit=2'
    ]) {
      const first = await api.get(path)
      const [, next = ''] = /^<(\/[^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? []
      const second = await api.get(next)
      expect(second.body.data).toHaveLength(1)
      const all = await api.get(path.replace('limit=2', 'limit=100'))
      expect([...first.body.data, ...second.body.data]).toEqual(all.body.data)
      expect(all.headers.get('link')).toBe(null)
    }
    await api.stop()
  })
})
