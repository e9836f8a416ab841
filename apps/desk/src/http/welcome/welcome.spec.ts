import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'
import { linksOf } from './links.js'
import { welcomePage } from './page.js'

const keyless = { Authorization: '' }

describe("The desk's address, opened without a key", () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi({ sandboxUrl: 'http://127.0.0.1:8081' })
  })
  afterAll(() => api.stop())

  it('answers with a page of links that may load nothing and run nothing', async () => {
    const { status, headers, body } = await api.get('/', keyless)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    for (const link of ['http://127.0.0.1:8081/', '/api/v1', '/api/v1/openapi.json', '/health/ready'])
      expect(body).toContain(`href="${link}"`)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'none'/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('has the same links as JSON under /api/v1, and none of its own leads nowhere', async () => {
    const { status, body } = await api.get('/api/v1', keyless)
    expect(status).toBe(200)
    expect(body.links).toEqual({
      console: '/console',
      sandbox: 'http://127.0.0.1:8081/',
      api: '/api/v1',
      openapi: '/api/v1/openapi.json',
      ready: '/health/ready',
      health: '/health',
      metrics: '/metrics'
    })
    for (const { name, to, needsKey } of linksOf(null)) {
      // Built apart from this.
      if (name === 'console') continue
      expect([to, (await api.get(to, keyless)).status]).toEqual([to, needsKey ? 401 : 200])
    }
  })

  it('names no sandbox where there is none, and takes no address for markup', () => {
    expect(welcomePage(linksOf(null))).not.toContain('sandbox')
    expect(welcomePage(linksOf('http://x/"><script>'))).not.toContain('<script>')
  })
})
