import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type AgentId, commandIdFor, messageIdFor } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('Commands on a ticket', () => {
  let api: TestApi
  let ann: AgentId
  let user = 100

  beforeAll(async () => {
    api = await startTestApi()
    ann = await api.agent(7, 'Ann')
  })
  afterAll(() => api.stop())

  const opened = async () => {
    const ticketId = await api.customerWrites(++user, 'Help')
    return { ticketId, path: `/api/v1/tickets/tkt_${ticketId}` }
  }
  const typesOf = (body: { events: { type: string }[] }) => body.events.map(event => event.type)
  const pointersOf = (body: { errors: { pointer: string; code: string }[] }) =>
    body.errors.map(({ pointer, code }) => `${pointer} ${code}`)

  describe('replies', () => {
    it('are accepted, named by an id, and wait in the thread for Telegram', async () => {
      const { path } = await opened()
      const { status, body, headers } = await api.post(`${path}/replies`, { text: 'Hello' })
      expect(status).toBe(202)
      expect(typesOf(body)).toEqual(['ReplyRequested'])
      expect(body.events[0]).toEqual({
        id: expect.any(String),
        type: 'ReplyRequested',
        revision: 2,
        position: headers.get('x-position')
      })
      expect(body.ticket).toMatchObject({ status: 'open', message_count: 2, revision: 2 })
      expect(headers.get('etag')).toBe('"r2"')
      const thread = await api.get(`${path}/thread?min_position=${headers.get('x-position')}`)
      expect(thread.body.data.at(-1)).toMatchObject({
        id: body.message_id,
        direction: 'outbound',
        author: { kind: 'api', id: null, display_name: null },
        kind: 'text',
        text: 'Hello',
        edits: [],
        delivery: { state: 'pending', reason: null }
      })
    })

    it("of an agent are that agent's, take the ticket and put it to work", async () => {
      const { path } = await opened()
      const { body, headers } = await api.post(`${path}/replies`, { text: 'Hi', agent_id: `agt_${ann}` })
      expect(typesOf(body)).toEqual(['TicketAssigned', 'TicketStatusChanged', 'ReplyRequested'])
      expect(body.ticket).toMatchObject({ status: 'in_progress', assigned_agent_id: `agt_${ann}` })
      const thread = await api.get(`${path}/thread?min_position=${headers.get('x-position')}`)
      expect(thread.body.data.at(-1).author).toEqual({ kind: 'agent', id: `agt_${ann}`, display_name: 'Ann' })
    })

    it('of an agent that does not exist are refused at /agent_id', async () => {
      const { path } = await opened()
      const ghost = messageIdFor(commandIdFor('nobody'))
      for (const agent_id of [`agt_${ghost}`, ann, 'agt_1', 7]) {
        const { status, body } = await api.post(`${path}/replies`, { text: 'Hi', agent_id })
        expect([status, pointersOf(body)[0]?.split(' ')[0]]).toEqual([422, '/agent_id'])
      }
    })

    it('must say something, in at most 32768 characters', async () => {
      const { path } = await opened()
      for (const text of ['', '   ', 7, null, 'x'.repeat(32_769), '\ud800']) {
        const { status, body } = await api.post(`${path}/replies`, { text })
        expect([status, pointersOf(body)]).toEqual([422, ['/text invalid']])
      }
      expect((await api.post(`${path}/replies`, { text: 'x'.repeat(32_768) })).status).toBe(202)
    })

    it('take no field that is not theirs, and name every mistake', async () => {
      const { path } = await opened()
      const { status, body } = await api.post(`${path}/replies`, { html: 'x', 'a/b': 1 })
      expect([status, body.type]).toEqual([422, '/problems/invalid_body'])
      expect(pointersOf(body)).toEqual(['/html unknown', '/a~1b unknown', '/text required'])
    })
  })

  it('Notes are created for colleagues only', async () => {
    const { path } = await opened()
    const { status, body, headers } = await api.post(`${path}/notes`, { text: 'VIP', agent_id: `agt_${ann}` })
    expect([status, typesOf(body), body.ticket.message_count]).toEqual([201, ['NoteAdded'], 1])
    const { body: thread } = await api.get(`${path}/thread?min_position=${headers.get('x-position')}`)
    expect(thread.data.at(-1)).toMatchObject({ direction: 'note', text: 'VIP', delivery: null })
  })

  it('Assignments give the ticket to an agent and take it away', async () => {
    const { path } = await opened()
    const given = await api.post(`${path}/assignments`, { agent_id: `agt_${ann}` })
    expect([given.status, typesOf(given.body), given.body.ticket.status]).toEqual([
      200,
      ['TicketAssigned'],
      'assigned'
    ])
    const held = await api.post(`${path}/assignments`, { agent_id: `agt_${ann}` })
    expect([held.status, held.body.events]).toEqual([200, []])
    const taken = await api.post(`${path}/assignments`, { unassign: true })
    expect([typesOf(taken.body), taken.body.ticket.assigned_agent_id]).toEqual([['TicketUnassigned'], null])
  })

  it('Assignments need exactly one of agent_id and unassign', async () => {
    const { path } = await opened()
    const both = { agent_id: `agt_${ann}`, unassign: true }
    for (const body of [{}, both, { unassign: false }, { agent_id: null }, [], 'x', null, 3]) {
      expect((await api.post(`${path}/assignments`, body)).status).toBe(422)
    }
  })

  it('A status change does what the state table says, and a comment becomes a note', async () => {
    const { path } = await opened()
    const change = (to: string, comment?: string) =>
      api.post(`${path}/status-changes`, comment === undefined ? { to } : { to, comment })
    const held = await change('on_hold', 'waiting for parts')
    expect([held.status, typesOf(held.body)]).toEqual([200, ['TicketStatusChanged', 'NoteAdded']])
    expect(held.body.ticket).toMatchObject({ status: 'on_hold', revision: 3 })
    expect(typesOf((await change('open')).body)).toEqual(['TicketStatusChanged'])
    expect((await change('open')).body.events).toEqual([])
    expect((await change('assigned')).body.type).toBe('/problems/transition_not_allowed')
    expect((await change('in_progress')).body).toMatchObject({
      status: 409,
      type: '/problems/transition_not_allowed',
      from: 'open',
      to: 'in_progress'
    })
    expect((await change('resolved')).body.ticket).toMatchObject({ status: 'resolved' })
    expect((await change('in_progress')).body.ticket).toMatchObject({ status: 'open', resolved_at: null })
    expect((await change('closed')).body.ticket).toMatchObject({ status: 'closed' })
    expect((await change('resolved')).body).toMatchObject({ status: 409, type: '/problems/ticket_closed' })
    expect((await change('gone')).status).toBe(422)
  })

  it('Priority, queue and tags change', async () => {
    const { path } = await opened()
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    expect((await api.post(`${path}/priority-changes`, { priority: 'urgent' })).body.ticket.priority).toBe(
      'urgent'
    )
    expect((await api.post(`${path}/transfers`, { queue_id: 'billing' })).body.ticket.queue_id).toBe(
      'billing'
    )
    const tags = await api.post(`${path}/tag-changes`, { add: ['vip', 'eu'], remove: ['none'] })
    expect(tags.body.ticket.tags).toEqual(['vip', 'eu'])
    expect((await api.post(`${path}/tag-changes`, { remove: ['vip'] })).body.ticket.tags).toEqual(['eu'])
    const nowhere = await api.post(`${path}/transfers`, { queue_id: 'nowhere' })
    expect([nowhere.status, pointersOf(nowhere.body)]).toEqual([422, ['/queue_id unknown']])
    for (const body of [{}, { add: ['a,b'] }, { add: 'vip' }, { add: [7] }, { add: [''] }]) {
      expect((await api.post(`${path}/tag-changes`, body)).status).toBe(422)
    }
    expect((await api.post(`${path}/priority-changes`, { priority: 'asap' })).status).toBe(422)
  })

  it('Tags are folded, whether they come or go, and one that is none is named', async () => {
    const { path } = await opened()
    const change = (body: object) => api.post(`${path}/tag-changes`, body)
    expect((await change({ add: ['VIP', 'Straße', 'ﬁrst'] })).body.ticket.tags).toEqual([
      'vip',
      'straße',
      'first'
    ])
    const again = await change({ add: ['ＶＩＰ'], remove: ['none'] })
    expect([again.status, again.body.events]).toEqual([200, []])
    expect((await change({ remove: ['FIRST'] })).body.ticket.tags).toEqual(['vip', 'straße'])
    const long = await change({ add: ['new', 'x'.repeat(51)] })
    expect([long.status, long.body.type, pointersOf(long.body)]).toEqual([
      422,
      '/problems/invalid_body',
      ['/add/1 invalid']
    ])
    // Folded it has fewer characters than it was written with.
    expect((await change({ add: ['e\u0301'.repeat(50)] })).status).toBe(200)
    expect(pointersOf((await change({ remove: ['a,b'] })).body)).toEqual(['/remove/0 invalid'])
  })

  it('A closed ticket refuses replies, and the problem names the refusal', async () => {
    const { path, ticketId } = await opened()
    await api.act(ticketId, { type: 'CloseTicket', cause: 'api', now: 0 })
    const { status, body, headers } = await api.post(`${path}/replies`, { text: 'late' })
    expect(status).toBe(409)
    expect(headers.get('content-type')).toContain('application/problem+json')
    expect(body).toEqual({
      type: '/problems/ticket_closed',
      title: 'Conflict',
      status: 409,
      detail: 'the ticket is closed',
      instance: expect.stringMatching(/^urn:uuid:/)
    })
  })

  it('An unknown ticket is 404, whatever the shape of its id and of the body', async () => {
    const unknown = messageIdFor(commandIdFor('no ticket'))
    for (const id of [`tkt_${unknown}`, unknown, 'tkt_1', '7K3Q-X9M2', `agt_${unknown}`, '%20']) {
      expect((await api.post(`/api/v1/tickets/${id}/replies`, {})).status).toBe(404)
      expect((await api.get(`/api/v1/tickets/${id}`)).status).toBe(404)
      expect((await api.get(`/api/v1/tickets/${id}/thread`)).status).toBe(404)
      expect((await api.get(`/api/v1/tickets/${id}/events`)).status).toBe(404)
    }
  })

  describe('If-Match', () => {
    it('of the present revision lets the command through', async () => {
      const { path } = await opened()
      const sent = await api.post(`${path}/notes`, { text: 'x' }, { 'If-Match': '"r0", "r1"' })
      expect(sent.status).toBe(201)
      expect((await api.post(`${path}/notes`, { text: 'y' }, { 'If-Match': '*' })).status).toBe(201)
    })

    it('of the past is 412 with the current revision, before the body is looked at', async () => {
      const { path } = await opened()
      for (const etag of ['"r0"', '"r7"', 'W/"r1"', '"abc"']) {
        const { status, body } = await api.post(`${path}/replies`, { nonsense: true }, { 'If-Match': etag })
        expect([status, body.type, body.current_revision]).toEqual([412, '/problems/precondition_failed', 1])
      }
    })

    it('of the past is 412 even before a body that can not be read', async () => {
      const { path } = await opened()
      const send = (etag: string) =>
        api.send('POST', `${path}/replies`, { text: '{', headers: { 'If-Match': etag } })
      expect((await send('"r0"')).status).toBe(412)
      expect(await send('"r1"')).toMatchObject({ status: 400, body: { detail: 'the body is not JSON' } })
    })
  })
})
