import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnAgent, signInCodeMs } from '#application'
import { openMemoryDeskState } from '#desk-state/memory'
import { openMemoryLog } from '#event-log/memory'
import { type AgentId, agentIdText, commandIdFor, systemClock, ticketIdText } from '#kernel'
import { openMemoryVault } from '#privacy/memory'
import { openMemoryReadStore } from '#read-store/memory'
import { startTestApi, type TestApi, type TestStores } from '../testing.js'
import { asAgent, cookieOf, giveRole, noKey, sameOrigin, signedIn, signIn } from './testing.js'

const session = '/api/v1/session'
const running: TestApi[] = []
const start = async (stores: TestStores = {}) => {
  const api = await startTestApi(stores)
  running.push(api)
  return api
}
afterEach(async () => {
  for (const api of running.splice(0)) await api.stop()
})

async function recorded(api: TestApi, type: string) {
  const found: { type: string; data: object; actor: unknown }[] = []
  for await (const item of api.desk.log.subscribe('start', AbortSignal.timeout(10_000))) {
    if (item.kind === 'caughtUp') return found
    const { type: is, data, meta } = item.event
    if (is === type) found.push({ type, data, actor: meta.actor })
  }
  return found
}

describe('Signing in', () => {
  let api: TestApi
  let anna: AgentId
  beforeEach(async () => {
    api = await start()
    anna = await api.agent(7, 'Anna')
  })
  const code = () => api.deps.sessions.codes.make(anna)
  const key = async (asked: object) => {
    const made = await api.post('/api/v1/api-keys', { name: 'Auditor', scopes: ['tickets:read'], ...asked })
    return made.body as { id: string; key: string }
  }

  it('by a code answers who it is and what they may, with a cookie for twelve hours', async () => {
    const answer = await signIn(api, { code: await code() })
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store'])
    expect(answer.body).toEqual({
      principal: { kind: 'agent', id: agentIdText(anna), display_name: 'Anna' },
      role: 'agent',
      scopes: [
        'tickets:read',
        'tickets:personal',
        'tickets:write',
        'agents:act_as',
        'agents:read',
        'settings:read'
      ],
      queues: null,
      expires_at: '2026-01-05T21:00:00.000Z'
    })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^desk=[0-9a-f_]{81}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/
    )
    const me = await api.get(session, { ...sameOrigin, Cookie: cookieOf(answer) })
    expect([me.status, me.body]).toEqual([200, answer.body])
    const { headers } = await api.get('/api/v1/queues')
    const after = `${session}?min_position=${headers.get('x-projection-position')}`
    expect((await api.get(after, { ...sameOrigin, Cookie: cookieOf(answer) })).status).toBe(200)
  })

  it('is on record, with its end; the cookie is nowhere', async () => {
    const headers = await asAgent(api, anna)
    expect((await api.send('DELETE', session, { headers })).status).toBe(204)
    expect((await api.get(session, headers)).status).toBe(401)
    const actor = `agent:${anna}`
    const data = { principal: actor, role: 'agent', way: 'code', expiresAt: api.clock.now() + 43_200_000 }
    expect(await recorded(api, 'SessionBegun')).toEqual([{ type: 'SessionBegun', data, actor }])
    expect(await recorded(api, 'SessionEnded')).toEqual([
      { type: 'SessionEnded', data: { why: 'signed_out' }, actor }
    ])
    const kept = JSON.stringify(await api.deps.state.facts())
    expect(kept).not.toContain(headers['Cookie']?.split('_')[1])
  })

  it('with a code that is wrong, used, old or voided is 401, and on record', async () => {
    const used = await code()
    await signIn(api, { code: used })
    const voided = await code()
    await code()
    const removed = await code()
    await api.send('DELETE', `/api/v1/agents/${agentIdText(anna)}`)
    for (const wrong of ['x', used, voided, removed]) {
      const { status, body, headers } = await signIn(api, { code: wrong })
      expect([status, body.type, headers.get('set-cookie')]).toEqual([401, '/problems/sign_in_failed', null])
    }
    const boris = await api.agent(8, 'Boris')
    const old = await api.deps.sessions.codes.make(boris)
    await api.clock.advance(signInCodeMs)
    expect((await signIn(api, { code: old })).status).toBe(401)
    expect(await recorded(api, 'SignInRefused')).toHaveLength(5)
  })

  it('counts as wrong credentials where it fails, and who is right passes all the same', async () => {
    for (let tries = 0; tries < 10; tries++)
      expect((await signIn(api, { code: `x${tries}` })).status).toBe(401)
    const refused = await signIn(api, { key: 'tdk_00000000_x' })
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([429, true])
    expect((await api.get('/api/v1/tickets', { Authorization: 'Bearer wrong' })).status).toBe(429)
    expect(await recorded(api, 'SignInRefused')).toHaveLength(10)
    expect((await signIn(api, { code: await code() })).status).toBe(201)
  })

  it('takes a code or a key, nothing else, and no Idempotency-Key', async () => {
    for (const body of [{}, { code: 'a', key: 'b' }, { code: 7 }, { code: '' }, { name: 'x' }])
      expect((await signIn(api, body)).status).toBe(422)
    expect((await signIn(api, { code: 'a' }, { 'Idempotency-Key': 'k' })).status).toBe(400)
    expect((await api.send('POST', session, { text: '{', headers: noKey })).status).toBe(400)
  })

  it('by a key gives what the key may, for no longer than it holds, from where it may', async () => {
    const expires_at = '2026-01-05T10:00:00.000Z'
    const auditor = await key({ queues: ['general'], cidrs: ['127.0.0.0/8'], expires_at })
    const answer = await signIn(api, { key: auditor.key })
    expect(answer.body).toEqual({
      principal: { kind: 'key', id: auditor.id, display_name: 'Auditor' },
      role: null,
      scopes: ['tickets:read'],
      queues: ['general'],
      expires_at
    })
    const headers = { ...sameOrigin, Cookie: cookieOf(answer) }
    expect((await api.get('/api/v1/tickets', headers)).status).toBe(200)
    expect((await api.get('/api/v1/agents', headers)).body.scope).toBe('agents:read')
    await api.clock.advance(3_600_000)
    expect((await api.get('/api/v1/tickets', headers)).status).toBe(401)
    const elsewhere = await key({ cidrs: ['203.0.113.0/24'] })
    expect((await signIn(api, { key: elsewhere.key })).body.type).toBe('/problems/address_not_allowed')
  })

  it('ends what the same browser had before, and is nothing to it where it fails', async () => {
    const first = await asAgent(api, anna)
    const second = await signIn(api, { code: 'wrong' }, first)
    expect([second.status, (await api.get(session, first)).status]).toEqual([401, 200])
    const auditor = await key({})
    const answer = await signIn(api, { key: auditor.key }, first)
    expect(answer.status).toBe(201)
    const ended = await api.get(session, first)
    expect([ended.status, ended.body.detail]).toEqual([401, 'this session has ended'])
    expect((await api.get(session, { ...sameOrigin, Cookie: cookieOf(answer) })).status).toBe(200)
    const [{ data, actor } = {}] = await recorded(api, 'SessionEnded')
    expect([data, actor]).toEqual([{ why: 'signed_out' }, `agent:${anna}`])
  })

  it('is no session, not even on record, where its key or agent has ended meanwhile', async () => {
    const { key: secret, id } = await key({})
    const principal = await api.deps.apiKeys.principalOf(secret)
    if (!principal) throw new Error('no key')
    await api.send('DELETE', `/api/v1/api-keys/${id}`)
    expect(await api.deps.sessions.byKey(secret, principal)).toBeUndefined()
    expect(await recorded(api, 'SessionBegun')).toEqual([])
  })

  it('ends by itself after twelve hours', async () => {
    const headers = await asAgent(api, anna)
    await api.clock.advance(43_200_000 - 1)
    expect((await api.get(session, headers)).status).toBe(200)
    await api.clock.advance(1)
    expect((await api.get(session, headers)).status).toBe(401)
    expect((await recorded(api, 'SessionEnded'))[0]?.data).toEqual({ why: 'expired' })
  })
})

