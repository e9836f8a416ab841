import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { TicketCommand } from '#domain'
import type { AgentId, QueueId, TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('Lists of tickets as of a time', () => {
  let api: TestApi
  let ann: AgentId
  let keyOfBilling: string
  const tickets: TicketId[] = []
  const moments: string[] = []

  const ticket = (n: number): TicketId => tickets[n] ?? ('' as TicketId)
  /** A moment of its own after each step. */
  const step = async (work: () => Promise<unknown>) => {
    await api.clock.advance(1000)
    await work()
    moments.push(new Date(api.clock.now()).toISOString())
  }
  const act = (n: number, command: TicketCommand) => step(() => api.act(ticket(n), command))

  beforeAll(async () => {
    api = await startTestApi()
    ann = await api.agent(7, 'Ann')
    for (let n = 0; n < 4; n++)
      await step(async () => tickets.push(await api.customerWrites(n + 1, `Help ${n}`)))
    await step(() => api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } }))
    await act(0, { type: 'AssignTicket', agentId: ann, force: true })
    await act(1, { type: 'TransferTicket', queueId: 'billing' as QueueId })
    await act(2, { type: 'ChangePriority', priority: 'urgent' })
    await act(2, { type: 'ChangeTags', add: ['vip'], remove: [] })
    await act(1, { type: 'CloseTicket', cause: 'api', now: api.clock.now() })
    await step(() => api.customerIsCalled(4, 'Zoe'))
    const asked = { name: 'billing', scopes: ['tickets:read'], queues: ['billing'] }
    keyOfBilling = (await api.post('/api/v1/api-keys', asked)).body.key
    await api.send('DELETE', '/api/v1/queues/billing')
    await api.settled()
  })
  afterAll(() => api.stop())

  const at = (n: number) => `as_of=${moments[n]}`
  const numbersIn = (body: { data: { id: string }[] }) =>
    body.data.map(({ id }) => tickets.indexOf(id.slice(4) as TicketId))
  const numbers = async (path: string) => {
    const { status, body } = await api.get(`/api/v1/${path}`)
    return status === 200 ? numbersIn(body) : status
  }

  it('have the tickets that there were', async () => {
    expect(await numbers(`tickets?${at(1)}`)).toEqual([1, 0])
    expect(await numbers(`tickets?${at(3)}&sort=created_at`)).toEqual([0, 1, 2, 3])
    expect(await numbers('tickets?as_of=2020-01-01T00:00:00Z')).toEqual([])
    expect(await numbers('tickets?as_of=2999-01-01T00:00:00Z')).toBe(400)
  })

  it('filter by what each was then', async () => {
    expect(await numbers(`tickets?status=open&${at(4)}`)).toEqual([3, 2, 1, 0])
    expect(await numbers(`tickets?status=open&${at(5)}`)).toEqual([3, 2, 1])
    expect(await numbers(`tickets?assignee=agt_${ann}&${at(4)}`)).toEqual([])
    expect(await numbers(`tickets?assignee=agt_${ann}&${at(5)}`)).toEqual([0])
    expect(await numbers(`tickets?queue=billing&${at(5)}`)).toEqual([])
    expect(await numbers(`tickets?queue=billing&${at(9)}`)).toEqual([1])
    expect(await numbers(`tickets?tag=vip&${at(7)}`)).toEqual([])
    expect(await numbers(`tickets?tag=vip&${at(8)}`)).toEqual([2])
    expect(await numbers(`tickets?priority=urgent&${at(7)}`)).toEqual([2])
  })

  it('show each as it was then, as asking for it alone does', async () => {
    const { body } = await api.get(`/api/v1/tickets?${at(7)}`)
    for (const one of body.data)
      expect(one).toEqual((await api.get(`/api/v1/tickets/${one.id}?${at(7)}`)).body)
    const named = (n: number) => api.get(`/api/v1/tickets?${at(n)}&limit=1`)
    const names = [(await named(9)).body, (await named(10)).body].map(
      ({ data }) => data[0].customer.display_name
    )
    expect(names).toEqual(['Customer 4', 'Zoe'])
  })

  it('are in the order of then, page by page', async () => {
    expect(await numbers(`tickets?sort=-priority&${at(6)}`)).toEqual([0, 1, 2, 3])
    expect(await numbers(`tickets?sort=-priority&${at(7)}`)).toEqual([2, 0, 1, 3])
    expect(await numbers(`tickets?sort=updated_at&${at(7)}`)).toEqual([3, 0, 1, 2])
    expect(await numbers(`tickets?updated_after=${moments[5]}&${at(7)}`)).toEqual([1, 2])
    for (const sort of ['created_at', '-created_at', 'updated_at', '-priority', 'priority', 'breach_at']) {
      const whole = await numbers(`tickets?sort=${sort}&${at(8)}`)
      const paged: number[] = []
      for (let cursor = ''; ; ) {
        const { body } = await api.get(`/api/v1/tickets?sort=${sort}&${at(8)}&limit=1${cursor}`)
        paged.push(...numbersIn(body))
        if (!body.page.has_more) break
        cursor = `&cursor=${body.page.next_cursor}`
      }
      expect([sort, paged]).toEqual([sort, whole])
      expect(paged).toHaveLength(4)
    }
  })

  it('of a queue and of a customer are as of then, too, also where the queue is gone', async () => {
    expect(await numbers('queues/billing/tickets')).toBe(404)
    expect(await numbers(`queues/billing/tickets?${at(7)}`)).toEqual([1])
    expect(await numbers(`queues/billing/tickets?${at(9)}`)).toEqual([])
    expect(await numbers(`queues/billing/tickets?${at(3)}`)).toBe(404)
    const { body } = await api.get(`/api/v1/tickets/tkt_${ticket(1)}`)
    expect(await numbers(`customers/${body.customer.id}/tickets?status=closed&${at(8)}`)).toEqual([])
    expect(await numbers(`customers/${body.customer.id}/tickets?status=closed&${at(9)}`)).toEqual([1])
  })

  it('are counted by queue as of then', async () => {
    const counts = async (n: number) =>
      (await api.get(`/api/v1/queues?${at(n)}`)).body.data.map(
        ({ id, open, unassigned, assigned, waiting_longest_s }: { [name: string]: unknown }) => [
          id,
          open,
          unassigned,
          assigned,
          waiting_longest_s
        ]
      )
    expect(await counts(3)).toEqual([['general', 4, 4, 0, 3]])
    expect(await counts(7)).toEqual([
      ['billing', 1, 1, 0, 6],
      ['general', 3, 2, 1, 5]
    ])
    expect(await counts(9)).toEqual([
      ['billing', 0, 0, 0, null],
      ['general', 3, 2, 1, 7]
    ])
    const now = (await api.get('/api/v1/queues')).body.data
    const then = (await api.get(`/api/v1/queues?as_of=${new Date(api.clock.now()).toISOString()}`)).body.data
    expect(then).toEqual(now)
  })

  it('leave out what the key does not see', async () => {
    const headers = { Authorization: `Bearer ${keyOfBilling}` }
    const seen = await api.get(`/api/v1/tickets?${at(7)}`, headers)
    expect(numbersIn(seen.body)).toEqual([1])
    // It was in another queue then, and is in theirs now: they see its whole history.
    expect(numbersIn((await api.get(`/api/v1/tickets?${at(5)}`, headers)).body)).toEqual([1])
    expect((await api.get(`/api/v1/tickets?queue=billing&${at(5)}`, headers)).body.data).toEqual([])
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    const gone = await api.customerWrites(9, 'Was here')
    await api.act(gone, { type: 'TransferTicket', queueId: 'billing' as QueueId })
    const then = new Date(api.clock.now()).toISOString()
    await api.clock.advance(1000)
    await api.act(gone, { type: 'TransferTicket', queueId: 'general' as QueueId })
    expect(numbersIn((await api.get(`/api/v1/tickets?as_of=${then}`, headers)).body)).toEqual([1])
    expect((await api.get(`/api/v1/queues?${at(7)}`, headers)).body.data).toHaveLength(1)
  })

  it('are refused with the count where there are more than 20,000', async () => {
    const { reads } = api.deps
    const { count } = reads.tickets
    const counted: unknown[] = []
    Object.assign(reads.tickets, {
      count: async (query: unknown) => {
        counted.push(query)
        return 20_001
      }
    })
    for (const list of ['tickets', 'queues', 'queues/general/tickets']) {
      const { status, body } = await api.get(`/api/v1/${list}?${at(9)}`)
      expect([status, body.type, body.count, body.limit]).toEqual([
        422,
        '/problems/too_many_tickets',
        20_001,
        20_000
      ])
    }
    Object.assign(reads.tickets, { count })
    expect(counted).toContainEqual({ index: 'created', where: {}, to: Date.parse(moments[9] ?? '') + 1 })
    expect(await numbers(`tickets?${at(9)}`)).toHaveLength(4)
  })
})
