import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { AgentId } from '#kernel'
import { type Answered, startTestApi, type TestApi } from '../testing.js'

describe('A merge patch of a ticket', () => {
  let api: TestApi
  let ann: AgentId
  let user = 100

  beforeAll(async () => {
    api = await startTestApi()
    ann = await api.agent(7, 'Ann')
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
  })
  afterAll(() => api.stop())

  const opened = async () => `/api/v1/tickets/tkt_${await api.customerWrites(++user, 'Help')}`
  const patch = (path: string, body: unknown, headers?: { [name: string]: string }) =>
    api.send('PATCH', path, headers ? { body, headers } : { body })
  const typesOf = ({ body }: Answered) => body.events.map(({ type }: { type: string }) => type)
  const pointersOf = ({ status, body }: Answered) => [
    status,
    body.errors.map(({ pointer }: { pointer: string }) => pointer)
  ]

  it('applies queue, priority, tags, title, assignee and status in this order, in one append', async () => {
    const path = await opened()
    const answer = await patch(path, {
      status: 'on_hold',
      assigned_agent_id: `agt_${ann}`,
      title: '  Late parcel ',
      tags: ['VIP', 'late'],
      priority: 'high',
      queue_id: 'billing'
    })
    expect([answer.status, typesOf(answer)]).toEqual([
      200,
      [
        'TicketTransferred',
        'PriorityChanged',
        'TagsChanged',
        'TitleChanged',
        'TicketAssigned',
        'TicketStatusChanged'
      ]
    ])
    const now = {
      queue_id: 'billing',
      priority: 'high',
      tags: ['vip', 'late'],
      title: 'Late parcel',
      assigned_agent_id: `agt_${ann}`,
      status: 'on_hold'
    }
    expect(answer.body.ticket).toMatchObject(now)
    expect(answer.headers.get('etag')).toBe(`"r${answer.body.ticket.revision}"`)
    const { body: events } = await api.get(`${path}/events?from_revision=2`)
    expect(new Set(events.data.map(({ meta }: { meta: { commandId: string } }) => meta.commandId)).size).toBe(
      1
    )
    const read = await api.get(`${path}?min_position=${answer.headers.get('x-position')}`)
    expect(read.body).toEqual(answer.body.ticket)
  })

  it('takes away what is null, and leaves what is not named', async () => {
    const path = await opened()
    const all = { tags: ['a'], title: 'One', assigned_agent_id: `agt_${ann}` }
    await patch(path, all)
    const less = await patch(path, { tags: null, title: null, assigned_agent_id: null })
    expect(typesOf(less)).toEqual(['TagsChanged', 'TitleChanged', 'TicketUnassigned'])
    expect(less.body.ticket).toMatchObject({ tags: [], title: null, assigned_agent_id: null, status: 'open' })
    expect((await patch(path, { priority: 'low' })).body.ticket).toMatchObject({
      priority: 'low',
      title: null
    })
  })

  it('of what holds already leaves no event; as application/merge-patch+json it is the same', async () => {
    const path = await opened()
    const same = { title: 'Same', tags: ['x', 'X'], priority: 'urgent' }
    const asPatch = { 'Content-Type': 'application/merge-patch+json' }
    expect(typesOf(await patch(path, same, asPatch))).toEqual([
      'PriorityChanged',
      'TagsChanged',
      'TitleChanged'
    ])
    expect(typesOf(await patch(path, same))).toEqual([])
    expect(typesOf(await patch(path, {}))).toEqual([])
  })

  it('does nothing at all where one part is refused', async () => {
    const path = await opened()
    const before = await api.get(path)
    const refused = await patch(path, { title: 'New', priority: 'high', status: 'assigned' })
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/transition_not_allowed'])
    const strangers = `agt_${ann.replace(/^.{8}/, '00000000')}`
    expect(pointersOf(await patch(path, { title: 'New', assigned_agent_id: strangers }))).toEqual([
      422,
      ['/assigned_agent_id']
    ])
    expect(pointersOf(await patch(path, { title: 'New', queue_id: 'nowhere' }))).toEqual([422, ['/queue_id']])
    await api.settled()
    expect((await api.get(path)).body).toEqual(before.body)
  })

  it('names every field that is unknown, read-only or wrong', async () => {
    const path = await opened()
    const wrong = {
      nonsense: 1,
      code: 'AAAA-BBBB',
      revision: 7,
      queue_id: null,
      priority: 'now',
      tags: ['ok', 'a,b'],
      title: 'two\nlines',
      assigned_agent_id: 'bob',
      status: null
    }
    expect(pointersOf(await patch(path, wrong))).toEqual([
      422,
      [
        '/nonsense',
        '/code',
        '/revision',
        '/queue_id',
        '/priority',
        '/tags/1',
        '/title',
        '/assigned_agent_id',
        '/status'
      ]
    ])
    for (const title of ['', '  ', 7, 'x'.repeat(201), '\ud800'])
      expect(pointersOf(await patch(path, { title }))).toEqual([422, ['/title']])
    expect((await patch(path, [])).status).toBe(422)
    expect((await api.send('PATCH', path, { text: '{' })).status).toBe(400)
  })

  it('is refused on a closed ticket, and leaves it closed where that is all it asks for', async () => {
    const path = await opened()
    await patch(path, { status: 'closed' })
    const { status, body } = await patch(path, { title: 'Late' })
    expect([status, body.type]).toEqual([409, '/problems/ticket_closed'])
    expect(typesOf(await patch(path, { status: 'closed' }))).toEqual([])
  })

  it('goes by If-Match, and by its Idempotency-Key is done once and told the same, title and all', async () => {
    const path = await opened()
    expect((await patch(path, { title: 'A' }, { 'If-Match': '"r0"' })).status).toBe(412)
    const keyed = { 'Idempotency-Key': 'patch-1', 'If-Match': '"r1"' }
    const first = await patch(path, { title: 'A' }, keyed)
    await patch(path, { title: 'B' })
    const again = await patch(path, { title: 'A' }, keyed)
    expect([first.status, again.body]).toEqual([200, first.body])
    expect(again.body.ticket.title).toBe('A')
    expect((await patch(path, { title: 'C' }, keyed)).status).toBe(422)
  })

  it('of several that want the same revision at once is done by one', async () => {
    const path = await opened()
    const asked = Array.from({ length: 8 }, (_, n) =>
      patch(path, { title: `Title ${n}` }, { 'If-Match': '"r1"' })
    )
    const statuses = (await Promise.all(asked)).map(({ status }) => status).sort()
    expect(statuses).toEqual([200, ...Array.from({ length: 7 }, () => 412)])
  })

  it('gives nobody more than they can carry', async () => {
    const bob = await api.agent(8, 'Bob')
    await api.send('PATCH', `/api/v1/agents/agt_${bob}`, { body: { capacity: 0 } })
    const path = await opened()
    const { status, body } = await patch(path, { title: 'New', assigned_agent_id: `agt_${bob}` })
    expect([status, body.type]).toEqual([409, '/problems/agent_at_capacity'])
    await api.settled()
    expect((await api.get(path)).body).toMatchObject({ title: null, assigned_agent_id: null })
  })

  it('is not remembered with its title, which only tickets:personal sees', async () => {
    const path = await opened()
    const { body: issued } = await api.post('/api/v1/api-keys', {
      name: 'writer',
      scopes: ['tickets:read', 'tickets:write']
    })
    const headers = { Authorization: `Bearer ${issued.key}`, 'Idempotency-Key': 'blind' }
    for (let n = 0; n < 2; n++) {
      const { body } = await patch(path, { title: 'Secret' }, headers)
      expect(body.ticket).toMatchObject({ title: null, fields: null, customer: { display_name: null } })
    }
    await api.settled()
    expect((await api.get(path)).body.title).toBe('Secret')
  })

  it('can give no title any more to whoever was forgotten', async () => {
    const path = await opened()
    await patch(path, { title: 'Before' })
    const subject = await api.deps.vault.findSubject(user)
    if (subject) await api.deps.vault.forget(subject)
    const { status, body } = await patch(path, { title: 'After' })
    expect([status, body.type]).toEqual([409, '/problems/customer_forgotten'])
    await api.settled()
    expect((await api.get(path)).body.title).toBeNull()
  })
})
