import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

const secret = 'my phone 555-0199 is broken'

describe('A key with less than everything', () => {
  let api: TestApi
  let mine: string
  let other: string
  let agent: string
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    mine = `/api/v1/tickets/tkt_${await api.customerWrites(1, secret, { name: 'Anna Secret' })}`
    other = `/api/v1/tickets/tkt_${await api.customerWrites(2, 'Help', { name: 'Boris Secret' })}`
    agent = `agt_${await api.agent(7, 'Ann')}`
    await api.post(`${mine}/transfers`, { queue_id: 'billing' })
    await api.post(`${mine}/replies`, { text: `about ${secret}`, agent_id: agent })
    await api.settled()
  })
  afterAll(() => api.stop())

  const keyWith = async (scopes: string[], more: object = {}) => {
    const { body } = await api.post('/api/v1/api-keys', { name: 'less', scopes, ...more })
    return { Authorization: `Bearer ${body.key}` }
  }
  const idsOf = ({ body }: { body: { data: { id: string }[] } }) => body.data.map(({ id }) => id)

  describe('without tickets:personal', () => {
    it('sees no name, no text and no file, wherever they would be', async () => {
      const blind = await keyWith(['tickets:read', 'tickets:write'])
      const answers = await Promise.all(
        [
          mine,
          `${mine}?as_of_revision=1`,
          `${mine}/thread`,
          `${mine}/events`,
          '/api/v1/tickets',
          '/api/v1/queues/billing/tickets'
        ].map(path => api.get(path, blind))
      )
      answers.push(await api.post(`${mine}/tag-changes`, { add: ['a'] }, blind))
      const key = { ...blind, 'Idempotency-Key': 'k-1' }
      answers.push(await api.post(`${mine}/tag-changes`, { add: ['b'] }, key))
      const again = await api.post(`${mine}/tag-changes`, { add: ['b'] }, key)
      expect(again.headers.get('idempotent-replayed')).toBe('true')
      answers.push(again)
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
      for (const { body } of answers) expect(JSON.stringify(body)).not.toMatch(/Secret|555-0199/)
      const [ticket, , thread, events] = answers.map(({ body }) => body)
      expect(ticket.customer.display_name).toBeNull()
      expect(thread.data[0]).toMatchObject({ text: null, file: null, author: { display_name: null } })
      expect(thread.data[1].author).toEqual({ kind: 'agent', id: agent, display_name: 'Ann' })
      expect(events.data.map((event: { personal: unknown }) => event.personal)).toEqual(
        events.data.map(() => null)
      )
    })

    it('sees no fingerprint of what was asked, from which a short text could be guessed', async () => {
      const asked = { 'Idempotency-Key': 'a-short-note' }
      await api.post(`${mine}/notes`, { text: 'yes' }, asked)
      await api.settled()
      const fingerprints = async (headers: Record<string, string>) =>
        (await api.get(`${mine}/events`, headers)).body.data.flatMap(
          (event: { meta: { fingerprint?: string } }) => event.meta.fingerprint ?? []
        )
      expect(await fingerprints(await keyWith(['tickets:read']))).toEqual([])
      expect(await fingerprints(await keyWith(['tickets:read', 'tickets:personal']))).not.toEqual([])
    })

    it('sees them with it', async () => {
      const seeing = await keyWith(['tickets:read', 'tickets:personal'])
      expect((await api.get(mine, seeing)).body.customer.display_name).toBe('Anna Secret')
      expect((await api.get(`${mine}/thread`, seeing)).body.data[0].text).toBe(secret)
      expect(JSON.stringify((await api.get(`${mine}/events`, seeing)).body)).toContain(secret)
    })
  })

  describe('with queues', () => {
    const all = ['tickets:read', 'tickets:write', 'settings:read', 'settings:write', 'reports:read']

    it('sees other queues and their tickets as 404, on every route', async () => {
      const limited = await keyWith(all, { queues: ['billing'] })
      const paths = ['', '/thread', '/events', '/sla', '/sla/explanation', '?as_of_revision=0']
      for (const path of paths) {
        expect([path, (await api.get(other + path, limited)).status]).toEqual([path, 404])
        expect([path, (await api.get(mine + path, limited)).status]).toEqual([path, 200])
      }
      for (const path of ['/api/v1/queues/general', '/api/v1/queues/general/tickets'])
        expect([path, (await api.get(path, limited)).status]).toEqual([path, 404])
      expect((await api.get('/api/v1/queues/billing/tickets', limited)).status).toBe(200)
      for (const method of ['PUT', 'DELETE']) {
        const sent = { headers: limited, body: { name: 'Mine now' } }
        expect((await api.send(method, '/api/v1/queues/general', sent)).status).toBe(404)
      }
    })

    it('does nothing to their tickets, and moves none of its own there', async () => {
      const limited = await keyWith(all, { queues: ['billing'] })
      const before = await api.get(`${other}/events`)
      for (const [path, body] of [
        ['replies', { text: 'x' }],
        ['notes', { text: 'x' }],
        ['assignments', { unassign: true }],
        ['status-changes', { to: 'on_hold' }],
        ['priority-changes', { priority: 'urgent' }],
        ['transfers', { queue_id: 'billing' }],
        ['tag-changes', { add: ['x'] }]
      ] as const)
        expect([path, (await api.post(`${other}/${path}`, body, limited)).status]).toEqual([path, 404])
      expect((await api.get(`${other}/events`)).body).toEqual(before.body)
      const away = await api.post(`${mine}/transfers`, { queue_id: 'general' }, limited)
      expect([away.status, away.body.errors[0].pointer]).toEqual([422, '/queue_id'])
    })

    it('finds only its own in lists', async () => {
      const limited = await keyWith(all, { queues: ['billing'] })
      const [, id] = /(tkt_.*)$/.exec(mine) ?? []
      for (const query of [
        '',
        '?queue=billing',
        '?sort=breach_at',
        '?sort=-priority',
        '?status=in_progress,open'
      ])
        expect([query, idsOf(await api.get(`/api/v1/tickets${query}`, limited))]).toEqual([query, [id]])
      expect(idsOf(await api.get('/api/v1/tickets?queue=general', limited))).toEqual([])
      expect(idsOf(await api.get('/api/v1/queues', limited))).toEqual(['billing'])
      expect(idsOf(await api.get('/api/v1/queues'))).toEqual(['billing', 'general'])
    })

    it('gets the first answer again though the ticket has left its queues since', async () => {
      const limited = await keyWith(all, { queues: ['billing'] })
      const ticket = `/api/v1/tickets/tkt_${await api.customerWrites(3, 'Help')}`
      await api.post(`${ticket}/transfers`, { queue_id: 'billing' })
      const key = { ...limited, 'Idempotency-Key': 'k-1' }
      const first = await api.post(`${ticket}/notes`, { text: 'x' }, key)
      await api.post(`${ticket}/transfers`, { queue_id: 'general' })
      const again = await api.post(`${ticket}/notes`, { text: 'x' }, key)
      expect([again.status, again.body]).toEqual([201, first.body])
      await api.deps.state.forgetAnswers(Number.MAX_SAFE_INTEGER, 100)
      const fromTheLog = await api.post(`${ticket}/notes`, { text: 'x' }, key)
      expect([fromTheLog.status, fromTheLog.body]).toEqual([201, first.body])
      expect((await api.post(`${ticket}/notes`, { text: 'y' }, limited)).status).toBe(404)
    })
  })

  it('needs agents:act_as to write as an agent', async () => {
    const writer = await keyWith(['tickets:write'])
    const refused = await api.post(`${mine}/notes`, { text: 'x', agent_id: agent }, writer)
    expect([refused.status, refused.body.type, refused.body.scope]).toEqual([
      403,
      '/problems/missing_scope',
      'agents:act_as'
    ])
    expect((await api.post(`${mine}/notes`, { text: 'x' }, writer)).status).toBe(201)
    const acting = await keyWith(['tickets:write', 'agents:act_as'])
    expect((await api.post(`${mine}/notes`, { text: 'x', agent_id: agent }, acting)).status).toBe(201)
  })

  it('may do on each route what its scopes say, and nothing else', async () => {
    const routes = api.scopes().filter(({ scopes }) => scopes !== null && scopes.length > 0)
    for (const { method, path, scopes } of routes) {
      const at = path.replaceAll(/\{\w+\}/g, 'x')
      for (const missing of scopes ?? []) {
        const others = ['agents:act_as', ...(scopes ?? []).filter(scope => scope !== missing)]
        const { status, body } = await api.send(method.toUpperCase(), at, { headers: await keyWith(others) })
        expect([method, path, status, body.scope]).toEqual([method, path, 403, missing])
      }
      const enough = await keyWith([...(scopes ?? [])])
      const { status } = await api.send(method.toUpperCase(), at, { headers: enough })
      expect([method, path, status === 401 || status === 403]).toEqual([method, path, false])
    }
  })
})
