import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openApiDocument } from '../openapi/document.js'
import { operations } from '../openapi/operations.js'
import { startTestApi, type TestApi } from '../testing.js'
import { deprecations } from './deprecations.js'

describe('What is deprecated', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  it('says so in each answer: since when, until when at least, and what comes in its place', async () => {
    const asked = await api.post('/api/v1/admin/api-keys', {})
    const refused = await api.post('/api/v1/admin/api-keys', { name: 'x' })
    expect([asked.status, refused.status]).toEqual([201, 422])
    for (const { headers } of [asked, refused]) {
      expect(headers.get('deprecation')).toBe('@1796083200')
      expect(headers.get('sunset')).toBe('Fri, 01 Dec 2028 00:00:00 GMT')
      expect(headers.get('link')).toBe('</api/v1/api-keys>; rel="successor-version"')
    }
  })

  it('is nothing else', async () => {
    for (const path of ['/api/v1/api-keys', '/api/v1/tickets']) {
      const { headers } = await api.get(path)
      expect([headers.get('deprecation'), headers.get('sunset')]).toEqual([null, null])
    }
  })

  it('is marked in OpenAPI, and what comes in its place is there; the day lies a year ahead at least', () => {
    const { paths } = openApiDocument as { paths: { [path: string]: { [method: string]: object } } }
    const marked = operations.filter(({ method, path }) => 'deprecated' in (paths[path]?.[method] ?? {}))
    expect(marked.map(({ method, path }) => `${method} ${path}`)).toEqual(
      deprecations.map(({ method, path }) => `${method} ${path}`)
    )
    for (const { since, sunset, successor } of deprecations) {
      expect(operations.some(({ path }) => path === successor)).toBe(true)
      expect(sunset.getTime() - since.getTime()).toBeGreaterThan(365 * 86_400_000)
    }
    for (const { path, method } of deprecations)
      expect(paths[path]?.[method]).toMatchObject({
        deprecated: true,
        responses: { 201: { headers: { Deprecation: {}, Sunset: {} } } }
      })
  })
})
