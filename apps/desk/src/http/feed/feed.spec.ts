import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openMemoryLog } from '#event-log/memory'
import type { MessageId } from '#kernel'
import { conceal } from '#privacy'
import { type Answered, startTestApi, type TestApi } from '../testing.js'

interface Item {
  readonly type: string
  readonly timestamp: string
  // biome-ignore lint/suspicious/noExplicitAny: specs look into answers as a client without types does
  readonly data: any
}

describe('The public feed', () => {
  let api: TestApi
  beforeEach(async () => {
    api = await startTestApi()
  })
  afterEach(() => api.stop())

  const page = (query = '', headers: { readonly [name: string]: string } = {}) =>
    api.get(`/api/v1/events${query}`, headers)
  const typesOf = ({ body }: Answered) => body.data.map(({ type }: Item) => type)
  /** Everything from here on, in pages of this size. */
  async function all(limit: number, query = '', headers = {}, after?: string): Promise<Item[]> {
    const items: Item[] = []
    for (let cursor = after; ; ) {
      const { status, body } = await page(
        `?limit=${limit}${query}${cursor ? `&after=${cursor}` : ''}`,
        headers
      )
      expect([status, body.data.length <= limit]).toEqual([200, true])
      items.push(...body.data)
      cursor = body.page.next_cursor
      if (body.page.end) return items
    }
  }
  const ofTickets = (items: readonly Item[]) => items.filter(({ data }) => data.ticket !== null)
  const key = async (scopes: readonly string[], queues: readonly string[] | null = null) => {
    const { body } = await api.post('/api/v1/api-keys', { name: 'a program', scopes, queues })
    return { Authorization: `Bearer ${body.key}` }
  }

  it('tells each thing that happens to a ticket, in order, with the ticket as the append left it', async () => {
    const agent = await api.agent(7, 'Bob')
    const ticket = await api.customerWrites(1, 'My order is broken', { name: 'Anna' })
    const path = `/api/v1/tickets/tkt_${ticket}`
    await api.post(`${path}/replies`, { text: 'We look', agent_id: `agt_${agent}` })
    await api.post(`${path}/status-changes`, { to: 'resolved' })
    const items = ofTickets(await all(100))
    expect(items.map(({ type, data }) => [type, data.ticket.status, data.changed.status ?? null])).toEqual([
      ['ticket.created', 'open', null],
      ['ticket.message_added', 'open', null],
      ['ticket.assigned', 'in_progress', { from: 'open', to: 'assigned' }],
      ['ticket.status_changed', 'in_progress', { from: 'open', to: 'assigned' }],
      ['ticket.status_changed', 'in_progress', { from: 'assigned', to: 'in_progress' }],
      ['ticket.message_added', 'in_progress', null],
      ['ticket.resolved', 'resolved', { from: 'in_progress', to: 'resolved' }],
      ['ticket.status_changed', 'resolved', { from: 'in_progress', to: 'resolved' }]
    ])
    expect(items[2]?.data.changed.assigned_agent_id).toEqual({ from: null, to: `agt_${agent}` })
    expect(items[0]?.data).toMatchObject({
      event: { revision: 0, actor: 'customer' },
      previous_event_id: null,
      ticket: { id: `tkt_${ticket}`, customer: { display_name: 'Anna' }, message_count: 1 },
      message_id: null,
      messages_url: `https://desk.example${path}/thread`
    })
    expect(items[1]?.data.message_id).toMatch(/^msg_/)
    expect(JSON.stringify(items)).not.toContain('"position"')
  })

  it('waits for what whoever asks has seen, and names what it reflects', async () => {
    const { headers } = await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    const seen = headers.get('x-position')
    const told = await page(`?limit=100&min_position=${seen}`)
    expect([told.status, told.headers.get('x-projection-position')]).toEqual([200, seen])
    expect(told.body.data.at(-1).data.setting.id).toBe('billing')
  })

  it('names for each event of a ticket the one before it, over everything that is told of it', async () => {
    const ticket = await api.customerWrites(1, 'Help')
    await api.customerWrites(2, 'Another')
    await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: ['vip'] })
    await api.post(`/api/v1/tickets/tkt_${ticket}/status-changes`, { to: 'closed' })
    const items = ofTickets(await all(2)).filter(({ data }) => data.ticket.id === `tkt_${ticket}`)
    const ids = [...new Set(items.map(({ data }) => data.event.id))]
    for (const { data } of items) {
      expect(data.previous_event_id).toBe(ids[ids.indexOf(data.event.id) - 1] ?? null)
    }
    const [closed] = await all(1, '&types=ticket.closed')
    expect(closed?.data.previous_event_id).toBe(ids.at(-2))
  })

  it.each([1, 2, 3, 100])('is the same in pages of %d, and goes on where it ended', async limit => {
    const ticket = await api.customerWrites(1, 'Help')
    await api.post(`/api/v1/tickets/tkt_${ticket}/status-changes`, { to: 'resolved' })
    const before = await all(100)
    expect(await all(limit)).toEqual(before)
    const { body } = await page(`?limit=${before.length}`)
    const { next_cursor } = body.page
    expect((await page(`?after=${next_cursor}`)).body).toEqual({
      data: [],
      page: { next_cursor: expect.any(String), end: true }
    })
    await api.post(`/api/v1/tickets/tkt_${ticket}/status-changes`, { to: 'closed' })
    expect((await all(limit, '', {}, next_cursor)).map(({ type }) => type)).toEqual([
      'ticket.closed',
      'ticket.status_changed'
    ])
  })

  it('tells of settings, agents, customers and alerts', async () => {
    const agent = await api.agent(7, 'Bob')
    await api.post(`/api/v1/agents/agt_${agent}/availability-changes`, { to: 'away' })
    await api.post(`/api/v1/agents/agt_${agent}/availability-changes`, { to: 'busy' })
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    await api.send('DELETE', '/api/v1/queues/billing')
    const ticket = await api.customerWrites(1, 'Help')
    const { id } = (await api.get(`/api/v1/tickets/tkt_${ticket}`)).body.customer
    await api.post(`/api/v1/customers/${id}/forgettings`, { code: 'request' })
    const items = await all(100)
    const data = (type: string) => items.filter(item => item.type === type).map(item => item.data)
    expect(data('agent.availability_changed')).toMatchObject([
      {
        agent: { id: `agt_${agent}` },
        changed: { availability: { from: 'available', to: 'away' } },
        ticket: null
      },
      { changed: { availability: { from: 'away', to: 'busy' } } }
    ])
    expect(data('setting.published').at(-1).setting).toEqual({ kind: 'queue', id: 'billing', version: 0 })
    expect(data('setting.retired')).toMatchObject([{ setting: { kind: 'queue', id: 'billing', version: 1 } }])
    expect(data('customer.forgotten')).toMatchObject([{ customer: { id } }])
    // Opened with the keys of today.
    expect(data('ticket.created')[0].ticket.customer.display_name).toBe(null)
  })

  it('shows a key what its scopes open and its queues hold, and names what it wants and may not have', async () => {
    const moved = await api.customerWrites(1, 'Help', { name: 'Anna' })
    await api.customerWrites(2, 'Help', { name: 'Berta' })
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    await api.post(`/api/v1/tickets/tkt_${moved}/transfers`, { queue_id: 'billing' })
    const limited = await key(['tickets:read'], ['billing'])
    const items = await all(100, '', limited)
    expect(items.map(({ type, data }) => [type, data.ticket.customer.display_name])).toEqual([
      ['ticket.transferred', null]
    ])
    expect(
      typesOf(await page('?types=setting.*,ticket.created', await key(['tickets:read', 'settings:read'])))
    ).toContain('setting.published')
    for (const [types, scope] of [
      ['agent.*', 'agents:read'],
      ['setting.published', 'settings:read'],
      ['desk.alert', 'admin']
    ]) {
      const refused = await page(`?types=${types}`, limited)
      expect([refused.status, refused.body.type, refused.body.scope]).toEqual([
        403,
        '/problems/missing_scope',
        scope
      ])
    }
    const nothing = await page('', await key(['agents:read']))
    expect([nothing.status, nothing.body.scope]).toEqual([403, 'tickets:read'])
  })

  it('refuses a wrong cursor, one of another list, one of another log, and types that there are not', async () => {
    await api.customerWrites(1, 'Help')
    await api.customerWrites(2, 'Help')
    const list = (await api.get('/api/v1/tickets?limit=1')).body.page.next_cursor
    const other = await startTestApi({ log: openMemoryLog() })
    await other.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    const foreign = (await other.get('/api/v1/events')).body.page.next_cursor
    await other.stop()
    const bad = ['x', 'x.y', list, foreign].map(after => `?after=${after}`)
    for (const query of [
      ...bad,
      '?types=ticket',
      '?types=*',
      '?types=webhook.test',
      '?limit=101',
      '?queue=general'
    ]) {
      const { status, body } = await page(query)
      expect([query, status, body.type]).toEqual([query, 400, '/problems/bad_query'])
    }
  })

  it('shows a note like any message, and what a reply says now', async () => {
    const agent = `agt_${await api.agent(7, 'Bob')}`
    const ticket = await api.customerWrites(1, 'Help')
    await api.post(`/api/v1/tickets/tkt_${ticket}/notes`, { text: 'Careful', agent_id: agent })
    const items = await all(10, '&types=ticket.message_added')
    const thread = await api.get(`/api/v1/tickets/tkt_${ticket}/thread`)
    expect(items.map(({ data }) => data.message_id)).toEqual(
      thread.body.data.map(({ id }: { id: string }) => id)
    )
  })

  it('tells what was answered to a form and said after it like any message, where there is one', async () => {
    const ticket = await api.customerWrites(1, 'Help')
    const said = (text: string) => conceal({ text, entities: null, file: null, forwarded_from: null })
    const ids = [1, 2, 3].map(nth => `00000000-0000-4000-8000-00000000000${nth}` as MessageId)
    const [answers = '' as MessageId, thanks = answers, half = answers] = ids
    const form = { form: 'request', version: 1, now: Date.UTC(2026, 0, 5, 10) }
    const ask = { type: 'RequestForm', form: 'request' } as const
    const leave = { type: 'LeaveFormOfTicket', cause: 'person', ...form } as const
    const confirmation = { messageId: thanks, personal: said('Thank you') }
    await api.act(ticket, ask)
    const submitted = { messageId: answers, flagged: [], personal: said('Order? 12345'), confirmation }
    await api.act(ticket, { type: 'SubmitForm', ...form, ...submitted })
    await api.act(ticket, ask)
    await api.act(ticket, { ...leave, answered: { messageId: half, personal: said('Order? 12') } })
    await api.act(ticket, ask)
    await api.act(ticket, leave)
    const items = ofTickets(await all(100)).slice(2)
    expect(items.map(({ type, data }) => [type, data.message_id])).toEqual([
      ['form.finished', `msg_${answers}`],
      ['ticket.message_added', `msg_${answers}`],
      ['ticket.message_added', `msg_${thanks}`],
      ['ticket.message_added', `msg_${half}`]
    ])
  })
})
