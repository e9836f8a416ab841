import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

describe('A customer', () => {
  let api: TestApi
  let user = 400
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
  })
  afterAll(() => api.stop())

  const met = async (name: string) => {
    const ticket = await api.customerWrites(++user, 'Help', { name })
    const { body } = await api.get(`/api/v1/tickets/tkt_${ticket}`)
    const id: string = body.customer.id
    return { ticket, id, path: `/api/v1/customers/${id}` }
  }
  const classify = (path: string, body: unknown, headers?: { [name: string]: string }) =>
    api.send('PATCH', path, headers ? { body, headers } : { body })
  const keyWith = async (rights: object) => {
    const { body } = await api.post('/api/v1/api-keys', { name: 'key', ...rights })
    return { Authorization: `Bearer ${body.key}` }
  }

  it('is shown as their tickets show them', async () => {
    const { id, path, ticket } = await met('Cleo')
    const { status, body } = await api.get(path)
    expect([status, body]).toEqual([
      200,
      {
        id,
        display_name: 'Cleo',
        username: null,
        language: 'en',
        tier: null,
        tags: [],
        first_seen_at: '2026-01-05T09:00:00.000Z',
        reachable: true,
        forgotten_at: null,
        legal_hold_until: null
      }
    ])
    await api.customerIsCalled(user, 'Cleopatra')
    expect((await api.get(path)).body.display_name).toBe('Cleopatra')
    const shown = (await api.get(`/api/v1/tickets/tkt_${ticket}`)).body.customer
    expect((await api.get(path)).body).toMatchObject(shown)
  })

  it('has a tier and tags of the team, which their tickets show, then and now', async () => {
    const { path, ticket, id } = await met('Dora')
    await api.clock.advance(1000)
    const before = new Date(api.clock.now()).toISOString()
    await api.clock.advance(1000)
    const changed = await classify(path, { tier: 'Gold', tags: ['VIP', 'vip', 'press'] })
    expect([changed.status, changed.body.events.map(({ type }: { type: string }) => type)]).toEqual([
      200,
      ['CustomerClassified']
    ])
    expect(changed.body.customer).toMatchObject({ id, tier: 'gold', tags: ['vip', 'press'] })
    const url = `/api/v1/tickets/tkt_${ticket}`
    const now = await api.get(`${url}?min_position=${changed.headers.get('x-position')}`, {
      'If-None-Match': '"r1"'
    })
    expect([now.status, now.body.customer]).toMatchObject([200, { tier: 'gold', tags: ['vip', 'press'] }])
    const then = await api.get(`${url}?as_of=${before}`)
    expect(then.body.customer).toMatchObject({ tier: null, tags: [] })
    expect((await classify(path, { tier: 'GOLD' })).body.events).toEqual([])
    const less = await classify(path, { tags: null })
    expect(less.body.customer).toMatchObject({ tier: 'gold', tags: [] })
    expect((await classify(path, { tier: null })).body.customer.tier).toBeNull()
  })

  it('keeps both through a change of name', async () => {
    const { path, ticket } = await met('Eve')
    await classify(path, { tier: 'gold' })
    await api.customerIsCalled(user, 'Eva')
    await classify(path, { tags: ['vip'] })
    await api.settled()
    const { body } = await api.get(`/api/v1/tickets/tkt_${ticket}`)
    expect(body.customer).toMatchObject({ display_name: 'Eva', tier: 'gold', tags: ['vip'] })
  })

  it('is told what is wrong, each at its place', async () => {
    const { path } = await met('Finn')
    const { status, body } = await classify(path, { tier: 7, tags: ['a,b'], language: 'de' })
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer)
    expect([status, pointers]).toEqual([422, ['/language', '/tier', '/tags/0']])
    const nobody = '/api/v1/customers/cus_00000000-0000-4000-8000-000000000000'
    for (const url of [nobody, '/api/v1/customers/x']) {
      expect((await api.get(url)).status).toBe(404)
      expect((await api.get(`${url}/tickets`)).status).toBe(404)
      expect((await classify(url, { tier: 'gold' })).status).toBe(404)
    }
  })

  it('is remembered without their name, and told again with it', async () => {
    const { path } = await met('Gwen')
    const keyed = { 'Idempotency-Key': 'classify' }
    const first = await classify(path, { tier: 'gold' }, keyed)
    const again = await classify(path, { tier: 'gold' }, keyed)
    expect([again.body, again.headers.get('idempotent-replayed')]).toEqual([first.body, 'true'])
    expect(again.body.customer.display_name).toBe('Gwen')
    const subject = await api.deps.vault.findSubject(user)
    if (subject) await api.deps.vault.forget(subject)
    expect((await classify(path, { tier: 'gold' }, keyed)).body.customer.display_name).toBeNull()
  })

  it('has their tickets listed, newest first, with the filters of any list', async () => {
    const { ticket, path } = await met('Hugo')
    await api.act(ticket, { type: 'CloseTicket', cause: 'api', now: api.clock.now() })
    await api.clock.advance(1000)
    const second = await api.customerWrites(user, 'Again')
    const ids = async (query = '') =>
      (await api.get(`${path}/tickets${query}`)).body.data.map(({ id }: { id: string }) => id)
    expect(await ids()).toEqual([`tkt_${second}`, `tkt_${ticket}`])
    expect(await ids('?status=closed')).toEqual([`tkt_${ticket}`])
    expect(await ids('?sort=created_at&limit=1')).toEqual([`tkt_${ticket}`])
    expect((await api.get(`${path}/tickets?customer=x`)).status).toBe(400)
  })

  it('is nameless without tickets:personal, and is there only for keys that see one of their tickets', async () => {
    const { ticket, path } = await met('Ida')
    const blind = await keyWith({ scopes: ['tickets:read', 'tickets:write'] })
    expect((await api.get(path, blind)).body).toMatchObject({ display_name: null, username: null })
    const done = await classify(path, { tier: 'gold' }, blind)
    expect(done.body.customer).toMatchObject({ display_name: null, tier: 'gold' })
    const limited = await keyWith({ scopes: ['tickets:read', 'tickets:write'], queues: ['billing'] })
    expect((await api.get(path, limited)).status).toBe(404)
    expect((await classify(path, { tier: 'silver' }, limited)).status).toBe(404)
    expect((await api.get(`${path}/tickets`, limited)).status).toBe(404)
    await api.act(ticket, { type: 'TransferTicket', queueId: 'billing' as never })
    expect((await api.get(path, limited)).status).toBe(200)
    expect((await api.get(`${path}/tickets`, limited)).body.data).toHaveLength(1)
    const reader = await keyWith({ scopes: ['tickets:read'] })
    expect((await classify(path, { tier: 'silver' }, reader)).body.scope).toBe('tickets:write')
  })

  it('who was forgotten has no name, tier or tags any more, and gets none', async () => {
    const { path, ticket } = await met('Jon')
    await classify(path, { tier: 'gold', tags: ['vip'] })
    await api.settled()
    const subject = await api.deps.vault.findSubject(user)
    if (subject) await api.deps.vault.forget(subject)
    expect((await api.get(path)).body).toMatchObject({
      display_name: null,
      tier: null,
      tags: [],
      reachable: false
    })
    const shown = await api.get(`/api/v1/tickets/tkt_${ticket}`)
    expect(shown.body.customer).toMatchObject({ display_name: null, tier: null, tags: [] })
    const { status, body } = await classify(path, { tier: 'gold' })
    expect([status, body.type]).toEqual([409, '/problems/customer_forgotten'])
  })
})
