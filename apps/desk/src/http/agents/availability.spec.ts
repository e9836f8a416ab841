import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { agentStream } from '#domain'
import { agentIdIn } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

let api: TestApi
let agent: string
beforeEach(async () => {
  api = await startTestApi()
  agent = `agt_${await api.agent(7, 'Ann')}`
})
afterEach(() => api.stop())

const path = () => `/api/v1/agents/${agent}`
const change = (body: object, headers?: { [name: string]: string }) =>
  api.post(`${path()}/availability-changes`, body, headers)
const patch = (body: object) => api.send('PATCH', path(), { body })
const shown = async (position: string | null) => (await api.get(`${path()}?min_position=${position}`)).body
/** Of the time at which the clock of the tests begins. */
const later = (ms: number) => new Date(Date.UTC(2026, 0, 5, 9) + ms).toISOString()
const recorded = async (): Promise<string> => {
  const id = agentIdIn(agent)
  if (!id) throw new Error('this is no agent')
  const events = []
  for await (const event of api.deps.reads.log.readStream(agentStream(id))) events.push(event)
  return JSON.stringify(events)
}

describe('the availability of an agent', () => {
  it('changes with an end, and its reason is sealed under the key of the agent', async () => {
    const until = later(3_600_000)
    const { status, body, headers } = await change({ to: 'away', until, reason: 'dentist' })
    expect([status, body.events]).toMatchObject([200, [{ type: 'AvailabilityChanged' }]])
    expect(await shown(headers.get('x-position'))).toMatchObject({
      availability: 'away',
      availability_until: until
    })
    expect(await recorded()).toContain('AvailabilityChanged')
    expect(await recorded()).not.toContain('dentist')
  })

  it('is the same when it is said again, under an Idempotency-Key too', async () => {
    expect((await change({ to: 'busy' }, { 'Idempotency-Key': 'busy' })).body.events).toHaveLength(1)
    expect((await change({ to: 'busy' }, { 'Idempotency-Key': 'busy' })).body.events).toHaveLength(1)
    expect((await change({ to: 'busy' })).body.events).toEqual([])
    expect((await change({ to: 'available' })).body.events).toHaveLength(1)
  })

  it.each([
    [{ to: 'away', until: later(-1000) }, '/until'],
    [{ to: 'available', until: later(-1000) }, '/until'],
    [{ to: 'available', until: later(3_600_000) }, '/until'],
    [{ to: 'away', until: 'tomorrow' }, '/until'],
    [{ to: 'gone' }, '/to'],
    [{}, '/to'],
    [{ to: 'away', why: 'x' }, '/why'],
    [{ to: 'away', reason: ' ' }, '/reason']
  ])('is refused as %j with the place that is wrong', async (body, pointer) => {
    const refused = await change(body)
    expect([refused.status, refused.body.errors]).toMatchObject([422, [{ pointer }]])
  })

  it("is nobody's who is none, and none of whoever was removed", async () => {
    agent = 'agt_00000000-0000-4000-8000-000000000000'
    expect((await change({ to: 'away' })).status).toBe(404)
    agent = `agt_${await api.agent(8, 'Bob')}`
    await api.send('DELETE', path())
    expect((await change({ to: 'away' })).body).toMatchObject({
      status: 409,
      type: expect.stringMatching(/not_an_agent/)
    })
  })
})

describe('the profile of an agent', () => {
  it('changes in what is named', async () => {
    await patch({ skills: ['German', 'Billing'], capacity: 5 })
    const { headers } = await patch({ role: 'lead' })
    expect(await shown(headers.get('x-position'))).toMatchObject({
      skills: ['billing', 'german'],
      role: 'lead',
      capacity: { limit: 5, held: 0, counting: 0 }
    })
    expect((await patch({ skills: ['german', 'billing'] })).body.events).toEqual([])
    const position = (await patch({ capacity: null, skills: [] })).headers.get('x-position')
    expect(await shown(position)).toMatchObject({ skills: [], role: 'lead', capacity: { limit: null } })
  })

  it.each([
    [{ capacity: -1 }, '/capacity'],
    [{ capacity: 1.5 }, '/capacity'],
    [{ skills: ['german', 'two,words'] }, '/skills/1'],
    [{ skills: 'german' }, '/skills'],
    [{ role: 'boss' }, '/role'],
    [{ availability: 'away' }, '/availability']
  ])('is refused as %j with the place that is wrong', async (body, pointer) => {
    const refused = await patch(body)
    expect([refused.status, refused.body.errors]).toMatchObject([422, [{ pointer }]])
  })

  it('is of a role only by an admin', async () => {
    const made = await api.post('/api/v1/api-keys', { name: 'hr', scopes: ['agents:write'] })
    const headers = { Authorization: `Bearer ${made.body.key}` }
    const role = await api.send('PATCH', path(), { body: { role: 'lead' }, headers })
    expect([role.status, role.body.scope]).toEqual([403, 'admin'])
    expect((await api.send('PATCH', path(), { body: { skills: ['german'] }, headers })).status).toBe(200)
  })
})
