import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { agentIdText } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('POST /tickets/{id}/escalations', () => {
  let api: TestApi
  let user = 1
  let ann: string
  let bob: string
  let lead: string
  beforeAll(async () => {
    api = await startTestApi()
    ann = agentIdText(await api.agent(101, 'Ann'))
    bob = agentIdText(await api.agent(102, 'Bob'))
    lead = agentIdText(await api.agent(103, 'Lea'))
    await api.send('PATCH', `/api/v1/agents/${lead}`, { body: { role: 'lead' } })
    const put = (id: string, body: object) => api.send('PUT', `/api/v1/teams/${id}`, { body })
    expect(await put('l2', { name: 'Level 2', level: 2, members: [ann] })).toMatchObject({ status: 201 })
    expect(await put('l1', { name: 'Level 1', members: [bob] })).toMatchObject({ status: 201 })
  })
  afterAll(() => api.stop())

  const opened = async () => `/api/v1/tickets/tkt_${await api.customerWrites(user++, 'It is broken')}`
  const shown = async (path: string) => (await api.get(path)).body

  it('hands the ticket up, shows where it stands, counts it in its queue, and tells the feed', async () => {
    const path = await opened()
    const up = await api.post(`${path}/escalations`, { team_id: 'l2', reason: 'Their lawyer wrote' })
    expect(up).toMatchObject({
      status: 200,
      body: { events: [{ type: 'TicketEscalated' }, { type: 'TeamAssigned' }] }
    })
    expect(await shown(path)).toMatchObject({
      team_id: 'l2',
      escalation: { team_id: 'l2', level: 2, at: expect.any(String), acknowledged_by: null }
    })
    const general = async () =>
      (await api.get('/api/v1/queues')).body.data.find(({ id }: { id: string }) => id === 'general')
    expect((await general()).escalated).toBe(1)
    const handedUp = await api.get('/api/v1/tickets?escalated=true')
    expect(handedUp.body.data.map(({ id }: { id: string }) => `/api/v1/tickets/${id}`)).toEqual([path])
    const others = (await api.get('/api/v1/tickets?escalated=false')).body.data
    expect(others.every(({ escalation }: { escalation: unknown }) => escalation === null)).toBe(true)
    expect((await api.get('/api/v1/tickets?escalated=yes')).status).toBe(400)
    const told = await api.get('/api/v1/events?types=ticket.escalated')
    expect(told.body.data.at(-1).data.changed).toMatchObject({
      escalation: { from: null, to: { team_id: 'l2', level: 2 } }
    })
    expect(JSON.stringify(told.body)).not.toContain('lawyer')
    expect((await api.post(`${path}/escalations`, { team_id: 'l2' })).body.events).toEqual([])
    await api.post(`${path}/status-changes`, { to: 'resolved' })
    expect((await general()).escalated).toBe(0)
  })

  it('is taken note of by the team, by a lead, or by the key', async () => {
    const noted = async (body: object) => {
      const path = await opened()
      await api.post(`${path}/escalations`, { team_id: 'l2' })
      const answer = await api.post(`${path}/acknowledgements`, body)
      return [answer.status, answer.body.type ?? (await shown(path)).escalation.acknowledged_by]
    }
    expect(await noted({ agent_id: ann })).toEqual([200, ann])
    expect(await noted({ agent_id: bob })).toEqual([409, '/problems/not_in_team'])
    expect(await noted({ agent_id: lead })).toEqual([200, lead])
    expect(await noted({})).toEqual([200, 'key_admin'])
  })

  it('comes back with another team', async () => {
    const path = await opened()
    await api.post(`${path}/escalations`, { team_id: 'l2' })
    await api.post(`${path}/assignments`, { team_id: 'l1' })
    expect(await shown(path)).toMatchObject({ team_id: 'l1', escalation: null })
  })

  it('is refused where it names nothing, and where the ticket is closed', async () => {
    const path = await opened()
    const refused = (body: object) => api.post(`${path}/escalations`, body)
    expect(await refused({ team_id: 'l9' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/team_id' }] }
    })
    expect((await refused({})).status).toBe(422)
    expect((await refused({ team_id: 'l2', reason: 'x'.repeat(1001) })).status).toBe(422)
    expect((await refused({ team_id: 'l2', level: 3 })).status).toBe(422)
    expect(await api.post(`${path}/acknowledgements`, {})).toMatchObject({
      status: 409,
      body: { type: '/problems/not_escalated' }
    })
    await api.post(`${path}/status-changes`, { to: 'closed' })
    expect(await refused({ team_id: 'l2' })).toMatchObject({ body: { type: '/problems/ticket_closed' } })
  })
})
