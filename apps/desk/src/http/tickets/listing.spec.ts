import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { TicketCommand } from '#domain'
import type { AgentId, TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

/** Which of these tickets a list holds; -1 is another. */
const numbersIn = (ids: readonly TicketId[]) => (body: { data: { id: string }[] }) =>
  body.data.map(({ id }) => ids.indexOf(id.slice(4) as TicketId))

describe('Lists of tickets', () => {
  let api: TestApi
  let ann: AgentId
  const ids: TicketId[] = []

  beforeAll(async () => {
    api = await startTestApi()
    ann = await api.agent(7, 'Ann')
    ids.push(...(await twelveTickets(api)))
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing', position: 2 } })
    const act = (n: number) => (command: TicketCommand) => {
      const id = ids[n]
      if (!id) throw new Error('no such ticket')
      return api.act(id, command)
    }
    await act(0)({ type: 'AssignTicket', agentId: ann })
    await act(1)({ type: 'AssignTicket', agentId: ann })
    await act(1)({ type: 'ResolveTicket', cause: 'api', now: 0 })
    await act(2)({ type: 'CloseTicket', cause: 'api', now: 0 })
    await act(3)({ type: 'ChangePriority', priority: 'urgent' })
    await act(4)({ type: 'ChangePriority', priority: 'high' })
    await api.post(`/api/v1/tickets/tkt_${ids[4]}/transfers`, { queue_id: 'billing' })
    await api.post(`/api/v1/tickets/tkt_${ids[5]}/transfers`, { queue_id: 'billing' })
    await api.settled()
  })
  afterAll(() => api.stop())

  const numbers = numbersIn(ids)
  const listed = async (query: string) => numbers((await api.get(`/api/v1/tickets?${query}`)).body)

  it('are newest first', async () => {
    expect(await listed('')).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
    expect(await listed('sort=created_at&limit=3')).toEqual([0, 1, 2])
  })

  it('are filtered by each field, and by several values of it', async () => {
    expect(await listed('status=resolved')).toEqual([1])
    expect(await listed('status=resolved,closed')).toEqual([2, 1])
    expect(await listed('status=assigned,resolved&sort=created_at')).toEqual([0, 1])
    expect(await listed('queue=billing')).toEqual([5, 4])
    expect(await listed(`assignee=agt_${ann}`)).toEqual([1, 0])
    expect(await listed('assignee=none&status=closed')).toEqual([2])
    expect(await listed('priority=urgent,high')).toEqual([4, 3])
  })

  it('are filtered by all fields together', async () => {
    expect(await listed(`assignee=agt_${ann}&status=assigned&queue=general`)).toEqual([0])
    expect(await listed('queue=billing&priority=high')).toEqual([4])
    expect(await listed('queue=billing,general&status=open&priority=normal&sort=created_at')).toEqual([
      5, 6, 7, 8, 9, 10, 11
    ])
    expect(await listed('queue=unheard-of')).toEqual([])
  })

  it('are bounded by the time of creation, later than the one and earlier than the other', async () => {
    const at = (n: number) => encodeURIComponent(new Date(Date.UTC(2026, 0, 5, 9, 0, n + 1)).toISOString())
    expect(await listed(`created_after=${at(8)}`)).toEqual([11, 10, 9])
    expect(await listed(`created_after=${at(3)}&created_before=${at(6)}`)).toEqual([5, 4])
    expect(await listed(`created_before=${at(3)}&sort=-priority`)).toEqual([0, 1, 2])
  })

  it('are sorted by priority: live ones first, urgent first, then oldest first', async () => {
    expect(await listed('sort=-priority')).toEqual([3, 4, 0, 5, 6, 7, 8, 9, 10, 11, 1, 2])
    expect(await listed('sort=priority')).toEqual([2, 1, 11, 10, 9, 8, 7, 6, 5, 0, 4, 3])
    expect(await listed('sort=-priority&status=resolved,closed')).toEqual([1, 2])
    expect(await listed('sort=-priority&status=open&limit=2')).toEqual([3, 4])
  })

  it.each([
    '',
    'sort=created_at',
    'sort=-priority',
    'queue=general,billing',
    'priority=normal',
    'status=open,assigned,resolved'
  ])('page through everything once with %s', async query => {
    const whole = await listed(`${query}&limit=100`)
    const paged: number[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null && pages < 20; pages++) {
      const next = cursor ? `&cursor=${cursor}` : ''
      const { body } = await api.get(`/api/v1/tickets?${query}&limit=2${next}`)
      paged.push(...numbers(body))
      expect(body.page.has_more).toBe(body.page.next_cursor !== null)
      cursor = body.page.next_cursor
    }
    expect(paged).toEqual(whole)
  })

  it('refuse a cursor of another filter, of another list, and one that was changed', async () => {
    const { body } = await api.get('/api/v1/tickets?status=open&limit=2')
    const cursor: string = body.page.next_cursor
    for (const query of [
      '/tickets?status=closed',
      '/tickets?',
      '/queues/general/tickets?status=open',
      '/agents?'
    ]) {
      const refused = await api.get(`/api/v1${query}&cursor=${cursor}`)
      expect([refused.status, refused.body.type]).toEqual([400, '/problems/bad_query'])
    }
    for (const changed of [
      `x${cursor}`,
      `${cursor}x.`,
      'x',
      cursor.slice(0, -2),
      encodeURIComponent('{}.{}')
    ]) {
      expect((await api.get(`/api/v1/tickets?status=open&cursor=${changed}`)).status).toBe(400)
    }
    expect((await api.get(`/api/v1/tickets?status=open&limit=3&cursor=${cursor}`)).status).toBe(200)
  })

  it('refuse what they do not know', async () => {
    const bad = [
      'limit=0',
      'limit=101',
      'limit=ten',
      'limit=1&limit=2',
      'status=lost',
      'status=',
      'queue=Not%20A%20Slug',
      `assignee=${ann}`,
      'priority=asap',
      'sort=name',
      'created_after=yesterday',
      'created_after=2026-02-30T00:00:00Z',
      'created_after=2026-01-05',
      'colour=red',
      'sla=fine',
      'min_position=%00',
      'min_position=7'
    ]
    for (const query of bad) {
      const { status, body } = await api.get(`/api/v1/tickets?${query}`)
      expect([query, status, body.type]).toEqual([query, 400, '/problems/bad_query'])
    }
  })

  it('of a queue show what is neither resolved nor closed, oldest first, unless asked', async () => {
    const queue = async (query: string) =>
      numbers((await api.get(`/api/v1/queues/general/tickets?${query}`)).body)
    expect(await queue('')).toEqual([0, 3, 6, 7, 8, 9, 10, 11])
    expect(await queue('limit=2&sort=-priority')).toEqual([3, 0])
    expect(await queue('status=closed')).toEqual([2])
    expect((await api.get('/api/v1/queues/unheard-of/tickets')).status).toBe(404)
    expect((await api.get('/api/v1/queues/N%20O/tickets')).status).toBe(404)
  })

  it('count themselves in the list of queues', async () => {
    const { body } = await api.get('/api/v1/queues')
    expect(body.data).toEqual([
      {
        id: 'general',
        name: 'General',
        description: '',
        position: 0,
        default: true,
        open: 8,
        unassigned: 7,
        assigned: 1,
        waiting_longest_s: expect.any(Number),
        overdue: 0,
        escalated: 0
      },
      {
        id: 'billing',
        name: 'Billing',
        description: '',
        position: 2,
        default: false,
        open: 2,
        unassigned: 2,
        assigned: 0,
        waiting_longest_s: expect.any(Number),
        overdue: 0,
        escalated: 0
      }
    ])
  })

  it('count what an agent has', async () => {
    const { body } = await api.get('/api/v1/agents')
    expect(body.data).toEqual([
      {
        id: `agt_${ann}`,
        display_name: 'Ann',
        username: 'ann',
        availability: 'available',
        active: true,
        availability_until: null,
        skills: [],
        role: 'agent',
        assigned_open: 1,
        oldest_open_at: '2026-01-05T09:00:01.000Z',
        capacity: { limit: null, held: 1, counting: 1 },
        teams: []
      }
    ])
    expect((await api.get(`/api/v1/agents/agt_${ann}`)).body).toEqual(body.data[0])
    expect((await api.get('/api/v1/agents/agt_1')).status).toBe(404)
  })
})

describe('A list that is being read', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  it('stays in order while new tickets come in', async () => {
    const ids = await twelveTickets(api)
    const numbers = numbersIn(ids)
    const newest = await api.get('/api/v1/tickets?limit=5')
    const oldest = await api.get('/api/v1/tickets?limit=5&sort=created_at')
    await api.clock.advance(1000)
    for (let n = 0; n < 3; n++) await api.customerWrites(500 + n, 'Me too')
    const rest = await api.get(`/api/v1/tickets?limit=7&cursor=${newest.body.page.next_cursor}`)
    expect([...numbers(newest.body), ...numbers(rest.body)]).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
    expect(rest.body.page.has_more).toBe(false)
    const later = await api.get(
      `/api/v1/tickets?limit=100&sort=created_at&cursor=${oldest.body.page.next_cursor}`
    )
    expect(numbers(later.body)).toEqual([5, 6, 7, 8, 9, 10, 11, -1, -1, -1])
  })
})

/** One a second. */
async function twelveTickets(api: TestApi): Promise<TicketId[]> {
  const ids: TicketId[] = []
  for (let n = 0; n < 12; n++) {
    await api.clock.advance(1000)
    ids.push(await api.customerWrites(100 + n, `Help ${n}`))
  }
  return ids
}
