import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { TeamId, TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('Lists of tickets', () => {
  let api: TestApi
  const tickets: TicketId[] = []

  /** Six tickets, one a second, of three customers. */
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/teams/level-2', { body: { name: 'Level 2' } })
    for (let n = 0; n < 6; n++) {
      await api.clock.advance(1000)
      const user = 1 + (n % 3)
      const ticket = await api.customerWrites(user, `Help ${n}`)
      tickets.push(ticket)
      await api.act(ticket, { type: 'ChangeTags', add: [n % 2 ? 'odd' : 'even', 'Tag Of All'], remove: [] })
      if (n === 4) await api.act(ticket, { type: 'AssignTeam', teamId: 'level-2' as TeamId })
      if (n < 3) await api.act(ticket, { type: 'CloseTicket', cause: 'api', now: api.clock.now() })
    }
  })
  afterAll(() => api.stop())

  const list = (query: string) => api.get(`/api/v1/tickets?${query}`)
  const numbers = async (query: string) => {
    const { status, body } = await list(query)
    return status === 200
      ? body.data.map(({ id }: { id: string }) => tickets.indexOf(id.slice(4) as TicketId))
      : status
  }

  it('take codes, with or without the dash and in any case', async () => {
    const { body } = await api.get(`/api/v1/tickets/tkt_${tickets[2]}`)
    const code: string = body.code
    expect(await numbers(`code=${code}`)).toEqual([2])
    expect(await numbers(`code=${code.toLowerCase().replace('-', '')}`)).toEqual([2])
    expect(await numbers(`code=${code}&status=open`)).toEqual([])
    expect(await numbers('code=0000-0000')).toEqual([])
    expect(await numbers('code=nonsense')).toBe(400)
  })

  it('take tags, folded', async () => {
    expect(await numbers('tag=even')).toEqual([4, 2, 0])
    expect(await numbers('tag=ODD,nothing')).toEqual([5, 3, 1])
    expect(await numbers('tag=tag%20of%20ALL&sort=created_at&limit=2')).toEqual([0, 1])
    expect(await numbers('tag=')).toBe(400)
  })

  it('take teams, or none', async () => {
    expect(await numbers('team=level-2')).toEqual([4])
    expect(await numbers('team=none')).toEqual([5, 3, 2, 1, 0])
    expect(await numbers('team=none,level-2&status=closed')).toEqual([2, 1, 0])
    expect(await numbers('team=Level!')).toBe(400)
  })

  it('take customers', async () => {
    const { body } = await api.get(`/api/v1/tickets/tkt_${tickets[0]}`)
    expect(await numbers(`customer=${body.customer.id}`)).toEqual([3, 0])
    expect(await numbers(`customer=${body.customer.id}&tag=odd`)).toEqual([3])
    const nobody = body.customer.id.replace(/.{4}$/, '0000')
    expect(await numbers(`customer=${nobody}`)).toEqual([])
    expect(await numbers('customer=7')).toBe(400)
  })

  it('go by the last change, and on from one', async () => {
    expect(await numbers('sort=updated_at')).toEqual([0, 1, 2, 3, 4, 5])
    await api.clock.advance(1000)
    const since = new Date(api.clock.now()).toISOString()
    await api.clock.advance(1)
    await api.act(tickets[3] ?? ('' as TicketId), { type: 'ChangePriority', priority: 'high' })
    expect(await numbers('sort=updated_at')).toEqual([0, 1, 2, 4, 5, 3])
    expect(await numbers(`updated_after=${since}`)).toEqual([3])
    expect(await numbers(`updated_after=${since}&sort=updated_at&tag=even`)).toEqual([])
    expect(await numbers(`updated_after=${since}&sort=-created_at`)).toBe(400)
    expect(await numbers('sort=-updated_at')).toBe(400)
  })

  it('go on in the order of the last change', async () => {
    const first = await list('sort=updated_at&limit=4')
    const next = await list(`sort=updated_at&limit=4&cursor=${first.body.page.next_cursor}`)
    expect([first.body.data.length, next.body.data.length, next.body.page.has_more]).toEqual([4, 2, false])
  })

  it('of a queue take the same', async () => {
    const { body } = await api.get('/api/v1/queues/general/tickets?tag=even&sort=updated_at')
    expect(body.data.map(({ id }: { id: string }) => tickets.indexOf(id.slice(4) as TicketId))).toEqual([4])
    expect((await api.get('/api/v1/queues/general/tickets?queue=general')).status).toBe(400)
  })
})
