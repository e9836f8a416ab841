import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

describe('A desk that takes only listed agents', () => {
  let api: TestApi
  beforeEach(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/desk/main', { body: { agents: 'listed' } })
  })
  afterEach(() => api.stop())

  const ann = { telegram_user_id: 7, display_name: 'Ann Lee', username: '@ann_lee' }

  it('lists one who has never written, and takes her words from then on', async () => {
    await expect(api.agent(7, 'Ann')).rejects.toThrow('not_an_agent')
    const { status, body, headers } = await api.post('/api/v1/agents', ann)
    const position = headers.get('x-position')
    expect(status).toBe(201)
    expect(body.events).toEqual([{ id: expect.any(String), type: 'AgentRegistered', revision: 0, position }])
    const shown = await api.get(`/api/v1/agents/${body.agent_id}?min_position=${position}`)
    expect(shown.body).toEqual({
      id: body.agent_id,
      display_name: 'Ann Lee',
      username: 'ann_lee',
      availability: 'available',
      availability_until: null,
      teams: [],
      skills: [],
      role: 'agent',
      active: true,
      assigned_open: 0,
      oldest_open_at: null,
      capacity: { limit: null, held: 0, counting: 0 }
    })
    expect(`agt_${await api.agent(7, 'Ann')}`).toBe(body.agent_id)
  })

  it('tells since when the oldest ticket of somebody waits that is neither resolved nor closed', async () => {
    const { body } = await api.post('/api/v1/agents', ann)
    const times: string[] = []
    for (const user of [41, 42, 43]) {
      const id = `tkt_${await api.customerWrites(user, 'Help')}`
      await api.clock.advance(1000)
      const { body: answer } = await api.post(`/api/v1/tickets/${id}/assignments`, {
        agent_id: body.agent_id
      })
      times.push(answer.ticket.created_at)
      if (user === 41) await api.post(`/api/v1/tickets/${id}/status-changes`, { to: 'resolved' })
      if (user === 42) await api.post(`/api/v1/tickets/${id}/status-changes`, { to: 'on_hold' })
    }
    await api.settled()
    const { data } = (await api.get('/api/v1/agents')).body
    expect(data[0].oldest_open_at).toBe(times[1])
  })

  it('lists the same one once: 200 with nothing new', async () => {
    const first = await api.post('/api/v1/agents', ann)
    const again = await api.post('/api/v1/agents', ann)
    expect([again.status, again.body]).toEqual([200, { events: [], agent_id: first.body.agent_id }])
  })

  it('gives the first answer again for an Idempotency-Key, which holds no name', async () => {
    const key = { 'Idempotency-Key': 'list-ann' }
    const first = await api.post('/api/v1/agents', ann, key)
    const again = await api.post('/api/v1/agents', ann, key)
    expect([again.status, again.body]).toEqual([201, first.body])
    expect(JSON.stringify(first.body)).not.toContain('Ann')
  })

  it('names what is wrong with a body', async () => {
    const { status, body } = await api.post('/api/v1/agents', { telegram_user_id: '7', username: 'a b' })
    expect([status, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      422,
      ['/telegram_user_id', '/display_name', '/username']
    ])
  })

  it('takes somebody off, who may do nothing from then on, until listed again', async () => {
    const { body } = await api.post('/api/v1/agents', ann)
    const ticket = await api.customerWrites(42, 'Help')
    const removed = await api.send('DELETE', `/api/v1/agents/${body.agent_id}`)
    expect([removed.status, removed.body.events]).toMatchObject([
      200,
      [{ type: 'AgentRemoved', revision: 1 }]
    ])
    expect((await api.send('DELETE', `/api/v1/agents/${body.agent_id}`)).body.events).toEqual([])
    await api.settled()
    await expect(api.agent(7, 'Ann')).rejects.toThrow('not_an_agent')
    const assign = () => api.post(`/api/v1/tickets/tkt_${ticket}/assignments`, { agent_id: body.agent_id })
    expect((await assign()).status).toBe(422)
    expect((await api.get('/api/v1/agents')).body.data).toEqual([])
    expect((await api.get(`/api/v1/agents/${body.agent_id}`)).body.active).toBe(false)
    expect((await api.post('/api/v1/agents', ann)).status).toBe(200)
    expect((await assign()).status).toBe(200)
  })

  it('knows nobody to take off by an id of any shape', async () => {
    for (const id of ['agt_00000000-0000-4000-8000-000000000001', 'ann', '%20']) {
      expect((await api.send('DELETE', `/api/v1/agents/${id}`)).status).toBe(404)
    }
  })

  it('takes one who was forgotten as somebody new', async () => {
    const first = await api.post('/api/v1/agents', ann)
    await api.post('/api/v1/admin/forgettings', { telegram_user_id: 7 })
    const { status, body } = await api.post('/api/v1/agents', ann)
    expect(status).toBe(201)
    expect(body.agent_id).not.toBe(first.body.agent_id)
  })
})
