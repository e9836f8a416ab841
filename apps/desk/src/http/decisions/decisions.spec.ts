import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { route, waits } from '../../../../../libs/domain/src/testing/routing.js'
import { owes } from '../../../../../test/support/routing-stores.js'
import { run } from '../../../../deskctl/src/testing.js'
import { startTestApi, type TestApi, testKey } from '../testing.js'

let api: TestApi
beforeEach(async () => {
  api = await startTestApi()
})
afterEach(() => api.stop())

const put = (path: string, body: object) => api.send('PUT', `/api/v1/${path}`, { body })
const seen = { eligible: true, whyNot: null, limit: null, skills: [] }

describe('The decisions on a ticket', () => {
  it('tell which articles were suggested, with their scores', async () => {
    const ticket = await api.customerWrites(1, 'Help')
    const found = [
      { id: 'refunds', score: 3.2468 },
      { id: 'banks', score: 2 }
    ]
    await api.act(ticket, { type: 'SuggestArticles', found })
    await api.act(ticket, { type: 'SuggestArticles', found: [] })
    const { body } = await api.get(`/api/v1/tickets/tkt_${ticket}/decisions`)
    const about = { kind: 'suggestion', what: 'articles', by: null, candidates: [], more_candidates: 0 }
    expect(body.data).toMatchObject([
      {
        ...{ ...about, chosen: 'refunds, banks' },
        because: expect.stringContaining('the best first: refunds (3.247), banks (2).')
      },
      { ...about, chosen: null, because: 'No article has the words of the ticket any more.' }
    ])
  })

  it('are told with what they were made from, page by page', async () => {
    const [ann, bob] = [await api.agent(7, 'Ann'), await api.agent(8, 'Bob')]
    const ticket = await api.customerWrites(1, 'Help')
    await api.act(ticket, waits({ skills: [{ skill: 'german', dropAt: Date.UTC(2026, 0, 5, 10) }] }))
    const candidates = [
      { ...seen, agentId: ann, load: 0 },
      { ...seen, agentId: bob, load: 3, limit: 3, eligible: false, whyNot: 'at_capacity' as const }
    ]
    await api.act(ticket, route(ann, null, { candidates }))
    const path = `/api/v1/tickets/tkt_${ticket}/decisions`
    const { body } = await api.get(path)
    const by = { id: 'general', version: 0 }
    expect(body.data).toEqual([
      {
        at: expect.any(String),
        ...{ kind: 'routing', what: 'waiting', by, chosen: null, candidates: [], more_candidates: 0 },
        because:
          'Nobody has it: of 0 agents nobody could. The skill german is given up at 2026-01-05T10:00:00.000Z.',
        matched: null,
        event_id: expect.any(String)
      },
      {
        at: expect.any(String),
        ...{ kind: 'routing', what: 'assigned', by, chosen: `agt_${ann}`, more_candidates: 0 },
        because:
          'Given to Ann, who had gone longest without a ticket of this queue: 1 of 2 could have had it.',
        candidates: [
          {
            id: `agt_${ann}`,
            display_name: 'Ann',
            eligible: true,
            why_not: null,
            load: 0,
            limit: null,
            skills: []
          },
          {
            ...{ id: `agt_${bob}`, display_name: 'Bob', eligible: false, why_not: 'at_capacity' },
            ...{ load: 3, limit: 3, skills: [] }
          }
        ],
        matched: null,
        event_id: expect.any(String)
      }
    ])
    const first = (await api.get(`${path}?limit=1`)).body
    expect([first.data.length, first.page.has_more]).toEqual([1, true])
    const second = (await api.get(`${path}?limit=1&cursor=${first.page.next_cursor}`)).body
    expect([second.data, second.page.has_more]).toEqual([[body.data[1]], false])
    const events = (await api.get(`/api/v1/tickets/tkt_${ticket}/events`)).body.data
    expect(events.map(({ id }: { id: string }) => id)).toContain(body.data[0].event_id)
  })

  it('on its clocks are among them, with the policy that held', async () => {
    const ticket = await api.customerWrites(1, 'Help')
    await api.act(ticket, owes(600, api.clock.now()))
    await api.act(ticket, { type: 'PauseSla', cause: 'customer_blocked_bot', at: api.clock.now() })
    const { data } = (await api.get(`/api/v1/tickets/tkt_${ticket}/decisions`)).body
    const by = { id: 'standard', version: 0 }
    expect(data).toMatchObject([
      {
        ...{ kind: 'sla', what: 'policy_applied', by, chosen: 'standard' },
        because: 'The policy standard is the first that fits it (opened).'
      },
      {
        ...{ kind: 'sla', what: 'paused', by, chosen: null },
        because: 'Its clocks stand still: customer blocked bot.'
      }
    ])
  })

  it('are none of a ticket that people alone have touched, and 404 of none', async () => {
    const ticket = await api.customerWrites(1, 'Help')
    expect((await api.get(`/api/v1/tickets/tkt_${ticket}/decisions`)).body.data).toEqual([])
    const unknown = 'tkt_2b1f6f0e-3a57-5c1d-9f44-0c6f1d2e7a10'
    expect((await api.get(`/api/v1/tickets/${unknown}/decisions`)).status).toBe(404)
  })

  it('tell what a rule found of what was written, and what signals weighed, to who may read it', async () => {
    await put('rules/urgent', {
      ...{ name: 'Urgent', on: ['ticket_opened'], then: [{ set_priority: 'high' }] },
      if: {
        all: [
          { field: 'text', op: 'has_any', value: ['urgently'] },
          { field: 'signal_score', op: 'at_least', value: 1 }
        ]
      }
    })
    const ticket = await api.customerWrites(1, 'I urgently need to talk to a human')
    const path = `/api/v1/tickets/tkt_${ticket}/decisions`
    const because =
      'The rule urgent did this because the ticket was opened: priority high. Its signals weighed 1.'
    expect((await api.get(path)).body.data).toMatchObject([
      {
        because: `${because} Found in text: “urgently”. Found in signal_score: “asks_for_person: talk to a human”.`,
        matched: [
          { field: 'text', terms: ['urgently'] },
          { field: 'signal_score', terms: ['asks_for_person: talk to a human'] }
        ]
      }
    ])
    const { key } = (await api.post('/api/v1/api-keys', { name: 'r', scopes: ['tickets:read'] })).body
    const seenByOther = await api.get(path, { Authorization: `Bearer ${key}` })
    expect(seenByOther.body.data).toMatchObject([{ because, matched: null }])
    const said = await run(['why', `tkt_${ticket}`, '--url', api.url], { env: { DESK_API_KEY: testKey } })
    expect(said.out).toContain('Found in text: “urgently”.')
  })

  it('are printed as sentences by deskctl, by code and by id', async () => {
    const ann = await api.agent(7, 'Ann')
    const ticket = await api.customerWrites(1, 'Help')
    const why = (name: string) => run(['why', name, '--url', api.url], { env: { DESK_API_KEY: testKey } })
    expect(await why(`tkt_${ticket}`)).toMatchObject({
      code: 0,
      out: 'The desk has decided nothing on it by itself.\n'
    })
    await api.act(ticket, route(ann, null, { candidates: [{ ...seen, agentId: ann, load: 1, limit: 5 }] }))
    const { code } = (await api.get(`/api/v1/tickets/tkt_${ticket}`)).body
    const said = await why(code.toLowerCase())
    expect(said.err).toBe('')
    expect(said.out).toMatch(
      /^2026-\S+ {2}Given to Ann, who had gone longest without a ticket of this queue: 1 of 1 could have had it\.\n {4}Ann: could have had it, carried 1 of 5\n$/
    )
    expect(await why('0000-0000')).toMatchObject({ code: 1, err: expect.stringContaining('no ticket') })
    expect(await why('nonsense')).toMatchObject({ code: 2 })
  })
})

