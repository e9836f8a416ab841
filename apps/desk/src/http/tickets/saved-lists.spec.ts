import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('A saved list', () => {
  let api: TestApi
  const tickets: TicketId[] = []

  /** Six tickets, one a second; every other one is odd, and half of them are urgent. */
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    for (let n = 0; n < 6; n++) {
      await api.clock.advance(1000)
      const ticket = await api.customerWrites(n + 1, `Help ${n}`)
      tickets.push(ticket)
      await api.act(ticket, { type: 'ChangeTags', add: [n % 2 ? 'odd' : 'even'], remove: [] })
      if (n < 3) await api.act(ticket, { type: 'ChangePriority', priority: 'urgent' })
    }
  })
  afterAll(() => api.stop())

  const save = (id: string, body: object) => api.send('PUT', `/api/v1/saved-lists/${id}`, { body })
  const list = async (id: string, query = '', key?: string) => {
    await api.settled()
    const headers = key === undefined ? undefined : { Authorization: `Bearer ${key}` }
    return api.get(`/api/v1/saved-lists/${id}/tickets${query}`, headers)
  }
  const numbersIn = (data: { id: string }[]) => data.map(({ id }) => tickets.indexOf(id.slice(4) as TicketId))
  const numbers = async (id: string, query = '', key?: string) => {
    const { status, body } = await list(id, query, key)
    return status === 200 ? numbersIn(body.data) : status
  }

  it('answers what its filter has, in its order: one value or a list of each', async () => {
    const saved = await save('mine', {
      name: 'Mine',
      filter: { tag: 'ODD', priority: ['urgent', 'normal'], status: 'open', assignee: 'none' },
      sort: 'created_at'
    })
    expect([saved.status, saved.body.filter.tag, saved.body.sort]).toEqual([201, 'ODD', 'created_at'])
    expect(await numbers('mine')).toEqual([1, 3, 5])
    await save('all', { name: 'All' })
    expect(await numbers('all')).toEqual([5, 4, 3, 2, 1, 0])
    await save('urgent', { name: 'Urgent', filter: { priority: ['urgent'], tag: ['even', 'odd'] } })
    expect(await numbers('urgent')).toEqual([2, 1, 0])
    await save('burning', { name: 'Burning', filter: { due_within_s: 3600, escalated: true } })
    expect(await numbers('burning')).toEqual([])
    await save('calm', { name: 'Calm', filter: { tag: 'odd', escalated: false } })
    expect(await numbers('calm')).toEqual([5, 3, 1])
    await save('followed', { name: 'F', filter: { updated_after: '2026-01-05T09:00:03Z' } })
    expect(await numbers('followed')).toEqual([3, 4, 5])
  })

  it('goes on in pages, and no longer once it says something else', async () => {
    await save('paged', { name: 'Paged', filter: { tag: 'even' } })
    const first = await list('paged', '?limit=2')
    expect(numbersIn(first.body.data)).toEqual([4, 2])
    const next = `?limit=2&cursor=${first.body.page.next_cursor}`
    expect(await numbers('paged', next)).toEqual([0])
    await save('paged', { name: 'Paged', filter: { tag: 'odd' } })
    expect(await numbers('paged', next)).toBe(400)
    expect(await numbers('paged')).toEqual([5, 3, 1])
    expect(await numbers('paged', '?as_of=2026-01-05T09:00:04Z')).toEqual([3, 1])
  })

  it('has no parameters of a filter, and is 404 where there is none, or none any more', async () => {
    await save('gone', { name: 'Gone' })
    expect(await numbers('gone', '?status=open')).toBe(400)
    expect(await numbers('gone', '?sort=created_at')).toBe(400)
    await api.send('DELETE', '/api/v1/saved-lists/gone')
    expect(await numbers('gone')).toBe(404)
    expect(await numbers('never')).toBe(404)
    expect(await numbers('No%20Id')).toBe(404)
  })

  it('shows a key with queues what is in its queues', async () => {
    await save('everything', { name: 'Everything' })
    const last = `tkt_${tickets[5]}`
    await api.post(`/api/v1/tickets/${last}/transfers`, { queue_id: 'billing' })
    const asked = { name: 'billing', scopes: ['tickets:read'], queues: ['billing'] }
    const { body: issued } = await api.post('/api/v1/api-keys', asked)
    expect(await numbers('everything', '', issued.key)).toEqual([5])
  })

  it.each<[object, string]>([
    [{ status: 'late' }, '/filter/status invalid'],
    [{ status: 'open,closed' }, '/filter/status invalid'],
    [{ status: ['open', 7] }, '/filter/status/1 invalid'],
    [{ status: [] }, '/filter/status invalid'],
    [{ queue: 'No Queue' }, '/filter/queue invalid'],
    [{ assignee: null }, '/filter/assignee invalid'],
    [{ assignee: 'ann' }, '/filter/assignee invalid'],
    [{ code: 'nonsense' }, '/filter/code invalid'],
    [{ tag: 'a,b' }, '/filter/tag invalid'],
    [{ tag: ' ' }, '/filter/tag invalid'],
    [{ tag: Array.from({ length: 51 }, (_, n) => `t${n}`) }, '/filter/tag too_many'],
    [{ created_after: 'yesterday' }, '/filter/created_after invalid'],
    [{ created_before: ['2026-01-05T09:00:00Z'] }, '/filter/created_before invalid'],
    [{ escalated: 'true' }, '/filter/escalated invalid'],
    [{ due_within_s: 0.5 }, '/filter/due_within_s invalid'],
    [{ as_of: '2026-01-05T09:00:00Z' }, '/filter/as_of unknown'],
    [{ limit: '5' }, '/filter/limit unknown']
  ])('with the filter %j is 422 with its pointer', async (filter, expected) => {
    const { status, body } = await save('wrong', { name: 'Wrong', filter })
    const [error] = body.errors
    expect([status, `${error.pointer} ${error.code}`]).toEqual([422, expected])
  })

  it('is refused with an order that there is not, or that its filter excludes', async () => {
    const pointers = async (body: object) =>
      (await save('wrong', { name: 'W', ...body })).body.errors.map((one: { pointer: string }) => one.pointer)
    expect(await pointers({ sort: 'id' })).toEqual(['/sort'])
    const filter = { updated_after: '2026-01-05T09:00:03Z' }
    expect(await pointers({ filter, sort: 'created_at' })).toEqual(['/sort'])
    expect((await save('right', { name: 'R', filter, sort: 'updated_at' })).status).toBe(201)
  })
})
