import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { openMemoryLog } from '#event-log/memory'
import { systemClock } from '#kernel'
import { openMemoryVault } from '#privacy/memory'
import { startTestApi, type TestApi } from '../testing.js'
import { keyedBy } from './idempotency.js'

describe('An Idempotency-Key', () => {
  const running: TestApi[] = []
  const start = async (...given: Parameters<typeof startTestApi>) => {
    const api = await startTestApi(...given)
    running.push(api)
    return api
  }
  afterEach(async () => {
    for (const api of running.splice(0)) await api.stop()
  })
  const opened = async (api: TestApi) => `/api/v1/tickets/tkt_${await api.customerWrites(1, 'Help')}`
  const key = { 'Idempotency-Key': 'k-1' }
  const eventsOf = async (api: TestApi, path: string) =>
    (await api.get(`${path}/events`)).body.data.map((event: { type: string }) => event.type)

  it('gives the first answer again, byte for byte, and nothing happens twice', async () => {
    const api = await start()
    const path = await opened(api)
    const first = await api.post(`${path}/replies`, { text: 'Hi' }, key)
    await api.post(`${path}/status-changes`, { to: 'closed' })
    const second = await api.post(`${path}/replies`, { text: 'Hi' }, key)
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([202, null])
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([202, 'true'])
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('x-position')).toBe(first.headers.get('x-position'))
    expect(await eventsOf(api, path)).toEqual([
      'TicketOpened',
      'CustomerMessageReceived',
      'ReplyRequested',
      'TicketClosed'
    ])
  })

  it('means the same with and without quotes', async () => {
    const api = await start()
    const path = await opened(api)
    const first = await api.post(`${path}/notes`, { text: 'Hi' }, { 'Idempotency-Key': '"k 1"' })
    const second = await api.post(`${path}/notes`, { text: 'Hi' }, { 'Idempotency-Key': 'k 1' })
    expect(second.body).toEqual(first.body)
  })

  it('is ahead of every other check: with the old If-Match the first answer comes again', async () => {
    const api = await start()
    const path = await opened(api)
    const headers = { ...key, 'If-Match': '"r1"' }
    const first = await api.post(`${path}/notes`, { text: 'Hi' }, headers)
    const second = await api.post(`${path}/notes`, { text: 'Hi' }, headers)
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body).toEqual(first.body)
  })

  it('does not mind the order of members and white space', async () => {
    const api = await start()
    const path = await opened(api)
    const send = (text: string) => api.send('POST', `${path}/status-changes`, { text, headers: key })
    const first = await send('{"to":"on_hold","comment":"x"}')
    const second = await send('{ "comment": "x", "to": "on_hold" }')
    expect([first.status, second.body]).toEqual([200, first.body])
  })

  it('with another body is 422', async () => {
    const api = await start()
    const path = await opened(api)
    await api.post(`${path}/replies`, { text: 'Hi' }, key)
    const { status, body } = await api.post(`${path}/replies`, { text: 'Ho' }, key)
    expect([status, body.type]).toEqual([422, '/problems/idempotency_key_reused'])
  })

  it('on another call is another key', async () => {
    const api = await start()
    const path = await opened(api)
    await api.post(`${path}/replies`, { text: 'Hi' }, key)
    expect((await api.post(`${path}/notes`, { text: 'Hi' }, key)).status).toBe(201)
  })

  it('remembers a refusal, too', async () => {
    const api = await start()
    const path = await opened(api)
    const first = await api.post(`${path}/status-changes`, { to: 'in_progress' }, key)
    await api.post(`${path}/status-changes`, { to: 'on_hold' })
    const second = await api.post(`${path}/status-changes`, { to: 'in_progress' }, key)
    expect([first.status, second.status]).toEqual([409, 409])
    expect(second.body).toEqual(first.body)
  })

  it('does not remember 412: the next If-Match may be right', async () => {
    const api = await start()
    const path = await opened(api)
    const wrong = await api.post(`${path}/notes`, { text: 'x' }, { ...key, 'If-Match': '"r9"' })
    const right = await api.post(`${path}/notes`, { text: 'x' }, { ...key, 'If-Match': '"r1"' })
    expect([wrong.status, right.status]).toEqual([412, 201])
  })

  it('lets the second of two at once wait for the first', async () => {
    const api = await start()
    const path = await opened(api)
    const twenty = Array.from({ length: 20 }, () => api.post(`${path}/replies`, { text: 'Hi' }, key))
    const answers = await Promise.all(twenty)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect((await eventsOf(api, path)).filter((type: string) => type === 'ReplyRequested')).toHaveLength(1)
  })

  it('is kept over a restart', async () => {
    const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 1), clock: systemClock })
    const stores = { log: openMemoryLog(), state: openMemoryDeskState({ clock: systemClock }), vault }
    const before = await start(stores)
    const path = await opened(before)
    const first = await before.post(`${path}/replies`, { text: 'Hi' }, key)
    const after = await start(stores)
    const second = await after.post(`${path}/replies`, { text: 'Hi' }, key)
    expect([second.status, second.body]).toEqual([202, first.body])
  })

  it('keeps no name in the desk state; it is read from the log again, and gone once forgotten', async () => {
    const state = openMemoryDeskState({ clock: systemClock })
    const kept: string[] = []
    const watched: DeskState = {
      ...state,
      answered: (name, answer) => {
        kept.push(JSON.stringify(answer))
        return state.answered(name, answer)
      }
    }
    const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 1), clock: systemClock })
    const api = await start({ state: watched, vault })
    const path = `/api/v1/tickets/tkt_${await api.customerWrites(1, 'Help', { source: 'promo-12' })}`
    const first = await api.post(`${path}/notes`, { text: 'Hi' }, key)
    expect(first.body.ticket.customer).toEqual({
      id: expect.stringMatching(/^cus_/),
      display_name: 'Customer 1',
      username: null,
      language: 'en',
      tier: null,
      tags: []
    })
    expect(kept).toHaveLength(1)
    expect(first.body.ticket.source).toBe('promo-12')
    expect(kept.join()).not.toMatch(/Customer 1|promo-12/)
    expect((await api.post(`${path}/notes`, { text: 'Hi' }, key)).body).toEqual(first.body)
    await vault.forget(await vault.subjectFor(1))
    const forgotten = await api.post(`${path}/notes`, { text: 'Hi' }, key)
    expect(forgotten.body.ticket.customer).toEqual({ ...first.body.ticket.customer, display_name: null })
    expect(forgotten.body.ticket.source).toBeNull()
    expect(forgotten.body.events).toEqual(first.body.events)
  })

  it('is repaired from the log when the desk died before it could remember the answer', async () => {
    const state = openMemoryDeskState({ clock: systemClock })
    const forgetful: DeskState = { ...state, answered: async () => {} }
    const api = await start({ state: forgetful })
    const path = await opened(api)
    const headers = { ...key, 'If-Match': '"r1"' }
    const asked = { to: 'on_hold', comment: 'parts' }
    const first = await api.post(`${path}/status-changes`, asked, headers)
    await api.post(`${path}/status-changes`, { to: 'closed' })
    const second = await api.post(`${path}/status-changes`, asked, headers)
    expect([second.status, second.body]).toEqual([200, first.body])
    expect(second.headers.get('x-position')).toBe(first.headers.get('x-position'))
  })

  it('of a reply is repaired with the id of its message', async () => {
    const state = openMemoryDeskState({ clock: systemClock })
    const api = await start({ state: { ...state, answered: async () => {} } })
    const path = await opened(api)
    const first = await api.post(`${path}/replies`, { text: 'Hi' }, key)
    await api.post(`${path}/status-changes`, { to: 'closed' })
    const second = await api.post(`${path}/replies`, { text: 'Hi' }, key)
    expect([second.status, second.body]).toEqual([202, first.body])
  })

  it('whose memory was given up still knows the body it was used with', async () => {
    const state = openMemoryDeskState({ clock: systemClock })
    const api = await start({ state })
    const path = await opened(api)
    await api.post(`${path}/replies`, { text: 'Hi' }, key)
    await state.forgetAnswers(Number.MAX_SAFE_INTEGER, 10)
    const { status, body } = await api.post(`${path}/replies`, { text: 'Ho' }, key)
    expect([status, body.type]).toEqual([422, '/problems/idempotency_key_reused'])
  })

  it('must be 1 to 255 visible ASCII characters', async () => {
    const api = await start()
    const path = await opened(api)
    const { status } = await api.post(`${path}/notes`, { text: 'x' }, { 'Idempotency-Key': 'k'.repeat(256) })
    expect(status).toBe(400)
  })
})

