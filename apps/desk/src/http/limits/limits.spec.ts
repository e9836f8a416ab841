import { afterEach, describe, expect, it } from '@jest/globals'
import { type Answered, startTestApi, type TestApi, type TestStores } from '../testing.js'

const hour = 3600

describe('desk/limits', () => {
  let api: TestApi
  afterEach(() => api.stop())
  const limited = async (body: object, stores: TestStores = {}) => {
    api = await startTestApi(stores)
    await publish(body)
  }
  const publish = async (body: object) => {
    const { status } = await api.send('PUT', '/api/v1/desk/limits', { body })
    expect(status).toBeLessThan(300)
  }
  const fieldsOf = ({ headers }: Answered) => [headers.get('ratelimit-policy'), headers.get('ratelimit')]
  const newKey = async (scopes: readonly string[]) => {
    const { body } = await api.post('/api/v1/api-keys', { name: 'a program', scopes })
    return { Authorization: `Bearer ${body.key}` }
  }
  const wrong = { Authorization: 'Bearer wrong' }
  const statuses = async (times: number, ask: () => Promise<Answered>) => {
    const all: number[] = []
    for (let asked = 0; asked < times; asked++) all.push((await ask()).status)
    return all
  }

  it('limits nothing but wrong keys until it is set, and says nothing of limits', async () => {
    api = await startTestApi()
    const answered = await api.get('/api/v1/queues')
    expect([answered.status, ...fieldsOf(answered)]).toEqual([200, null, null])
    expect(await statuses(11, () => api.get('/api/v1/queues', wrong))).toEqual([...Array(10).fill(401), 429])
    const refused = await api.get('/api/v1/queues', wrong)
    expect(refused.body).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      status: 429,
      'violated-policies': ['failed_credentials']
    })
    expect(refused.headers.get('retry-after')).toBe('6')
    expect(fieldsOf(refused)).toEqual([null, null])
  })

  it('refuses only wrong keys of an address that has tried too many', async () => {
    await limited({ failed_credentials: { quota: 2, window_s: hour } })
    expect(await statuses(3, () => api.get('/api/v1/tickets', wrong))).toEqual([401, 401, 429])
    expect((await api.get('/api/v1/tickets')).status).toBe(200)
    expect((await api.get('/api/v1/tickets', { Authorization: '' })).status).toBe(401)
    expect((await api.get('/metrics', wrong)).status).toBe(429)
  })

  it('gives each key its own, tells what is left of it and when it goes on', async () => {
    await limited({ default: { quota: 6, window_s: 6 * hour } })
    const key = await newKey(['tickets:read'])
    const first = await api.get('/api/v1/tickets', key)
    expect(fieldsOf(first)).toEqual(['"default";q=6;w=21600', '"default";r=5;t=3600'])
    expect(await statuses(5, () => api.get('/api/v1/tickets', key))).toEqual(Array(5).fill(200))
    const refused = await api.get('/api/v1/tickets', key)
    expect([refused.status, refused.body['violated-policies'], refused.headers.get('content-type')]).toEqual([
      429,
      ['default'],
      'application/problem+json; charset=utf-8'
    ])
    expect(fieldsOf(refused)).toEqual(['"default";q=6;w=21600', '"default";r=0;t=3600'])
    expect(refused.headers.get('retry-after')).toBe('3600')
    await api.clock.advance(hour * 1000 - 1)
    expect((await api.get('/api/v1/tickets', key)).status).toBe(429)
    await api.clock.advance(1)
    expect(await statuses(2, () => api.get('/api/v1/tickets', key))).toEqual([200, 429])
    expect((await api.get('/api/v1/tickets')).status).toBe(200)
  })

  it('counts a request in its group too, and tells of all that it counts in', async () => {
    await limited({
      default: { quota: 100, window_s: hour },
      lists: { quota: 2, window_s: hour },
      settings: { quota: 3, window_s: hour }
    })
    const key = await newKey(['tickets:read', 'settings:read'])
    const one = () => api.get('/api/v1/desk/main', key)
    expect(fieldsOf(await api.get('/api/v1/tickets', key))).toEqual([
      '"default";q=100;w=3600, "lists";q=2;w=3600',
      '"default";r=99;t=36, "lists";r=1;t=1800'
    ])
    expect((await api.get('/api/v1/queues', key)).status).toBe(200)
    const refused = await api.get('/api/v1/tickets', key)
    expect([refused.status, refused.body['violated-policies']]).toEqual([429, ['lists']])
    expect(fieldsOf(refused)[1]).toBe('"default";r=98;t=72, "lists";r=0;t=1800')
    expect(await statuses(4, one)).toEqual([200, 200, 200, 429])
  })

  it('tells of it with every answer to a key: with what is not there, not allowed, unchanged or wrong', async () => {
    await limited({ default: { quota: 1000, window_s: hour } })
    const key = await newKey(['tickets:read'])
    const { headers } = await api.get('/api/v1/queues/general')
    const answers = [
      await api.get('/api/v1/tickets/tkt_1', key),
      await api.get('/api/v1/agents', key),
      await api.get('/api/v1/tickets?sort=no', key),
      await api.get('/api/v1/queues/general', { 'If-None-Match': headers.get('etag') ?? '' }),
      await api.get('/metrics'),
      await api.get('/api/v1/nothing', key),
      await api.get('/api/v1/tickets/%E0%A4%A', key),
      await api.send('DELETE', '/api/v1/queues', { headers: key })
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 403, 400, 304, 200, 404, 404, 405])
    for (const answered of answers) expect(fieldsOf(answered)[0]).toBe('"default";q=1000;w=3600')
    for (const path of ['/health', '/api/v1/health'])
      expect(fieldsOf(await api.get(path))).toEqual([null, null])
    expect(fieldsOf(await api.get('/api/v1/tickets', wrong))).toEqual([
      '"failed_credentials";q=10;w=60',
      '"failed_credentials";r=9;t=6'
    ])
  })

  it('counts what is asked of no call too, and a wrong key there', async () => {
    await limited({ default: { quota: 3, window_s: hour }, failed_credentials: { quota: 1, window_s: hour } })
    const key = await newKey(['tickets:read'])
    expect(await statuses(2, () => api.get('/api/v1/nothing', key))).toEqual([404, 404])
    expect((await api.send('DELETE', '/api/v1/queues', { headers: key })).status).toBe(405)
    const refused = await api.get('/api/v1/nothing', key)
    expect([refused.status, refused.body['violated-policies']]).toEqual([429, ['default']])
    expect((await api.get('/api/v1/tickets', key)).status).toBe(429)
    expect(await statuses(2, () => api.get('/api/v1/nothing', wrong))).toEqual([401, 429])
    expect((await api.get('/api/v1/nothing', { Authorization: '' })).status).toBe(404)
  })

  it('counts nothing that is asked from where the key may not ask', async () => {
    await limited({ default: { quota: 1, window_s: hour } })
    const asked = { name: 'elsewhere', scopes: ['tickets:read'], cidrs: ['192.0.2.0/24'] }
    const { body } = await api.post('/api/v1/api-keys', asked)
    const away = { Authorization: `Bearer ${body.key}` }
    for (const path of ['/api/v1/tickets', '/api/v1/nothing', '/api/v1/tickets']) {
      const refused = await api.get(path, away)
      expect([refused.status, refused.body.type]).toEqual([403, '/problems/address_not_allowed'])
      expect(fieldsOf(refused)).toEqual([null, null])
    }
  })

  it('holds at once when it changes, and ends when it is retired', async () => {
    await limited({ lists: { quota: 1, window_s: hour } })
    expect(await statuses(2, () => api.get('/api/v1/tickets'))).toEqual([200, 429])
    await publish({ lists: { quota: 3, window_s: hour } })
    expect(await statuses(2, () => api.get('/api/v1/tickets'))).toEqual([429, 429])
    await publish({ lists: { quota: 3, window_s: 2 } })
    expect((await api.send('DELETE', '/api/v1/desk/limits')).status).toBe(204)
    expect(await statuses(5, () => api.get('/api/v1/tickets'))).toEqual(Array(5).fill(200))
  })

  it('is shared by the processes that answer', async () => {
    await limited({ lists: { quota: 6, window_s: hour } }, { processes: () => 3 })
    expect(await statuses(3, () => api.get('/api/v1/tickets'))).toEqual([200, 200, 429])
  })

  it('takes admin to write, and names what is wrong', async () => {
    await limited({})
    const key = await newKey(['settings:write', 'settings:read'])
    const refused = await api.send('PUT', '/api/v1/desk/limits', { body: {}, headers: key })
    expect([refused.status, refused.body.scope]).toEqual([403, 'admin'])
    const { body } = await api.send('PUT', '/api/v1/desk/limits', {
      body: { default: { quota: 0 }, lists: 7, failed_credentials: null, other: null }
    })
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/default/quota',
      '/default/window_s',
      '/failed_credentials',
      '/lists',
      '/other'
    ])
  })
})