describe('The agents of a queue', () => {
  it('are told with whether they would get a ticket, and why not', async () => {
    const came = async (user: number, name: string) => {
      await api.clock.advance(1)
      return api.agent(user, name)
    }
    const [ann, bob, cy] = [await came(7, 'Ann'), await came(8, 'Bob'), await came(9, 'Cy')]
    await put('teams/l1', { name: 'L1', members: [`agt_${ann}`, `agt_${bob}`] })
    const assignment = { strategy: 'round_robin', teams: ['l1'], skills: [{ skill: 'german' }] }
    await put('queues/billing', { name: 'Billing', assignment })
    await api.send('PATCH', `/api/v1/agents/agt_${ann}`, { body: { skills: ['German'], capacity: 1 } })
    await api.settled()
    const list = async (queue: string) => (await api.get(`/api/v1/queues/${queue}/agents`)).body.data
    const ofAnn = { id: `agt_${ann}`, display_name: 'Ann', eligible: true, why_not: null, load: 0, limit: 1 }
    const ofBob = {
      ...{ id: `agt_${bob}`, display_name: 'Bob', eligible: false, why_not: 'lacks_skill' },
      ...{ load: 0, limit: null }
    }
    expect(await list('billing')).toEqual([ofAnn, ofBob])
    await api.act(await api.customerWrites(1, 'Help'), { type: 'ClaimTicket', agentId: ann })
    await api.send('POST', `/api/v1/agents/agt_${bob}/availability-changes`, { body: { to: 'away' } })
    await api.settled()
    expect(await list('billing')).toMatchObject([
      { eligible: false, why_not: 'at_capacity', load: 1 },
      { why_not: 'away' }
    ])
    expect((await list('general')).map(({ id }: { id: string }) => id)).toContain(`agt_${cy}`)
    expect((await api.get('/api/v1/queues/none/agents')).status).toBe(404)
    const paged = (await api.get('/api/v1/queues/billing/agents?limit=1')).body
    expect([paged.data.length, paged.page.has_more]).toEqual([1, true])
  })

  it('waiting_longest_s is null in a queue in which nobody waits', async () => {
    expect((await api.get('/api/v1/queues')).body.data).toMatchObject([
      { id: 'general', assigned: 0, waiting_longest_s: null, escalated: 0 }
    ])
    const ticket = await api.customerWrites(1, 'Help')
    await api.clock.advance(90_000)
    expect((await api.get('/api/v1/queues')).body.data).toMatchObject([{ waiting_longest_s: 90 }])
    await api.act(ticket, { type: 'ClaimTicket', agentId: await api.agent(7, 'Ann') })
    expect((await api.get('/api/v1/queues')).body.data).toMatchObject([
      { assigned: 1, unassigned: 0, waiting_longest_s: null }
    ])
  })
})
