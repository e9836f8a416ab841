import type { IncomingHttpHeaders } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { Webhook } from 'standardwebhooks'
import { openApiDocument } from '../openapi/document.js'
import { asAgent, giveRole } from '../session/testing.js'
import { startTestApi, type TestApi } from '../testing.js'
import { Receiver, webhooksOf } from './testing.js'
import { eventually, HooksScene, path } from './testing-scene.js'

/** By the schema that OpenAPI publishes. */
function wrongWith(name: string, body: unknown) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(openApiDocument, 'desk')
  const check = ajv.compile({ $ref: `desk#/components/schemas/${name}` })
  check(body)
  return check.errors ?? null
}

describe('Webhooks', () => {
  let scene: HooksScene
  let api: TestApi
  let receiver: Receiver
  let url: string

  beforeEach(async () => {
    scene = await HooksScene.start()
    ;({ api, receiver, url } = scene)
  })
  afterEach(() => scene.stop())

  /** The library goes by the time of the day. */
  const atTheTimeOfTheDesk = <T>(work: () => T): T => {
    const { now } = Date
    try {
      Date.now = () => api.clock.now()
      return work()
    } finally {
      Date.now = now
    }
  }
  const headersOf = (headers: IncomingHttpHeaders) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

  it('are verified by a challenge, and then told what happens, signed as Standard Webhooks says', async () => {
    const { id, secret, state } = (await scene.register({ personal: true })).body
    expect([state, secret]).toEqual(['unverified', expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/)])
    await scene.isIn(id, 'active')
    const ticket = await api.customerWrites(1, 'My order is broken', { name: 'Anna' })
    await receiver.has(2)
    expect(receiver.got.map(({ body }) => body.type)).toEqual([
      'webhook.verification',
      'ticket.created',
      'ticket.message_added'
    ])
    for (const { text, headers } of receiver.got)
      expect(atTheTimeOfTheDesk(() => new Webhook(secret).verify(text, headersOf(headers)))).toEqual(
        JSON.parse(text)
      )
    const [, created, added] = receiver.got
    expect(created?.body.data).toMatchObject({
      previous_event_id: null,
      ticket: { id: `tkt_${ticket}`, customer: { display_name: 'Anna' } },
      messages: [{ text: 'My order is broken', author: { display_name: 'Anna' } }],
      messages_truncated: false,
      messages_url: `https://desk.example/api/v1/tickets/tkt_${ticket}/thread`
    })
    expect(added?.body.data.previous_event_id).toBe(created?.body.data.event.id)
    const thread = await api.get(`/api/v1/tickets/tkt_${ticket}/thread`)
    expect(added?.body.data.messages).toEqual(thread.body.data)
    for (const { body } of receiver.told) expect(wrongWith('WebhookBody', body)).toBe(null)
    const feed = await api.get('/api/v1/events?types=ticket.created')
    const { messages: _, messages_truncated: __, ...data } = created?.body.data ?? {}
    expect({ ...created?.body, data }).toEqual(feed.body.data[0])
  })

  it('show nothing about a person, or only ids, where that is asked for', async () => {
    const other = new Receiver()
    const thinUrl = await other.listen()
    await scene.active()
    await scene.active({ url: thinUrl, payload: 'thin', personal: true, events: ['ticket.created'] })
    const ticket = await api.customerWrites(1, 'A secret', { name: 'Anna' })
    await Promise.all([receiver.has(2), other.has(1)])
    expect(receiver.told.map(({ text }) => text).join()).not.toMatch(/Anna|A secret/)
    const { code } = (await api.get(`/api/v1/tickets/tkt_${ticket}`)).body
    const { data } = other.told[0]?.body ?? {}
    expect(data.ticket).toEqual({
      id: `tkt_${ticket}`,
      code,
      url: `https://desk.example/api/v1/tickets/tkt_${ticket}`
    })
    expect(other.told[0]?.text).not.toMatch(/Anna|A secret/)
    expect(Object.keys(data)).not.toContain('messages')
    expect(wrongWith('ThinWebhookBody', other.told[0]?.body)).toBe(null)
    other.close()
  })

  it('are sent in order for each ticket, each again under its id and bytes until it is taken', async () => {
    await scene.active({ events: ['ticket.tags_changed'] })
    const ticket = await api.customerWrites(1, 'Help')
    const refused = new Set<string>()
    receiver.answering = ({ headers }) => {
      const id = String(headers['webhook-id'])
      if (refused.has(id)) return undefined
      refused.add(id)
      return { status: 500 }
    }
    for (const tag of ['a', 'b', 'c'])
      await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: [tag] })
    for (let sent = 1; sent <= 6; sent++) await scene.passedUntil(5000, () => receiver.told.length >= sent)
    const added = receiver.told.map(({ body }) => body.data.changed.tags.to.at(-1))
    expect(added).toEqual(['a', 'a', 'b', 'b', 'c', 'c'])
    const [first, again] = receiver.told
    expect(again?.text).toBe(first?.text)
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(again?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp'])
  })

  it('that come while nothing takes them wait, over a restart too', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 503 })
    await api.customerWrites(1, 'Help')
    await receiver.has(1)
    await scene.isIn(id, 'degraded')
    await scene.sending?.stop()
    const [waiting] = await scene.deliveries(id, '?state=pending')
    expect(waiting.attempts).toMatchObject([{ status: 503, error: null }])
    await api.customerWrites(2, 'Help')
    receiver.answering = () => undefined
    await scene.passed(5000)
    await scene.begin()
    await receiver.has(3)
    await eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 0)
    expect(
      (await scene.deliveries(id, '?state=delivered')).map(({ type }: { type: string }) => type)
    ).toEqual(['ticket.created', 'ticket.created', 'webhook.verification'])
  })

  it('whose attempt a kill interrupts are sent again by whoever goes on, the same bytes under the same id', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => 'hangs'
    await api.customerWrites(1, 'Help')
    await receiver.has(1)
    // Killed: nobody stops what is under way, or writes down what came of it.
    const killed = scene.sending
    receiver.answering = () => undefined
    await scene.begin()
    await receiver.has(2)
    const [first, again] = receiver.told
    expect([again?.text, again?.headers['webhook-id']]).toEqual([first?.text, first?.headers['webhook-id']])
    await eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 0)
    receiver.close()
    await killed?.stop()
  })

  it('are the next owner’s as soon as there is one: who was overtaken writes no more of them', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => 'hangs'
    await api.customerWrites(1, 'Help')
    await receiver.has(1)
    const overtaken = scene.sending
    scene.sending = webhooksOf(api, { fence: 2 })
    receiver.answering = () => undefined
    await scene.sending.start()
    await receiver.has(2)
    const [taken] = await eventually(async () => {
      const found = await scene.deliveries(id, '?state=delivered')
      return found.length === 2 && found
    })
    // The late answer of the first call.
    receiver.refuseHanging()
    await overtaken?.stop()
    expect((await scene.deliveries(id))[0]).toEqual(taken)
  })

  it('that an owner kept as it was overtaken are sent by the next one', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    await scene.sending?.stop()
    const frozen = webhooksOf(api, { canCall: () => false })
    const next = webhooksOf(api, { fence: 2 })
    await next.start()
    await next.stop()
    await frozen.start()
    await api.customerWrites(1, 'Help')
    await eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 1)
    // It goes on from a place before that, and does not know of it.
    const { hooks } = api.deps.state
    const list = hooks.list.bind(hooks)
    hooks.list = async () => []
    scene.sending = webhooksOf(api, { fence: 3 })
    await scene.sending.start()
    hooks.list = list
    await receiver.has(1)
    await frozen.stop()
  })

  it('are counted while they wait, and timed from the event to the first attempt', async () => {
    await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 503 })
    const shown = async (name: string) => {
      const { text } = await api.deps.metrics.render()
      return Number(new RegExp(`^topicdesk_${name} (.*)$`, 'm').exec(text)?.[1])
    }
    await api.customerWrites(1, 'Help')
    await receiver.has(1)
    expect([await shown('webhooks_waiting'), await shown('webhook_delay_seconds_count')]).toEqual([1, 2])
    receiver.answering = () => undefined
    await scene.passedUntil(6000, () => receiver.told.length === 2)
    await eventually(async () => (await shown('webhooks_waiting')) === 0)
    expect(await shown('webhook_delay_seconds_count')).toBe(2)
  })

  it('are timed without what they waited for their endpoint to be verified', async () => {
    receiver.answering = () => ({ status: 500 })
    const { id } = (await scene.register({ events: ['ticket.created'] })).body
    await receiver.until(() => receiver.got.length === 1)
    await api.customerWrites(1, 'Help')
    await eventually(async () => (await scene.deliveries(id)).length === 2)
    await scene.passed(3_600_000)
    receiver.answering = () => undefined
    await api.post(`${path}/${id}/verifications`, {})
    await receiver.has(1)
    const { text } = await api.deps.metrics.render()
    expect(Number(/^topicdesk_webhook_delay_seconds_sum (.*)$/m.exec(text)?.[1])).toBeLessThan(3600)
  })

  it('hold up no others where one endpoint hangs', async () => {
    const slow = new Receiver()
    slow.answering = ({ body }) => (body.type === 'ticket.created' ? 'hangs' : undefined)
    const { id } = await scene.active({ url: await slow.listen(), events: ['ticket.created'], timeout_s: 30 })
    await scene.active({ events: ['ticket.created'] })
    for (let user = 1; user <= 20; user++) await api.customerWrites(user, 'Help')
    await Promise.all([receiver.has(20), slow.has(4)])
    expect(slow.told).toHaveLength(4)
    expect((await scene.deliveries(id, '?state=pending')).length).toBe(20)
    slow.close()
  })

  it('hold up no others where forty endpoints hang with all that they may, also at their own host', async () => {
    const slow = new Receiver()
    const slowUrl = await slow.listen()
    slow.answering = ({ body, path }) =>
      body.type === 'ticket.created' && path !== '/hook/quick' ? 'hangs' : undefined
    for (let n = 0; n < 40; n++) await scene.register({ url: `${slowUrl}/${n}`, events: ['ticket.created'] })
    await scene.active({ events: ['ticket.created'] })
    const beside = await scene.active({ url: `${slowUrl}/quick`, events: ['ticket.created'] })
    await slow.until(() => slow.got.length >= 41)
    for (let user = 1; user <= 8; user++) await api.customerWrites(user, 'Help')
    await Promise.all([receiver.has(8), slow.has(160 + 8)])
    await eventually(async () => (await scene.deliveries(beside.id, '?state=delivered')).length === 9)
    slow.close()
  })

  it('are given up after three refusals, and replayed under the same id when asked', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 400, text: 'no' })
    await api.customerWrites(1, 'Help')
    await receiver.has(1)
    await eventually(async () => (await scene.deliveries(id))[0].attempts.length === 1)
    await scene.passedUntil(5000, () => receiver.told.length === 2)
    await eventually(async () => (await scene.deliveries(id))[0].attempts.length === 2)
    await scene.passedUntil(300_000, () => receiver.told.length === 3)
    const given = await eventually(async () => (await scene.deliveries(id, '?state=given_up'))[0])
    expect(
      given.attempts.map(({ status, answer }: { status: number; answer: string }) => [status, answer])
    ).toEqual(Array(3).fill([400, 'no']))
    receiver.answering = () => undefined
    expect((await api.post(`${path}/${id}/replays`, { only: 'given_up' })).status).toBe(202)
    await receiver.has(4)
    const ids = receiver.told.map(({ headers }) => headers['webhook-id'])
    expect(new Set(ids).size).toBe(1)
    const registered = (await api.get(`${path}/${id}`)).body.created_at
    expect((await api.post(`${path}/${id}/replays`, { from: registered })).status).toBe(202)
    await receiver.has(5)
    const early = await api.post(`${path}/${id}/replays`, { from: '2020-01-01T00:00:00.000Z' })
    expect([early.status, early.body.type, early.body.earliest]).toEqual([
      422,
      '/problems/not_kept',
      registered
    ])
  })

  it('that wait for their next attempt are tried at once where a replay is asked for', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 500 })
    for (let user = 1; user <= 12; user++) await api.customerWrites(user, 'Help')
    await eventually(
      async () =>
        (await scene.deliveries(id)).filter(({ attempts }: { attempts: [] }) => attempts.length > 0).length >=
        10
    )
    const before = receiver.told.length
    receiver.answering = () => undefined
    expect((await api.post(`${path}/${id}/replays`, { only: 'given_up' })).status).toBe(202)
    await receiver.has(before + 12)
    await eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 0)
  })

  it('stop where the receiver says that it is gone, until they are resumed', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 410 })
    await api.customerWrites(1, 'Help')
    await scene.isIn(id, 'paused')
    expect((await api.get(`${path}/${id}`)).body.paused.cause).toBe('gone')
    await api.customerWrites(2, 'Help')
    receiver.answering = () => undefined
    expect((await api.post(`${path}/${id}/resumptions`, {})).status).toBe(200)
    await scene.passedUntil(1000, () => receiver.told.length >= 3)
    await eventually(async () => (await scene.deliveries(id, '?state=delivered')).length === 3)
  })

  it('are not active before the challenge comes back, and are asked again', async () => {
    receiver.answering = () => ({ status: 200, text: '{"challenge":"another"}' })
    const { id } = (await scene.register()).body
    const [asked] = await eventually(async () => {
      const all = await scene.deliveries(id)
      return all[0]?.attempts.length > 0 && all
    })
    expect([await scene.stateOf(id), asked.attempts[0].error]).toEqual([
      'unverified',
      'the answer does not hold the challenge'
    ])
    await api.customerWrites(1, 'Help')
    receiver.answering = () => undefined
    expect((await api.post(`${path}/${id}/verifications`, {})).status).toBe(202)
    await scene.passedUntil(6000, () => receiver.told.length === 2)
    expect(await scene.stateOf(id)).toBe('active')
    expect((await api.post(`${path}/${id}/tests`, {})).status).toBe(202)
    await receiver.until(() => receiver.told.some(({ body }) => body.type === 'webhook.test'))
    const moved = await api.send('PATCH', `${path}/${id}`, { body: { url: `${url}/2`, name: 'Other' } })
    expect([moved.status, moved.body.name, moved.body.url]).toEqual([200, 'Other', `${url}/2`])
    await receiver.until(() => receiver.got.at(-1)?.path === '/hook/2')
    await scene.isIn(id, 'active')
  })

  it('are signed with both secrets while they are rotated', async () => {
    const { id, secret } = await scene.active({ events: ['ticket.created'] })
    const { body } = await api.post(`${path}/${id}/secret-rotations`, { overlap_s: 60 })
    const head = (await api.get('/api/v1/events?limit=100')).body
    expect(head.page.end).toBe(true)
    await api.customerWrites(1, 'Help')
    await receiver.has(1)
    await scene.passed(61_000)
    await api.customerWrites(2, 'Help')
    await receiver.has(2)
    const signs = (one: string, index: number) => {
      const { text = '', headers = {} } = receiver.told[index] ?? {}
      const signature = String(headers['webhook-signature'])
      const wanted = new Webhook(one).sign(
        String(headers['webhook-id']),
        new Date(Number(headers['webhook-timestamp']) * 1000),
        text
      )
      return signature.split(' ').includes(wanted)
    }
    expect([signs(secret, 0), signs(body.secret, 0)]).toEqual([true, true])
    expect([signs(secret, 1), signs(body.secret, 1)]).toEqual([false, true])
  })

  it('about a person who is forgotten are withdrawn, and that is told with nothing but who it was', async () => {
    const { id } = await scene.active({ events: ['ticket.created'], personal: true })
    receiver.answering = ({ body }) => (body.type === 'ticket.created' ? { status: 503 } : undefined)
    const ticket = await api.customerWrites(1, 'Help', { name: 'Anna' })
    await receiver.has(1)
    const customer = (await api.get(`/api/v1/tickets/tkt_${ticket}`)).body.customer.id
    await api.post(`/api/v1/customers/${customer}/forgettings`, { code: 'request' })
    await receiver.has(2)
    expect(receiver.told[1]?.body).toMatchObject({
      type: 'customer.forgotten',
      data: { customer: { id: customer } }
    })
    await scene.passed(6000)
    const [, created] = await scene.deliveries(id)
    expect([created.type, created.state, created.body]).toEqual(['ticket.created', 'given_up', null])
    expect(receiver.told).toHaveLength(2)
  })

  it('end with the key that answers for them, until somebody else does', async () => {
    const { id: keyId, headers } = await scene.key(['webhooks:manage', 'tickets:read'], ['general'])
    const { body } = await scene.register({}, headers)
    expect(body.queues).toEqual(['general'])
    await scene.isIn(body.id, 'active')
    await api.send('DELETE', `/api/v1/api-keys/${keyId}`)
    await scene.isIn(body.id, 'paused')
    expect((await api.get(`${path}/${body.id}`)).body.paused.cause).toBe('owner_ended')
    const resumed = await api.post(`${path}/${body.id}/resumptions`, {})
    expect([resumed.body.state, resumed.body.owner]).toEqual(['active', 'key:key_admin'])
  })

  it('end with the role of the agent who made them', async () => {
    const anna = await api.agent(7, 'Anna')
    await giveRole(api, anna, 'lead')
    const { body } = await scene.register({}, await asAgent(api, anna))
    expect(body.owner).toBe(`agent:${anna}`)
    await scene.isIn(body.id, 'active')
    await giveRole(api, anna, 'agent')
    await scene.isIn(body.id, 'paused')
    expect((await api.get(`${path}/${body.id}`)).body.paused.cause).toBe('owner_ended')
  })

  it('are made only within one’s own grants, with addresses and events that there are', async () => {
    const { headers } = await scene.key(['webhooks:manage'], ['general'])
    for (const [more, scope] of [
      [{ personal: true }, 'tickets:personal'],
      [{ events: ['agent.*'] }, 'agents:read'],
      [{ events: ['setting.published'] }, 'settings:read'],
      [{ events: ['desk.alert'] }, 'admin'],
      [{ events: ['ticket.*'] }, 'tickets:read'],
      [{ events: ['sla.warned'] }, 'tickets:read'],
      [{ events: ['customer.forgotten'], payload: 'thin' }, 'tickets:read']
    ] as const) {
      const refused = await scene.register(more, headers)
      expect([refused.status, refused.body.scope]).toEqual([403, scope])
    }
    const reads = await scene.key(['webhooks:manage', 'tickets:read'], ['general'])
    const beyond = await scene.register({ queues: ['billing'] }, reads.headers)
    expect([beyond.status, beyond.body.type]).toEqual([403, '/problems/beyond_own_grants'])
    for (const [more, pointer] of [
      [{ url: 'http://8.8.8.8/hook' }, '/url'],
      [{ url: 'https://10.0.0.1/' }, '/url'],
      [{ url: 'https://0x0a000001/' }, '/url'],
      [{ url: 'https://me:secret@example.com/' }, '/url'],
      [{ url: `https://example.com/${'x'.repeat(1981)}` }, '/url'],
      [{ events: ['ticket.exploded'] }, '/events/0'],
      [{ queues: ['nowhere'] }, '/queues/0'],
      [{ timeout_s: 31 }, '/timeout_s'],
      [{ retry_first_s: 4 }, '/retry_first_s']
    ] as const) {
      const { status, body } = await scene.register(more)
      expect([more, status, body.errors[0].pointer]).toEqual([more, 422, pointer])
    }
    // Any name may be at an address that is allowed; the connection says.
    expect((await scene.register({ url: 'http://receiver.localhost:1/hook' })).status).toBe(201)
    const settings = await scene.key(['webhooks:manage', 'settings:read'])
    const told = await scene.register({ events: ['setting.*'] }, settings.headers)
    expect(told.status).toBe(201)
    const more = { body: { events: ['setting.*', 'ticket.created'] }, headers: settings.headers }
    const widened = await api.send('PATCH', `${path}/${told.body.id}`, more)
    expect([widened.status, widened.body.scope]).toEqual([403, 'tickets:read'])
    const { id } = (await scene.register()).body
    expect((await api.get(`${path}/${id}`, headers)).status).toBe(404)
    expect((await api.send('DELETE', `${path}/${id}`)).status).toBe(204)
    expect((await api.get(`${path}/${id}`)).status).toBe(404)
  })
})

it('Webhooks go by https alone where no private addresses are allowed, whatever the name', async () => {
  const api = await startTestApi()
  const register = (address: string) => api.post(path, { name: 'Shop', url: address, events: ['ticket.*'] })
  for (const address of [
    'http://example.com/hook',
    'http://8.8.8.8/',
    'https://localhost/',
    'https://[::1]/'
  ]) {
    const { status, body } = await register(address)
    expect([address, status, body.errors[0].pointer]).toEqual([address, 422, '/url'])
  }
  expect((await register('https://example.com/hook')).status).toBe(201)
  await api.stop()
})
