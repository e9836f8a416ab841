import { afterEach, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi, type TestStores } from '../testing.js'

const scopes = ['tickets:read']

const running: TestApi[] = []
afterEach(async () => {
  for (const api of running.splice(0)) await api.stop()
})
const start = async (front: TestStores['front'] = {}) => {
  const api = await startTestApi({ front })
  running.push(api)
  return api
}

describe('Where a request comes from', () => {
  const keyFor = async (api: TestApi, cidrs: string[] | null) => {
    const made = await api.post('/api/v1/api-keys', { name: 'x', scopes, cidrs })
    return { Authorization: `Bearer ${made.body.key}` }
  }
  const proxies = ['127.0.0.0/8', '10.0.0.0/8', '2001:db8::/32']

  it('is the socket, whatever X-Forwarded-For says, while no proxy is trusted', async () => {
    const api = await start()
    const local = await keyFor(api, ['127.0.0.0/8'])
    const away = await keyFor(api, ['203.0.113.0/24'])
    const forged = { 'X-Forwarded-For': '203.0.113.9' }
    expect((await api.get('/api/v1/tickets', { ...local, ...forged })).status).toBe(200)
    const refused = await api.get('/api/v1/tickets', { ...away, ...forged })
    expect([refused.status, refused.body.type]).toEqual([403, '/problems/address_not_allowed'])
  })

  it.each([
    ['203.0.113.9', 200],
    ['203.0.113.9, 10.0.0.1', 200],
    ['198.51.100.1, 203.0.113.9, 10.0.0.1, 2001:db8::1', 200],
    ['::ffff:203.0.113.9, ::ffff:10.0.0.1', 200],
    ['nonsense, 203.0.113.9', 200],
    ['203.0.113.9, 198.51.100.1', 403],
    ['203.0.113.9, nonsense', 403],
    ['203.0.113.9:4711', 403],
    ['10.0.0.1', 403],
    ['', 403],
    [undefined, 403]
  ])(
    'behind trusted proxies is the last of X-Forwarded-For that is none: %s is %d',
    async (forwarded, status) => {
      const api = await start({ trustedProxies: proxies })
      const away = await keyFor(api, ['203.0.113.0/24'])
      const headers = forwarded === undefined ? away : { ...away, 'X-Forwarded-For': forwarded }
      expect((await api.get('/api/v1/tickets', headers)).status).toBe(status)
    }
  )

  it('is the first of them where all are trusted, and nobody where it can not be read', async () => {
    const api = await start({ trustedProxies: proxies })
    const inside = await keyFor(api, ['10.9.0.0/16'])
    const anywhere = await keyFor(api, null)
    const statusFrom = async (key: object, forwarded: string) =>
      (await api.get('/api/v1/tickets', { ...key, 'X-Forwarded-For': forwarded })).status
    expect(await statusFrom(inside, '10.9.1.1, 10.0.0.1')).toBe(200)
    expect(await statusFrom(inside, '10.0.0.1, 10.9.1.1')).toBe(403)
    expect(await statusFrom(anywhere, '10.9.1.1')).toBe(200)
    expect(await statusFrom(anywhere, 'unknown')).toBe(403)
  })

  it('holds for keys with IPv6 ranges too', async () => {
    const api = await start({ trustedProxies: ['127.0.0.0/8'] })
    const key = await keyFor(api, ['2001:db8:1::/48'])
    const statusFrom = async (forwarded: string) =>
      (await api.get('/api/v1/tickets', { ...key, 'X-Forwarded-For': forwarded })).status
    expect(await statusFrom('2001:DB8:1:0::7')).toBe(200)
    expect(await statusFrom('2001:db8:2::7')).toBe(403)
  })
})

describe('A desk that requires https', () => {
  const paths = ['/api/v1/tickets', '/api/v1/openapi.json', '/health', '/metrics', '/nothing/here']
  const statuses = async (api: TestApi, headers: { [name: string]: string }) => {
    const answers = await Promise.all(paths.map(path => api.get(path, headers)))
    return answers.map(({ status }) => status)
  }

  it('answers 421 to what did not come by it, as a trusted proxy says; but that it lives and is ready', async () => {
    const api = await start({ requireHttps: true, trustedProxies: ['127.0.0.1'] })
    const wrong = paths.map(() => 421)
    expect(await statuses(api, {})).toEqual(wrong)
    expect(await statuses(api, { 'X-Forwarded-Proto': 'http' })).toEqual(wrong)
    expect(await statuses(api, { 'X-Forwarded-Proto': 'https, http' })).toEqual(wrong)
    expect(await statuses(api, { 'X-Forwarded-Proto': 'https' })).toEqual([200, 200, 200, 200, 404])
    expect((await api.get('/health/live')).status).toBe(200)
    expect((await api.get('/health/ready')).status).toBe(200)
    const { body, headers } = await api.get('/api/v1/tickets')
    expect([body.type, headers.get('content-type')]).toEqual([
      '/problems/https_required',
      expect.stringContaining('application/problem+json')
    ])
  })

  it('believes nobody else', async () => {
    const api = await start({ requireHttps: true })
    expect(await statuses(api, { 'X-Forwarded-Proto': 'https' })).toEqual(paths.map(() => 421))
  })
})

describe('A page of another site', () => {
  it('may not ask under /api/v1, and is answered elsewhere', async () => {
    const api = await start()
    const statusOf = async (path: string, site: string) => {
      const { status, body } = await api.get(path, { 'Sec-Fetch-Site': site })
      return status === 403 ? body.type : status
    }
    for (const path of ['/api/v1/tickets', '/API/V1/tickets', '/api/v1/openapi.json'])
      expect([path, await statusOf(path, 'cross-site')]).toEqual([path, '/problems/cross_site'])
    expect(
      (await api.send('POST', '/api/v1/admin/api-keys', { headers: { 'Sec-Fetch-Site': 'cross-site' } }))
        .status
    ).toBe(403)
    expect(await statusOf('/health', 'cross-site')).toBe(200)
    for (const site of ['same-origin', 'same-site', 'none'])
      expect([site, await statusOf('/api/v1/tickets', site)]).toEqual([site, 200])
  })
})
