import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Answered, startTestApi, type TestApi } from '../testing.js'

const typesOf = ({ body }: Answered) => body.events.map(({ type }: { type: string }) => type)

describe('An assignment', () => {
  let api: TestApi
  let ann: string
  let users = 0
  beforeAll(async () => {
    api = await startTestApi()
    ann = `agt_${await api.agent(70, 'Ann')}`
    await api.send('PUT', '/api/v1/teams/l2', { body: { name: 'Level 2', level: 2, members: [ann] } })
  })
  afterAll(() => api.stop())

  const ticket = async () => `/api/v1/tickets/tkt_${await api.customerWrites(++users, 'Help')}`
  const assign = (path: string, body: object, headers = {}) => api.post(`${path}/assignments`, body, headers)
  const agent = async (id: string) => {
    await api.settled()
    return (await api.get(`/api/v1/agents/${id}`)).body
  }
  const withLimit = async (user: number, capacity: number | null) => {
    const id = `agt_${await api.agent(user, `Agent ${user}`)}`
    await api.send('PATCH', `/api/v1/agents/${id}`, { body: { capacity } })
    return id
  }

  it('to a full agent is 409 with what counts, the limit and when to ask again', async () => {
    const bob = await withLimit(80, 1)
    const [one, two] = [await ticket(), await ticket()]
    expect((await assign(one, { agent_id: bob })).status).toBe(200)
    expect((await agent(bob)).capacity).toEqual({ limit: 1, held: 1, counting: 1 })
    const full = await assign(two, { agent_id: bob })
    expect([full.status, full.body, full.headers.get('retry-after')]).toMatchObject([
      409,
      { type: '/problems/agent_at_capacity', counting: 1, limit: 1 },
      '30'
    ])
    const patched = await api.send('PATCH', two, { body: { assigned_agent_id: bob, priority: 'high' } })
    expect([patched.status, patched.body.type]).toEqual([409, '/problems/agent_at_capacity'])
    expect((await api.get(two)).body).toMatchObject({ assigned_agent_id: null, priority: 'normal' })
    await api.post(`${one}/status-changes`, { to: 'on_hold' })
    expect((await agent(bob)).capacity).toEqual({ limit: 1, held: 1, counting: 0 })
    expect((await assign(two, { agent_id: bob })).status).toBe(200)
    expect((await agent(bob)).capacity).toEqual({ limit: 1, held: 2, counting: 1 })
  })

  it('to one who is away or busy is 409 with until when', async () => {
    const id = await withLimit(81, null)
    const change = (to: string, until: string | null) =>
      api.post(`/api/v1/agents/${id}/availability-changes`, { to, until })
    const one = await ticket()
    await change('away', '2026-01-06T09:00:00.000Z')
    const refused = await assign(one, { agent_id: id })
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { type: '/problems/agent_away', availability: 'away', until: '2026-01-06T09:00:00.000Z' }
    ])
    await change('busy', null)
    expect((await assign(one, { agent_id: id })).body).toMatchObject({
      type: '/problems/agent_away',
      availability: 'busy',
      until: null
    })
  })

  it('with force goes past both, and the event says so', async () => {
    const id = await withLimit(82, 0)
    await api.post(`/api/v1/agents/${id}/availability-changes`, { to: 'away' })
    const one = await ticket()
    const forced = await assign(one, { agent_id: id, force: true })
    expect([forced.status, forced.body.ticket.assigned_agent_id]).toEqual([200, id])
    const { body } = await api.get(`${one}/events`)
    expect(body.data.at(-1).data).toMatchObject({ cause: 'assign', forced: true })
    expect((await agent(id)).capacity).toEqual({ limit: 0, held: 1, counting: 1 })
  })

  it('goes by desk/capacity where the agent has no limit of their own', async () => {
    const id = await withLimit(83, null)
    await api.send('PUT', '/api/v1/desk/capacity', { body: { limit: 0 } })
    const one = await ticket()
    expect((await assign(one, { agent_id: id })).body).toMatchObject({ counting: 0, limit: 0 })
    expect((await agent(id)).capacity).toEqual({ limit: 0, held: 0, counting: 0 })
    expect(
      (await api.send('PUT', '/api/v1/desk/capacity', { body: { limit: -1 } })).body.errors
    ).toMatchObject([{ pointer: '/limit' }])
    await api.send('DELETE', '/api/v1/desk/capacity')
    expect((await assign(one, { agent_id: id })).status).toBe(200)
  })

  it('to a team leaves the ticket with whoever has it', async () => {
    const one = await ticket()
    await assign(one, { agent_id: ann })
    const given = await assign(one, { team_id: 'l2' })
    expect([given.status, typesOf(given), given.body.ticket]).toMatchObject([
      200,
      ['TeamAssigned'],
      { team_id: 'l2', assigned_agent_id: ann }
    ])
    expect(typesOf(await assign(one, { team_id: 'l2' }))).toEqual([])
    expect((await assign(one, { team_id: null })).body.ticket.team_id).toBe(null)
    expect((await api.get(`${one}?as_of_revision=3`)).body.team_id).toBe('l2')
  })

  it('that is automatic goes to whoever of the team has the least, and waits with its team when nobody is free', async () => {
    const [bob, eve] = [await withLimit(84, 1), await withLimit(85, 2)]
    await api.send('PUT', '/api/v1/teams/duty', { body: { name: 'Duty', members: [bob, eve] } })
    const tickets = [await ticket(), await ticket(), await ticket(), await ticket()]
    const given: unknown[] = []
    for (const path of tickets) {
      const { status, body } = await assign(path, { auto: true, team_id: 'duty' })
      given.push([status, body.ticket.team_id, body.ticket.assigned_agent_id])
    }
    const first = [bob, eve].sort()[0]
    expect(given[0]).toEqual([200, 'duty', first])
    expect(new Set(given.slice(0, 3).map(one => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify([200, 'duty', bob]), JSON.stringify([200, 'duty', eve])])
    )
    expect(given[3]).toEqual([200, 'duty', null])
    expect((await agent(bob)).capacity).toEqual({ limit: 1, held: 1, counting: 1 })
    expect((await agent(eve)).capacity).toEqual({ limit: 2, held: 2, counting: 2 })
    const again = await assign(tickets[0] ?? '', { auto: true })
    expect([again.status, again.body.events]).toEqual([200, []])
  })

  it.each<[object, string]>([
    [{}, ' required'],
    [{ agent_id: 'ann' }, '/agent_id invalid'],
    [{ agent_id: 'agt_00000000-0000-5000-8000-000000000000' }, '/agent_id unknown'],
    [{ team_id: 'l3' }, '/team_id unknown'],
    [{ team_id: 'No Team' }, '/team_id invalid'],
    [{ team_id: 'l2', unassign: true }, '/unassign exclusive'],
    [{ team_id: 'l2', agent_id: 'agt_00000000-0000-5000-8000-000000000000' }, '/agent_id exclusive'],
    [{ auto: true, unassign: true }, '/unassign exclusive'],
    [{ auto: true, team_id: null }, '/team_id invalid'],
    [{ auto: true, team_id: 'l3' }, '/team_id unknown'],
    [{ auto: false }, '/auto invalid'],
    [{ auto: true, force: true }, '/force exclusive'],
    [{ unassign: true, force: true }, '/force exclusive'],
    [{ force: true }, ' required'],
    [{ unassign: false }, '/unassign invalid'],
    [{ agent: 'x' }, '/agent unknown']
  ])('as %j is 422 with its pointer', async (body, expected) => {
    const { status, body: problem } = await assign(await ticket(), body)
    const [error] = problem.errors
    expect([status, `${error.pointer} ${error.code}`]).toEqual([422, expected])
  })
})
