import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createSettingsReader, StreamRunner, type TicketPlaced } from '#application'
import { agentIdText, type QueueId, type TeamId, ticketCodeFor } from '#kernel'
import { createSealer } from '#privacy'
import { startTestApi, type TestApi } from '../http/testing.js'
import { agentsOf, candidatesOf, standingsOf, workOf } from './intake-reads.js'

describe('What /queues is told', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  it('counts what waits for the team and who has nobody, and names what was opened first', async () => {
    const agentId = await api.agent(7, 'Ann')
    const [answered = '' as never, claimed = '' as never] = [
      await api.customerWrites(1, 'One'),
      await api.customerWrites(2, 'Two')
    ]
    await api.customerWrites(3, 'Three')
    // What waits on the customer does not wait for the team, though it is oldest.
    await api.act(answered, { type: 'ClaimTicket', agentId })
    await api.act(answered, { type: 'WaitOnCustomer' })
    await api.act(claimed, { type: 'ClaimTicket', agentId })
    expect(await standingsOf(api.deps.reads)).toEqual([
      {
        queueId: 'general',
        name: 'General',
        waiting: 2,
        unassigned: 1,
        overdue: 0,
        oldest: { code: ticketCodeFor(claimed), createdAt: expect.any(Number) }
      }
    ])
  })
})

describe('How agents stand', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  it('is told to Assign… on a card, to /team and to /me', async () => {
    const { reads } = api.deps
    const runner = new StreamRunner(
      reads.log,
      createSealer(api.deps.vault, { clock: api.clock, cacheMs: 0 }),
      api.clock
    )
    const settings = createSettingsReader(runner)
    const agent = async (user: number, name: string) => {
      const id = await api.agent(user, name)
      await api.clock.advance(1000)
      return { id, path: `/api/v1/agents/${agentIdText(id)}` }
    }
    const ann = await agent(7, 'Ann')
    const bob = await agent(8, 'Bob')
    const carol = await agent(9, 'Carol')
    const dan = await agent(10, 'Dan')
    await api.send('PATCH', ann.path, { body: { capacity: 4 } })
    await api.send('PATCH', bob.path, { body: { capacity: 1 } })
    await api.post(`${dan.path}/availability-changes`, { to: 'busy' })
    for (const [n, agentId] of [ann.id, bob.id, carol.id].entries()) {
      const ticketId = await api.customerWrites(1 + n, 'Hello')
      await api.act(ticketId, { type: 'ClaimTicket', agentId })
    }
    const waiting = await api.customerWrites(9, 'Hello')
    await api.act(waiting, { type: 'ClaimTicket', agentId: carol.id })
    await api.act(waiting, { type: 'WaitOnCustomer' })
    await api.settled()
    expect(await agentsOf(reads, settings)).toMatchObject([
      { agentId: ann.id, load: 1, limit: 4 },
      { agentId: bob.id, load: 1, limit: 1 },
      { agentId: carol.id, load: 1, limit: null },
      { agentId: dan.id, load: 0, limit: null, availability: 'busy' }
    ])
    const asked = { dropped: [], fellBack: false }
    const candidates = async (
      queue: string,
      team: string | null = null,
      routing: TicketPlaced['routing'] = asked
    ) => {
      const ticket = { queueId: queue as QueueId, teamId: team as TeamId | null, requiredSkills: [], routing }
      return (await candidatesOf(reads, settings, ticket))?.map(({ agentId }) => agentId)
    }
    // One of them has no limit, so that tickets are compared and no shares.
    const another = await api.customerWrites(11, 'Hello')
    await api.act(another, { type: 'ClaimTicket', agentId: carol.id })
    await api.settled()
    expect(await candidates('general')).toEqual([ann.id, carol.id])
    await api.act(another, { type: 'CloseTicket', cause: 'api', now: api.clock.now() })
    const team = { name: 'Level 1', members: [agentIdText(carol.id), agentIdText(bob.id)] }
    await api.send('PUT', '/api/v1/teams/level-1', { body: team })
    await api.send('PATCH', ann.path, { body: { skills: ['german'] } })
    const german = { name: 'German', assignment: { skills: [{ skill: 'german', drop_after_s: null }] } }
    const level1 = { name: 'Level 1', assignment: { teams: ['level-1'] } }
    expect((await api.send('PUT', '/api/v1/queues/german', { body: german })).status).toBe(201)
    expect((await api.send('PUT', '/api/v1/queues/level-1', { body: level1 })).status).toBe(201)
    await api.settled()
    expect(await candidates('german')).toEqual([ann.id])
    const waited = await candidates('german', null, { dropped: ['german'], fellBack: false })
    expect(waited).toEqual(expect.arrayContaining([ann.id, carol.id]))
    expect(await candidates('level-1')).toEqual([carol.id])
    expect(await candidates('general', 'level-1')).toEqual([carol.id])
    expect(new Set(await candidates('general', 'no-more'))).toEqual(new Set([ann.id, carol.id]))
    await api.act(waiting, { type: 'ChangePriority', priority: 'urgent' })
    await api.post(`${carol.path}/availability-changes`, { to: 'away' })
    await api.settled()
    expect(await workOf(reads, { settings, runner }, carol.id)).toMatchObject({
      standing: { availability: 'away', load: 1, limit: null },
      teams: ['Level 1'],
      tickets: [
        { code: ticketCodeFor(waiting), status: 'waiting_on_customer', priority: 'urgent' },
        { status: 'assigned', priority: 'normal' }
      ]
    })
  })
})