describe('A cookie', () => {
  const proxies = ['127.0.0.0/8']
  const https = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.9' }
  const away = { 'X-Forwarded-For': '203.0.113.9' }

  it('is __Host-desk and Secure over https, and the other name opens nothing there', async () => {
    const api = await start({ front: { trustedProxies: proxies } })
    const anna = await api.agent(7, 'Anna')
    const answer = await signIn(api, { code: await api.deps.sessions.codes.make(anna) }, https)
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-desk=\S+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/
    )
    const cookie = cookieOf(answer)
    const statusOf = async (headers: object) => (await api.get(session, { ...noKey, ...headers })).status
    expect(await statusOf({ ...https, Cookie: cookie })).toBe(200)
    expect(await statusOf({ ...https, Cookie: cookie.replace('__Host-', '') })).toBe(401)
  })

  it('is for nobody over plain http but on this machine, by its address and its pages', async () => {
    const api = await start({ front: { trustedProxies: proxies } })
    const anna = await api.agent(7, 'Anna')
    const code = await api.deps.sessions.codes.make(anna)
    const local = { Origin: 'http://localhost:8080' }
    for (const headers of [away, { Origin: 'http://desk.example' }, { Origin: 'http://127.0.0.1.example' }]) {
      const refused = await signIn(api, { code }, headers)
      expect([refused.status, refused.body.type]).toEqual([403, '/problems/https_required'])
    }
    const cookie = cookieOf(await signIn(api, { code }, local))
    expect(cookie).toMatch(/^desk=/)
    const asked = async (headers: object) =>
      (await api.get(session, { ...noKey, Cookie: cookie, ...headers })).status
    expect(await asked({ Origin: 'http://[::1]:8080' })).toBe(200)
    expect(await asked({ Origin: 'null' })).toBe(403)
    expect(await asked(away)).toBe(403)
  })

  it('changes something only from the page itself, and reads from anywhere of this site', async () => {
    const api = await start()
    const anna = await api.agent(7, 'Anna')
    const ticket = await api.customerWrites(1, 'hello')
    const { Cookie = '' } = await asAgent(api, anna)
    const note = (headers: object) =>
      api.post(
        `/api/v1/tickets/${ticketIdText(ticket)}/notes`,
        { text: 'x' },
        { ...noKey, Cookie, ...headers }
      )
    for (const headers of [{}, { 'Sec-Fetch-Site': 'same-site' }, { 'Sec-Fetch-Site': 'none' }]) {
      const refused = await note(headers)
      expect([refused.status, refused.body.type]).toEqual([403, '/problems/not_same_origin'])
    }
    expect((await note({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(201)
    expect((await api.get(session, { ...noKey, Cookie })).status).toBe(200)
    expect((await api.get(session, { ...noKey, Cookie, 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
  })

  it('is nothing beside a key', async () => {
    const api = await start()
    const anna = await api.agent(7, 'Anna')
    const { Cookie = '' } = await asAgent(api, anna)
    expect((await api.get(session, { Cookie })).body.principal).toEqual({
      kind: 'key',
      id: 'key_admin',
      display_name: null
    })
    expect((await api.get(session, { Cookie, Authorization: 'Bearer wrong' })).status).toBe(401)
    expect((await api.send('DELETE', session, { headers: { Cookie } })).status).toBe(404)
  })
})

describe('What an agent who has signed in does', () => {
  it.each(['assignments', ''])('to give a ticket back is their own word, by %s', async by => {
    const api = await start()
    const anna = await api.agent(7, 'Anna')
    const ticket = `/api/v1/tickets/${ticketIdText(await api.customerWrites(1, 'hello'))}`
    const headers = await asAgent(api, anna)
    await api.post(`${ticket}/replies`, { text: 'Hello!' }, headers)
    const given = by
      ? await api.post(`${ticket}/assignments`, { unassign: true }, headers)
      : await api.send('PATCH', ticket, { body: { assigned_agent_id: null }, headers })
    expect(given.status).toBe(200)
    const [unassigned] = await recorded(api, 'TicketUnassigned')
    expect(unassigned?.data).toEqual({ previousAgentId: anna, letGo: true })
  })

  it('is theirs, in the log and in the thread, and nobody else’s', async () => {
    const api = await start()
    const anna = await api.agent(7, 'Anna')
    const boris = await api.agent(8, 'Boris')
    const ticket = `/api/v1/tickets/${ticketIdText(await api.customerWrites(1, 'hello'))}`
    const headers = await asAgent(api, anna)
    const replied = await api.post(`${ticket}/replies`, { text: 'Hello!' }, headers)
    expect(replied.status).toBe(202)
    expect(replied.body.ticket.assigned_agent_id).toBe(agentIdText(anna))
    const [asked] = await recorded(api, 'ReplyRequested')
    expect([asked?.actor, asked?.data]).toEqual([`agent:${anna}`, expect.objectContaining({ agentId: anna })])
    const named = (agent: AgentId) =>
      api.post(`${ticket}/notes`, { text: 'x', agent_id: agentIdText(agent) }, headers)
    expect((await named(anna)).status).toBe(201)
    const other = await named(boris)
    expect([other.status, other.body.type]).toEqual([403, '/problems/not_yourself'])
    await giveRole(api, boris, 'admin')
    const admin = await asAgent(api, boris)
    const asAnna = { text: 'x', agent_id: agentIdText(anna) }
    expect((await api.post(`${ticket}/notes`, asAnna, admin)).status).toBe(201)
  })

  it('is no change of a role, nor the end of an admin, unless they are one', async () => {
    const api = await start()
    const anna = await api.agent(7, 'Anna')
    const boris = await api.agent(8, 'Boris')
    await giveRole(api, anna, 'lead')
    await giveRole(api, boris, 'admin')
    const lead = await asAgent(api, anna)
    const agent = (id: AgentId) => `/api/v1/agents/${agentIdText(id)}`
    const role = { body: { role: 'lead' }, headers: lead }
    expect((await api.send('PATCH', agent(anna), role)).body.scope).toBe('admin')
    expect((await api.send('DELETE', agent(boris), { headers: lead })).status).toBe(403)
    const admin = await asAgent(api, boris)
    expect((await api.send('DELETE', agent(boris), { headers: admin })).status).toBe(200)
    const again = { telegram_user_id: 8, display_name: 'Boris' }
    expect((await api.post('/api/v1/agents', again, lead)).status).toBe(403)
    expect((await api.send('DELETE', agent(anna))).status).toBe(200)
  })
})

describe('A session ends, on every process and with its stream', () => {
  const cases = [
    ['agent_retired', 'its agent is retired'],
    ['agent_left', 'its agent leaves the group'],
    ['role_changed', 'its agent has another role'],
    ['key_ended', 'its key is revoked'],
    ['ended_by_admin', 'an admin ends it']
  ] as const

  it.each(cases)('%s: within two seconds after %s', async (why, _says) => {
    const masterKey = Buffer.alloc(32, 3)
    const shared = {
      log: openMemoryLog(),
      state: openMemoryDeskState({ clock: systemClock }),
      store: openMemoryReadStore(),
      vault: openMemoryVault({ masterKey, clock: systemClock }),
      masterKey
    }
    const one = await start(shared)
    const other = await start(shared)
    const anna = await one.agent(7, 'Anna')
    const made = await one.post('/api/v1/api-keys', { name: 'x', scopes: ['tickets:read'] })
    const headers =
      why === 'key_ended' ? await signedIn(one, { key: made.body.key }) : await asAgent(one, anna)
    expect((await other.get(session, headers)).status).toBe(200)
    const stream = await fetch(`${other.url}/api/v1/stream`, { headers: { Cookie: headers['Cookie'] ?? '' } })
    expect(stream.status).toBe(200)

    const end = {
      agent_retired: () => one.send('DELETE', `/api/v1/agents/${agentIdText(anna)}`),
      agent_left: () => leaves(one, anna),
      role_changed: () => giveRole(one, anna, 'lead'),
      key_ended: () => one.send('DELETE', `/api/v1/api-keys/${made.body.id}`),
      ended_by_admin: async () => {
        const { body } = await one.get('/api/v1/sessions')
        expect(body.data[0].principal.id).toBe(agentIdText(anna))
        return one.send('DELETE', `/api/v1/sessions/${body.data[0].id}`)
      }
    }
    await end[why]()
    // Reads to the end of the stream.
    await stream.text()
    expect((await other.get(session, headers)).status).toBe(401)
    expect((await one.get('/api/v1/sessions')).body.data).toEqual([])
    expect((await recorded(one, 'SessionEnded')).map(({ data }) => data)).toEqual([{ why }])
  })

  async function leaves(api: TestApi, agent: AgentId): Promise<void> {
    const context = {
      commandId: commandIdFor('left'),
      causationId: 'left',
      correlationId: 'left',
      actor: 'process:intake' as const
    }
    const command = { type: 'SeeMembership', isMember: false, at: api.clock.now() } as const
    await api.commands.execute(new ActOnAgent(agent, command, context))
  }
})
