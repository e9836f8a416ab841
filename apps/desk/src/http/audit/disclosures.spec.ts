import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi, testKey } from '../testing.js'

const path = '/api/v1/audit/disclosures'

describe('Who got personal data of a person whole', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
  })
  afterAll(() => api.stop())

  let user = 900
  const customer = async () => {
    const ticket = `tkt_${await api.customerWrites(++user, 'my secret')}`
    return { ticket, id: String((await api.get(`/api/v1/tickets/${ticket}`)).body.customer.id) }
  }
  const given = async (file: string, key = testKey) => {
    const answer = await fetch(api.url + file, { headers: { Authorization: `Bearer ${key}` } })
    await answer.arrayBuffer()
    await api.settled()
    await api.clock.advance(1000)
    return answer.status
  }
  const keyWith = async (rights: object) => {
    const { body } = await api.post('/api/v1/api-keys', { name: 'key', ...rights })
    return { id: String(body.id), key: String(body.key) }
  }
  const told = async (key = testKey, query = '') =>
    (await api.get(path + query, { Authorization: `Bearer ${key}` })).body

  it('is told, newest first: each export and each bundle with texts, of whom, and to whom', async () => {
    const { ticket, id } = await customer()
    const officer = await keyWith({ scopes: ['privacy:manage'] })
    expect((await told()).data).toEqual([])
    expect(await given(`/api/v1/customers/${id}/export`, officer.key)).toBe(200)
    expect(await given(`/api/v1/tickets/${ticket}/audit-bundle?personal=true`)).toBe(200)
    expect(await given(`/api/v1/tickets/${ticket}/audit-bundle`)).toBe(200)
    const { data } = await told()
    expect(data).toMatchObject([
      { customer_id: id, what: 'audit_bundle', principal: 'key:key_admin' },
      { customer_id: id, what: 'export', principal: `key:${officer.id}` }
    ])
    expect(Date.parse(data[0].at)).toBeGreaterThan(Date.parse(data[1].at))
    const first = await told(testKey, '?limit=1')
    const second = await told(testKey, `?limit=1&cursor=${first.page.next_cursor}`)
    expect([...first.data, ...second.data]).toEqual(data)
    expect(second.page.next_cursor).toBeNull()
  })

  it('is for who may audit, and of people in other queues for nobody who sees only some', async () => {
    const { id } = await customer()
    const limited = await keyWith({ scopes: ['audit:read'], queues: ['billing'] })
    const { ticket, id: other } = await customer()
    await api.post(`/api/v1/tickets/${ticket}/transfers`, { queue_id: 'billing' })
    for (const one of [id, other]) await given(`/api/v1/customers/${one}/export`)
    const { data } = await told(limited.key)
    expect(data.map(({ customer_id }: { customer_id: string }) => customer_id)).toEqual([other])
    const reader = await keyWith({ scopes: ['tickets:read'] })
    expect((await told(reader.key)).scope).toBe('audit:read')
  })
})
