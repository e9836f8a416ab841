import { describe, expect, it } from '@jest/globals'
import type { Done, List, Problem, ThreadMessage, Ticket } from '../support/api-types.js'
import type { Answer } from '../support/desk.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { Colleague, Customer } from './bot-api/index.js'
import { Play } from './play.js'

const opened = openedByEachTest()

function isProblem(answer: Answer<unknown>, status: number): void {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(answer.body).toMatchObject({ status, type: expect.any(String), title: expect.any(String) })
}

async function withTicket() {
  const play = await Play.start(opened)
  const customer = new Customer(play.api)
  const anna = new Colleague(play.api, { first_name: 'Anna', username: 'anna' })
  const { ticket, thread } = await play.openedBy(customer, 'First words')
  return { play, desk: play.desk, customer, anna, ticket, thread, path: `/api/v1/tickets/${ticket.id}` }
}

describe('The REST API', () => {
  it('answers a ticket as it was at a time and at a revision', async () => {
    const { play, desk, customer, ticket, path } = await withTicket()
    customer.says('Second words')
    const later = await play.ticket('has two messages', each => each.message_count === 2)
    const events = await desk.events(ticket.id)
    expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index))
    const second = events.filter(({ type }) => type === 'CustomerMessageReceived')[1]
    const first = events.find(({ type }) => type === 'CustomerMessageReceived')

    const asOf = await desk.get<Ticket>(`${path}?as_of=${first?.recorded_at}`)
    expect(asOf.body).toMatchObject({ id: ticket.id, message_count: 1 })
    const asOfRevision = await desk.get<Ticket>(`${path}?as_of_revision=${(second?.revision ?? 0) - 1}`)
    expect(asOfRevision.body).toMatchObject({ message_count: 1, revision: (second?.revision ?? 0) - 1 })
    const now = await desk.get<Ticket>(`${path}?as_of=${events.at(-1)?.recorded_at}`)
    expect(now.body.message_count).toBe(2)
    expect(later.created_at).toBe(events[0]?.recorded_at)

    isProblem(await desk.get(`${path}?as_of=2001-01-01T00:00:00.000Z`), 404)
    isProblem(await desk.get(`${path}?as_of=2999-01-01T00:00:00.000Z`), 400)
    isProblem(await desk.get(`${path}?as_of=yesterday`), 400)
    const rest = await desk.all<{ revision: number }>(`${path}/events?from_revision=2`)
    expect(rest[0]?.revision).toBe(2)
  })

  it('lets a command go ahead only on the revision that its sender has seen', async () => {
    const { desk, path } = await withTicket()
    const seen = await desk.get<Ticket>(path)
    expect(seen.headers.get('etag')).toBe(`"r${seen.body.revision}"`)
    const etag = seen.headers.get('etag') ?? ''
    const first = await desk.post<Done>(
      `${path}/priority-changes`,
      { priority: 'high' },
      { 'if-match': etag }
    )
    expect(first.status).toBe(200)
    expect(first.body.ticket.priority).toBe('high')
    expect(first.body.events.map(({ type }) => type)).toEqual(['PriorityChanged'])
    const stale = await desk.post(`${path}/priority-changes`, { priority: 'low' }, { 'if-match': etag })
    isProblem(stale, 412)
    expect(JSON.stringify(stale.body)).toContain(String(first.body.ticket.revision))
    const same = await desk.post<Done>(`${path}/priority-changes`, { priority: 'high' })
    expect([same.status, same.body.events]).toEqual([200, []])
  })

  it('answers a repeated command with its first answer, also after a restart, and refuses another body', async () => {
    const { play, path } = await withTicket()
    const key = { 'idempotency-key': 'a-key-of-mine' }
    const first = await play.desk.post<Done>(`${path}/notes`, { text: 'Remember this' }, key)
    expect(first.status).toBe(201)
    const again = await play.desk.post<Done>(`${path}/notes`, { text: 'Remember this' }, key)
    expect([again.status, again.body.events]).toEqual([201, first.body.events])
    isProblem(await play.desk.post(`${path}/notes`, { text: 'Something else' }, key), 422)
    await play.restart('SIGKILL')
    const once = await play.desk.post<Done>(`${path}/notes`, { text: 'Remember this' }, key)
    expect([once.status, once.body.events]).toEqual([201, first.body.events])
    const notes = (await play.desk.thread(first.body.ticket.id)).filter(
      ({ direction }) => direction === 'note'
    )
    expect(notes.map(({ text }) => text)).toEqual(['Remember this'])
  })

  it('lets a reader wait for a position, and says what it reflects', async () => {
    const { desk, path } = await withTicket()
    for (const tag of ['one', 'two', 'three']) {
      const done = await desk.post<Done>(`${path}/tag-changes`, { add: [tag], remove: [] })
      const position = done.headers.get('x-position') ?? ''
      expect(position).not.toBe('')
      const list = await desk.get<List<Ticket>>(`/api/v1/queues/general/tickets?min_position=${position}`)
      expect(list.body.data[0]?.tags).toContain(tag)
      expect((list.headers.get('x-projection-position') ?? '') >= position).toBe(true)
    }
  })

  it('pages through lists, and takes no cursor of another filter', async () => {
    const { play, desk, thread } = await withTicket()
    const codes: string[] = []
    for (const name of ['B', 'C', 'D', 'E']) {
      const { ticket } = await play.openedBy(new Customer(play.api, { first_name: name }), `I am ${name}`)
      codes.push(ticket.code)
    }
    expect(thread).toBeGreaterThan(0)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Answer<List<Ticket>> = await desk.get(
        `/api/v1/tickets?limit=2${cursor && `&cursor=${cursor}`}`
      )
      expect(page.body.page.has_more).toBe(page.body.page.next_cursor !== null)
      seen.push(...page.body.data.map(({ code }) => code))
      cursor = page.body.page.next_cursor
    }
    expect(seen).toHaveLength(5)
    expect(seen.slice(0, 4)).toEqual(codes.reverse())
    const first = await desk.get<List<Ticket>>('/api/v1/tickets?limit=2')
    isProblem(await desk.get(`/api/v1/tickets?status=open&cursor=${first.body.page.next_cursor}`), 400)
    isProblem(await desk.get('/api/v1/tickets?limit=1000'), 400)
    isProblem(await desk.get('/api/v1/tickets?status=lost'), 400)
  })

  it('explains what it does not take', async () => {
    const { desk, path } = await withTicket()
    isProblem(await desk.withKey(null).get('/api/v1/tickets'), 401)
    isProblem(await desk.withKey('x'.repeat(40)).get('/api/v1/tickets'), 401)
    isProblem(await desk.get('/api/v1/tickets/tkt_unknown'), 404)
    isProblem(await desk.get('/api/v1/nothing'), 404)
    isProblem(await desk.send('POST', `${path}/notes`, '{"text":'), 400)
    const wrong = await desk.post<Problem>(`${path}/notes`, { text: 7 })
    isProblem(wrong, 422)
    expect(wrong.body.errors).toEqual([
      { pointer: '/text', code: expect.any(String), message: expect.any(String) }
    ])
    isProblem(await desk.post(`${path}/assignments`, { agent_id: 'agt_nobody' }), 422)
    isProblem(await desk.send('POST', `${path}/notes`, JSON.stringify({ text: 'x'.repeat(10_000_000) })), 413)
    expect((await desk.post(`${path}/status-changes`, { to: 'closed' })).status).toBe(200)
    isProblem(await desk.post(`${path}/status-changes`, { to: 'on_hold' }), 409)
    expect((await desk.withKey(null).get('/health/live')).status).toBe(200)
    expect((await desk.withKey(null).get('/health/ready')).status).toBe(200)
    expect((await desk.withKey(null).get('/metrics')).status).toBe(401)
    expect((await desk.get('/metrics')).status).toBe(200)
    const openapi = await desk.get<{ openapi: string }>('/api/v1/openapi.json')
    expect(openapi.body.openapi).toMatch(/^3\.1/)
  })

  it('shows what programs write in the topic and to the customer, as theirs or as an agent', async () => {
    const { play, desk, customer, anna, ticket, thread, path } = await withTicket()
    anna.says('/claim', thread)
    const claimed = await play.ticket('is claimed', each => each.status === 'assigned')
    const agent = claimed.assigned_agent_id
    const reply = await desk.post<Done>(`${path}/replies`, { text: 'From a program' })
    expect(reply.status).toBe(202)
    await play.got(customer, 'From a program')
    await play.shown(thread, 'From a program')
    await desk.post(`${path}/replies`, { text: 'In the name of Anna', agent_id: agent })
    await play.got(customer, 'In the name of Anna')
    await play.shown(thread, 'In the name of Anna')
    const note = await desk.post(`${path}/notes`, { text: 'Only for us', agent_id: agent })
    expect(note.status).toBe(201)
    await play.shown(thread, 'Only for us')
    const since = note.headers.get('x-position')
    const written = await eventually('the thread that holds the note', () =>
      desk.all<ThreadMessage>(`/api/v1/tickets/${ticket.id}/thread?min_position=${since}`)
    )
    const authors = written.map(({ direction, author }) => [direction, author.kind])
    expect(authors).toEqual([
      ['inbound', 'customer'],
      ['outbound', 'api'],
      ['outbound', 'agent'],
      ['note', 'agent']
    ])
    expect(customer.received.join()).not.toContain('Only for us')
    const freed = await desk.post<Done>(`${path}/assignments`, { unassign: true })
    expect(freed.body.ticket).toMatchObject({ assigned_agent_id: null, status: 'open' })
    const given = await desk.post<Done>(`${path}/assignments`, { agent_id: agent })
    expect(given.body.ticket).toMatchObject({ assigned_agent_id: agent, status: 'assigned' })
    const resolved = await desk.post<Done>(`${path}/status-changes`, { to: 'resolved' })
    expect(resolved.body.ticket.status).toBe('resolved')
  })
})
