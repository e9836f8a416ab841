import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { openMemoryLog } from '#event-log/memory'
import { systemClock } from '#kernel'
import { openMemoryVault } from '#privacy/memory'
import { startTestApi, type TestApi } from '../testing.js'

const keys = '/api/v1/api-keys'
const bearer = (key: string) => ({ Authorization: `Bearer ${key}` })

describe('The keys of the REST API', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  const issue = async (asked: object, as?: string) => {
    const made = await api.post(keys, { name: 'Shop', ...asked }, as === undefined ? {} : bearer(as))
    expect(made.status).toBe(201)
    return made.body as { id: string; key: string }
  }

  it('are made with what was asked for, and seen once', async () => {
    const expires_at = '2026-02-01T00:00:00.000Z'
    const asked = { scopes: ['tickets:read'], queues: ['general'], cidrs: ['127.0.0.0/8', '::1'], expires_at }
    const made = await api.post(keys, { name: 'Shop', ...asked })
    expect(made.status).toBe(201)
    expect(made.headers.get('cache-control')).toBe('no-store')
    const { key, ...shown } = made.body
    expect(key).toBe(`tdk_${shown.id.slice(4)}_${/[0-9a-f]{64}$/.exec(key)?.[0]}`)
    expect(shown).toEqual({
      id: expect.stringMatching(/^key_[0-9a-f]{8}$/),
      name: 'Shop',
      ...asked,
      created_at: '2026-01-05T09:00:00.000Z',
      created_by: 'key:key_admin',
      last_used_on: null,
      state: 'active'
    })
    expect((await api.get(`${keys}/${shown.id}`)).body).toEqual(shown)
    const listed = await api.get(`${keys}?limit=100`)
    expect(listed.body.data).toContainEqual(shown)
    expect(JSON.stringify(listed.body)).not.toContain(key.slice(13))
  })

  it('work by Bearer and by Basic, and tell the day they were used', async () => {
    const { id, key } = await issue({ scopes: ['tickets:read'] })
    const [, shown = '', secret = ''] = /^(tdk_[0-9a-f]{8})_(.*)$/.exec(key) ?? []
    const basic = { Authorization: `Basic ${Buffer.from(`${shown}:${secret}`).toString('base64')}` }
    expect((await api.get('/api/v1/tickets', bearer(key))).status).toBe(200)
    expect((await api.get('/api/v1/tickets', basic)).status).toBe(200)
    const { body } = await api.get(`${keys}/${id}`)
    expect(body.last_used_on).toBe('2026-01-05')
  })

  it('are asked for by Bearer, never by Basic', async () => {
    const wrong = { Authorization: `Basic ${Buffer.from('tdk_00000000:x').toString('base64')}` }
    for (const headers of [{ Authorization: '' }, wrong, bearer('tdk_00000000_x')]) {
      const { status, headers: told } = await api.get('/api/v1/tickets', headers)
      expect([status, told.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Bearer/)])
      expect(told.get('www-authenticate')).not.toMatch(/basic/i)
    }
  })

  it('that lack a scope are told which one', async () => {
    const { key } = await issue({ scopes: ['tickets:read'] })
    const { status, body } = await api.get('/api/v1/agents', bearer(key))
    expect([status, body.type, body.scope]).toEqual([403, '/problems/missing_scope', 'agents:read'])
  })

  it('are refused when what is asked for is wrong, each mistake with its pointer', async () => {
    const { status, body } = await api.post(keys, {
      name: '',
      scopes: ['tickets:read', 'tickets:fly'],
      queues: ['No Slug'],
      cidrs: ['10.0.0.0/8', '10.0.0.0/33'],
      expires_at: 'tomorrow',
      more: 1
    })
    expect(status).toBe(422)
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      '/more',
      '/name',
      '/scopes/1',
      '/queues/0',
      '/cidrs/1',
      '/expires_at'
    ])
    const past = await api.post(keys, { name: 'x', scopes: ['admin'], expires_at: '2026-01-05T09:00:00Z' })
    expect([past.status, past.body.errors[0].pointer]).toEqual([422, '/expires_at'])
    const none = await api.post(keys, { name: 'x', scopes: [] })
    expect([none.status, none.body.errors[0].pointer]).toEqual([422, '/scopes'])
  })

  it('are made for a queue before there is one, and see it alone once it is there', async () => {
    const { key } = await issue({ scopes: ['tickets:read'], queues: ['returns'] })
    const seen = async () => {
      const { data } = (await api.get('/api/v1/queues', bearer(key))).body
      return data.map(({ id }: { id: string }) => id)
    }
    expect(await seen()).toEqual([])
    await api.send('PUT', '/api/v1/queues/returns', { body: { name: 'Returns' } })
    await api.settled()
    expect(await seen()).toEqual(['returns'])
  })

  it('are rotated: both hold for the overlap, under one id', async () => {
    const { id, key } = await issue({ scopes: ['tickets:read'] })
    const rotated = await api.post(`${keys}/${id}/rotations`, { overlap_s: 60 })
    expect([rotated.status, rotated.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(rotated.body).toMatchObject({ id, state: 'rotating' })
    const statusWith = async (one: string) => (await api.get('/api/v1/tickets', bearer(one))).status
    expect([await statusWith(key), await statusWith(rotated.body.key)]).toEqual([200, 200])
    await api.clock.advance(60_000)
    expect([await statusWith(key), await statusWith(rotated.body.key)]).toEqual([401, 200])
    const again = await api.post(`${keys}/${id}/rotations`, undefined)
    expect([again.status, again.body.state]).toEqual([200, 'active'])
    expect([await statusWith(rotated.body.key), await statusWith(again.body.key)]).toEqual([401, 200])
    const long = await api.post(`${keys}/${id}/rotations`, { overlap_s: 2_592_001 })
    expect([long.status, long.body.errors[0].pointer]).toEqual([422, '/overlap_s'])
  })

  it('that are revoked or expired are refused and still listed', async () => {
    const { id, key } = await issue({ scopes: ['tickets:read'] })
    expect((await api.send('DELETE', `${keys}/${id}`)).status).toBe(204)
    expect((await api.send('DELETE', `${keys}/${id}`)).status).toBe(204)
    expect((await api.get('/api/v1/tickets', bearer(key))).status).toBe(401)
    expect((await api.get(`${keys}/${id}`)).body.state).toBe('revoked')
    expect((await api.post(`${keys}/${id}/rotations`, {})).body.type).toBe('/problems/api_key_revoked')
    const expires_at = new Date(api.clock.now() + 1000).toISOString()
    const short = await issue({ scopes: ['tickets:read'], expires_at })
    await api.clock.advance(1000)
    expect((await api.get('/api/v1/tickets', bearer(short.key))).status).toBe(401)
    expect((await api.get(`${keys}/${short.id}`)).body.state).toBe('expired')
  })

  it('that are revoked while requests run let those end that were let in, and none that comes after', async () => {
    const many = { failed_credentials: { quota: 100, window_s: 60 } }
    expect((await api.send('PUT', '/api/v1/desk/limits', { body: many })).status).toBe(201)
    const { id, key } = await issue({ scopes: ['tickets:read', 'tickets:write'] })
    const path = `/api/v1/tickets/tkt_${await api.customerWrites(77, 'Help')}`
    const note = (n: number) => api.post(`${path}/notes`, { text: `note ${n}` }, bearer(key))
    const before = Array.from({ length: 20 }, (_, n) => note(n))
    const revoked = api.send('DELETE', `${keys}/${id}`)
    const meanwhile = Array.from({ length: 20 }, (_, n) => note(20 + n))
    expect((await revoked).status).toBe(204)
    const after = await Promise.all([note(40), note(41)])
    const running = await Promise.all([...before, ...meanwhile])
    expect(after.map(({ status }) => status)).toEqual([401, 401])
    expect(running.filter(({ status }) => status !== 201 && status !== 401)).toEqual([])
    const { body } = await api.get(`${path}/events?limit=100`)
    const notes = body.data.filter((event: { type: string }) => event.type === 'NoteAdded')
    expect(notes).toHaveLength(running.filter(({ status }) => status === 201).length)
  })

  it('that are unknown, and the admin key, are 404', async () => {
    for (const id of ['key_00000000', 'key_admin', 'key_1', 'x']) {
      expect((await api.get(`${keys}/${id}`)).status).toBe(404)
      expect((await api.send('DELETE', `${keys}/${id}`)).status).toBe(404)
      expect((await api.post(`${keys}/${id}/rotations`, {})).status).toBe(404)
    }
  })

  it('take no Idempotency-Key where they answer a secret', async () => {
    const { id } = await issue({ scopes: ['tickets:read'] })
    const key = { 'Idempotency-Key': 'k-1' }
    for (const [path, body] of [
      [keys, { name: 'x', scopes: ['admin'] }],
      [`${keys}/${id}/rotations`, {}],
      ['/api/v1/admin/api-keys', {}]
    ] as const)
      expect([path, (await api.post(path, body, key)).status]).toEqual([path, 400])
  })

  it('give only what lies within their own grants', async () => {
    const own = {
      scopes: ['keys:manage', 'tickets:read'],
      queues: ['general'],
      cidrs: ['127.0.0.0/8', '::/0']
    }
    const manager = await issue(own)
    const made = await issue({ scopes: ['tickets:read'] }, manager.key)
    expect(made).toMatchObject({
      queues: ['general'],
      cidrs: own.cidrs,
      created_by: `key:${manager.id}`
    })
    const beyond = await api.post(keys, { name: 'x', scopes: ['tickets:write'] }, bearer(manager.key))
    expect([beyond.status, beyond.body.type, beyond.body.scope]).toEqual([
      403,
      '/problems/missing_scope',
      'tickets:write'
    ])
    for (const more of [{ queues: ['other'] }, { cidrs: ['10.0.0.0/8'] }]) {
      const asked = { name: 'x', scopes: ['tickets:read'], ...more }
      const { status, body } = await api.post(keys, asked, bearer(manager.key))
      expect([status, body.type, body.what]).toEqual([
        403,
        '/problems/beyond_own_grants',
        Object.keys(more)[0]
      ])
    }
    const other = await issue({ scopes: ['tickets:read'] })
    const as = { headers: bearer(manager.key) }
    expect((await api.send('DELETE', `${keys}/${other.id}`, as)).status).toBe(403)
    expect((await api.send('POST', `${keys}/${other.id}/rotations`, { ...as, body: {} })).status).toBe(403)
    expect((await api.send('DELETE', `${keys}/${made.id}`, as)).status).toBe(204)
  })

  it('name themselves in what they cause, also where an agent is the author', async () => {
    const { id, key } = await issue({ scopes: ['tickets:read', 'tickets:write', 'agents:act_as'] })
    const agent = await api.agent(70, 'Ann')
    const path = `/api/v1/tickets/tkt_${await api.customerWrites(70, 'Help')}`
    await api.post(`${path}/notes`, { text: 'Hi', agent_id: `agt_${agent}` }, bearer(key))
    await api.post(`${path}/notes`, { text: 'Hi' })
    const { body } = await api.get(`${path}/events`)
    expect(body.data.map((event: { meta: { actor: string } }) => event.meta.actor)).toEqual([
      'customer',
      'customer',
      `key:${id}`,
      'key:key_admin'
    ])
  })
})

describe('Two processes that make keys at once', () => {
  it('lose none of them', async () => {
    const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 1), clock: systemClock })
    const shared = { log: openMemoryLog(), state: openMemoryDeskState({ clock: systemClock }), vault }
    const both = [await startTestApi(shared), await startTestApi(shared)]
    try {
      const made = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          both[n % 2]?.post(
            n % 4 < 2 ? keys : '/api/v1/admin/api-keys',
            n % 4 < 2 ? { name: `${n}`, scopes: ['admin'] } : {}
          )
        )
      )
      expect(made.map(answer => answer?.status)).toEqual(made.map(() => 201))
      for (const api of both) {
        const { body } = await api.get(`${keys}?limit=100`)
        expect(body.data.map((one: { id: string }) => one.id).sort()).toEqual(
          made.map(answer => answer?.body.id).sort()
        )
        for (const answer of made) {
          expect((await api.get('/api/v1/tickets', bearer(answer?.body.key))).status).toBe(200)
        }
      }
    } finally {
      for (const api of both) await api.stop()
    }
  })
})
