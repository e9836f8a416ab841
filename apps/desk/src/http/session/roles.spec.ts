import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type AgentRole, agentRoles, hasScope, type Scope, scopes } from '#domain'
import { ticketIdText } from '#kernel'
import { eventually } from '../../../../../test/support/eventually.js'
import { startTestApi, type TestApi } from '../testing.js'
import { asAgent, giveRole, noKey, signedIn } from './testing.js'

type Headers = { readonly [name: string]: string }
type Who = {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly headers: () => Promise<Headers>
}

const agents: readonly Scope[] = [
  'tickets:read',
  'tickets:personal',
  'tickets:write',
  'agents:act_as',
  'agents:read',
  'settings:read'
]
const leads: readonly Scope[] = [
  'agents:write',
  'settings:write',
  'webhooks:manage',
  'reports:read',
  'audit:read',
  'operations:read'
]
/** As docs/api.md promises. */
const promised: { readonly [Role in AgentRole]: readonly Scope[] } = {
  agent: agents,
  lead: [...agents, ...leads],
  admin: ['admin']
}
const auditor: readonly Scope[] = [
  'tickets:read',
  'agents:read',
  'reports:read',
  'audit:read',
  'settings:read'
]

/** Nothing that there is, in the form of an id where there is one. */
const nobody = '00000000-0000-4000-8000-000000000000'
const ids: { readonly [before: string]: string } = {
  tickets: `tkt_${nobody}`,
  agents: `agt_${nobody}`,
  customers: `cus_${nobody}`,
  jobs: `job_${nobody}`,
  webhooks: `whk_${nobody}`,
  'api-keys': 'key_00000000'
}
const filled = (path: string): string =>
  path.replaceAll(/([\w-]+)\/\{\w+\}/g, (_, before: string) => `${before}/${ids[before] ?? 'nothing'}`)