describe('What an Idempotency-Key stands for', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  const asked = {
    method: 'POST',
    path: '/api/v1/tickets/tkt_0a4e1f0e-0000-4000-8000-000000000001/replies',
    idempotencyKey: 'k-1',
    body: { text: 'Hi' }
  }

  it('is for the admin key what it was before there were others, so that a retry over an upgrade does nothing twice', () => {
    expect(keyedBy({ ...asked, principal: { kind: 'key', id: 'key_admin' } })).toEqual({
      key: '7yZD9NnsgzceNJ1cCBspudObbFTfj9-_2b6DowE9BiE',
      fingerprint: '3qjKSihY4K6tSxJepGKQzktp1S2Jj4givDOA2bH3t7A',
      commandId: '84e93681-b8c1-5bd1-841f-120bfcba3bb0'
    })
  })

  it('is another for every other principal', () => {
    const ids = ['key_admin', 'key_00000001', 'key_00000002'].map(
      id => keyedBy({ ...asked, principal: { kind: 'key', id } }).commandId
    )
    expect(new Set(ids).size).toBe(3)
  })

  it('is not shared: two keys with one Idempotency-Key do two things', async () => {
    const path = `/api/v1/tickets/tkt_${await api.customerWrites(1, 'Help')}`
    const made = await api.post('/api/v1/api-keys', { name: 'x', scopes: ['tickets:write'] })
    const key = { 'Idempotency-Key': 'k-1' }
    const first = await api.post(`${path}/notes`, { text: 'Hi' }, key)
    const other = { ...key, Authorization: `Bearer ${made.body.key}` }
    const second = await api.post(`${path}/notes`, { text: 'Ho' }, other)
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body.message_id).not.toBe(first.body.message_id)
  })
})