describe('Every route, asked by everybody', () => {
  let api: TestApi
  let all: Who[]
  beforeAll(async () => {
    api = await startTestApi()
    const ofRoles = await Promise.all(
      agentRoles.map(async (role, n): Promise<Who> => {
        const agent = await api.agent(70 + n, `Anna ${role}`)
        if (role !== 'agent') await giveRole(api, agent, role)
        return { name: role, scopes: promised[role], headers: () => asAgent(api, agent) }
      })
    )
    const ofKeys = await Promise.all(
      [auditor, ...scopes.map(scope => [scope])].map(async (held): Promise<Who> => {
        const name = held.join(' ')
        const made = await api.post('/api/v1/api-keys', { name, scopes: held })
        return { name, scopes: held, headers: () => signedIn(api, { key: made.body.key }) }
      })
    )
    all = [...ofRoles, ...ofKeys]
  })
  afterAll(() => api.stop())

  const ask = (method: string, path: string, headers: Headers) => {
    const body = method === 'get' || method === 'delete' ? {} : { body: {} }
    return api.send(method.toUpperCase(), filled(path), { ...body, headers })
  }
  const routes = () => api.scopes().filter(({ path }) => path.startsWith('/api/v1/') || path === '/health')

  it('answers nobody who has neither key nor session, but where it is public', async () => {
    const answered = await Promise.all(
      routes().map(async ({ method, path, scopes: needed }) => {
        const { status, body } = await ask(method, path, noKey)
        return { method, path, isRefused: status === 401 && body.type === '/problems/unauthorized', needed }
      })
    )
    expect(answered.filter(({ isRefused, needed }) => isRefused === (needed === null))).toEqual([])
  })

  it('lets in exactly those whose role or key has its scopes', async () => {
    const wrong: string[] = []
    for (const who of all) {
      let headers = await who.headers()
      for (const { method, path, scopes: needed } of routes()) {
        if (needed === null) continue
        const { status, body } = await ask(method, path, headers)
        const missing = needed.find(scope => !hasScope(who, scope))
        const named = status === 403 && body.type === '/problems/missing_scope' ? body.scope : undefined
        // Where the scope is there, what else a call needs by its body may be missing: never what its route declares.
        const isRight = missing === undefined ? !needed.includes(named) && status !== 401 : named === missing
        if (!isRight) wrong.push(`${who.name}: ${method} ${path} is ${status} ${body?.type}`)
        if (path === '/api/v1/session' && method === 'delete') headers = await who.headers()
      }
    }
    expect(wrong).toEqual([])
  })

  it('shows a ticket of another queue to nobody who has queues of their own, by key or by session', async () => {
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    const own = ticketIdText(await api.customerWrites(1, 'mine'))
    const others = ticketIdText(await api.customerWrites(2, 'theirs'))
    await api.post(`/api/v1/tickets/${others}/transfers`, { queue_id: 'billing' })
    await api.settled()
    const held = scopes.filter(scope => scope !== 'admin')
    const made = await api.post('/api/v1/api-keys', { name: 'x', scopes: held, queues: ['general'] })
    const ofTickets = routes().filter(({ path }) => path.startsWith('/api/v1/tickets/{id}'))
    expect(ofTickets.length).toBeGreaterThan(15)
    const byKey = { Authorization: `Bearer ${made.body.key}` }
    for (const headers of [byKey, await signedIn(api, { key: made.body.key })]) {
      const answers = await Promise.all(
        ofTickets.flatMap(({ method, path }) =>
          [own, others].map(async ticket => {
            const { status, body } = await ask(method, path.replace('{id}', ticket), headers)
            const isHidden = status === 404 && body.detail === 'there is no such ticket'
            return { method, path, isOwn: ticket === own, isHidden }
          })
        )
      )
      expect(answers.filter(({ isOwn, isHidden }) => isOwn === isHidden)).toEqual([])
    }
  })

  it('tells nothing of another queue elsewhere either: of its customers, in lists, samples, proofs and renderings', async () => {
    await api.send('PUT', '/api/v1/queues/sales', { body: { name: 'Sales' } })
    await api.send('PUT', '/api/v1/queues/secret', { body: { name: 'Secret' } })
    await api.send('PUT', '/api/v1/templates/hello', {
      body: { shortcode: 'hello', name: 'Hello', texts: { en: 'Hello' } }
    })
    const inQueue = async (user: number, queue_id: string) => {
      const ticket = ticketIdText(await api.customerWrites(user, `parcel ${queue_id}`))
      await api.post(`/api/v1/tickets/${ticket}/transfers`, { queue_id })
      const { body } = await api.get(`/api/v1/tickets/${ticket}`)
      const { body: events } = await api.get(`/api/v1/tickets/${ticket}/events`)
      const { id: customer } = body.customer
      return { ticket, queue: queue_id, code: body.code, customer, user, event: events.data[0].id }
    }
    const own = await inQueue(3, 'sales')
    const other = await inQueue(4, 'secret')
    await api.settled()
    const held = scopes.filter(scope => scope !== 'admin')
    const made = await api.post('/api/v1/api-keys', { name: 'x', scopes: held, queues: ['sales'] })
    const headers = await signedIn(api, { key: made.body.key })
    const get = (path: string) => api.get(`/api/v1/${path}`, headers)
    const post = (path: string, body: object) => api.post(`/api/v1/${path}`, body, headers)
    const year = 'from=2025-01-01T00:00:00Z&to=2099-01-01T00:00:00Z'

    for (const path of [
      'tickets',
      'queues',
      `audit/population?${year}`,
      `audit/samples?${year}&seed=x&n=1`,
      `reports/volume/tickets?${year}&of=created`
    ]) {
      const { status, body } = await get(path)
      const told = JSON.stringify(body)
      const isTold = ({ ticket, queue }: typeof own) => told.includes(ticket) || told.includes(`"${queue}"`)
      expect([path, status, isTold(own), isTold(other)]).toEqual([path, 200, true, false])
    }

    const asked: readonly ((of: typeof own) => ReturnType<typeof get>)[] = [
      ({ queue }) => get(`queues/${queue}`),
      ({ queue }) => get(`queues/${queue}/tickets`),
      ({ queue }) => get(`queues/${queue}/agents`),
      ({ customer }) => get(`customers/${customer}`),
      ({ customer }) => get(`customers/${customer}/tickets`),
      ({ customer }) => get(`customers/${customer}/export`),
      ({ customer }) =>
        post(`customers/${customer}/legal-holds`, { reason: 'a court', until: '2027-01-01T00:00:00Z' }),
      ({ ticket }) => post('templates/hello/renderings', { ticket_id: ticket })
    ]
    for (const ask of asked) {
      const [mine, theirs] = [await ask(own), await ask(other)]
      expect([String(ask), mine.status < 300, [404, 422].includes(theirs.status)]).toEqual([
        String(ask),
        true,
        true
      ])
      expect(JSON.stringify(theirs.body)).not.toContain(other.code)
    }
    // It is sealed later, which is told of nothing but one's own.
    const proofs = await Promise.all([own, other].map(({ event }) => get(`audit/proofs?event=${event}`)))
    expect(proofs.map(({ body }) => body.type?.split('/').at(-1))).toEqual(['not_sealed_yet', 'not_found'])

    const begun = await post('tickets', { customer_id: other.customer, queue_id: 'sales' })
    expect([begun.status, begun.body.errors[0].pointer]).toEqual([422, '/customer_id'])
    const byUser = await post('tickets', { telegram_user_id: other.user, queue_id: 'sales' })
    expect([byUser.status, byUser.body.ticket_id]).toEqual([409, null])
    const before = await api.get(`/api/v1/tickets/${other.ticket}/events`)
    const command = { type: 'priority-changes', priority: 'urgent' }
    const job = await post('tickets/bulk', { ids: [other.ticket], command })
    expect(job.status).toBe(202)
    const told = await eventually('the job is over', async () => {
      const { body } = await get(`jobs/${job.body.id}`)
      return body.state === 'running' ? undefined : body
    })
    expect(told.results[0].status).toBe(404)
    expect((await api.get(`/api/v1/tickets/${other.ticket}/events`)).body).toEqual(before.body)
  })
})
