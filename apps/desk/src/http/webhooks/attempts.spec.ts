import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { TestApi } from '../testing.js'
import type { Receiver } from './testing.js'
import { eventually, HooksScene, path } from './testing-scene.js'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

describe('What an endpoint is told', () => {
  let scene: HooksScene
  let api: TestApi
  let receiver: Receiver
  beforeEach(async () => {
    scene = await HooksScene.start()
    ;({ api, receiver } = scene)
  })
  afterEach(() => scene.stop())

  it('is asked for its challenge again at once where somebody asks for that, however long the last one waits', async () => {
    receiver.answering = () => ({ status: 500 })
    const { id } = (await scene.register()).body
    await scene.passedUntil(6000, () => receiver.got.length === 2)
    await eventually(async () => (await scene.deliveries(id))[0].attempts.length === 2)
    receiver.answering = () => undefined
    expect((await api.post(`${path}/${id}/verifications`, {})).status).toBe(202)
    await scene.isIn(id, 'active')
  })

  it('comes at once where somebody says that it works again, also to a host that is left alone', async () => {
    const { id } = await scene.active({ events: ['ticket.tags_changed'] })
    const ticket = await api.customerWrites(1, 'Help')
    receiver.answering = () => ({ status: 500 })
    for (let n = 0; n < 9; n++) {
      await api.post(`${path}/${id}/tests`, {})
      await receiver.has(n + 1)
    }
    await eventually(async () => (await scene.deliveries(id))[0].attempts.length === 1)
    await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: ['a'] })
    await eventually(async () => (await scene.deliveries(id))[0].type === 'ticket.tags_changed')
    expect(receiver.told).toHaveLength(9)
    receiver.answering = () => undefined
    await api.post(`${path}/${id}/replays`, { only: 'given_up' })
    await receiver.until(() => receiver.told.at(-1)?.body.type === 'ticket.tags_changed')
  })

  it('is all that happens with 50 tickets in ten minutes, in the order of each', async () => {
    await scene.active({ personal: true })
    const tickets: string[] = []
    for (let user = 1; user <= 50; user++) {
      tickets.push(await api.customerWrites(user, `I am number ${user}`))
      await scene.passed(12_000)
    }
    await receiver.has(100)
    const { data } = (await api.get('/api/v1/events?types=ticket.*&limit=100')).body
    const nameOf = (told: { type: string; data: { event: { id: string } } }) =>
      `${told.type} ${told.data.event.id}`
    expect(receiver.told.map(({ body }) => nameOf(body)).sort()).toEqual(data.map(nameOf).sort())
    for (const [n, ticket] of tickets.entries()) {
      const own = receiver.told.filter(({ body }) => body.data.ticket.id === `tkt_${ticket}`)
      expect(own.map(({ body }) => body.type)).toEqual(['ticket.created', 'ticket.message_added'])
      expect(own[1]?.body.data.messages[0].text).toBe(`I am number ${n + 1}`)
    }
  })

  it('comes after an hour of nothing but 500s: everything, in order, and no more calls than the breaker lets through', async () => {
    const { id } = await scene.active({ events: ['ticket.tags_changed'] })
    const tickets: string[] = []
    for (let user = 1; user <= 12; user++) tickets.push(await api.customerWrites(user, 'Help'))
    receiver.answering = () => ({ status: 500 })
    for (const round of ['a', 'b'])
      for (const ticket of tickets)
        await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: [round] })
    await receiver.has(9)
    for (let minute = 0; minute < 60; minute++) {
      await scene.passed(minuteMs)
      await scene.stateOf(id)
    }
    const during = receiver.told.length
    // Ten until it opens, and what was under way; then one at 30 s, 1, 2, 4, 8 and each 10 minutes.
    expect(during).toBeLessThan(30)
    receiver.answering = () => undefined
    await scene.passedUntil(10 * minuteMs, () => receiver.told.length >= during + 24)
    const taken = receiver.told.slice(during).map(({ body }) => body.data)
    for (const ticket of tickets) {
      const own = taken.filter(data => data.ticket.id === `tkt_${ticket}`)
      expect(own.map(data => data.changed.tags.to.at(-1))).toEqual(['a', 'b'])
    }
  })

  it('waits after five days of nothing but failures, until somebody resumes it', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 500 })
    await api.customerWrites(1, 'Help')
    await scene.isIn(id, 'degraded')
    await scene.sending?.stop()
    const noted = await api.deps.state.note('webhooks-failing')
    const now = api.clock.now()
    expect(noted).toEqual({ [id.replace(/^whk_/, '')]: { since: now, count: 1, last: now } })
    for (let days = 1; days < 5; days++) {
      await scene.passed(dayMs)
      await scene.begin()
      await receiver.has(days + 1)
      await eventually(async () => (await scene.deliveries(id))[0].attempts.length === days + 1)
      expect(await scene.stateOf(id)).toBe('degraded')
      await scene.sending?.stop()
    }
    await scene.passed(dayMs)
    await scene.begin()
    await scene.isIn(id, 'paused')
    expect((await api.get(`${path}/${id}`)).body.paused.cause).toBe('failing')
    const calls = receiver.told.length
    await api.customerWrites(2, 'Help')
    receiver.answering = () => undefined
    expect((await api.post(`${path}/${id}/resumptions`, {})).status).toBe(200)
    await receiver.has(calls + 2)
    await scene.isIn(id, 'active')
    expect(await api.deps.state.note('webhooks-failing')).toEqual({})
  })

  it('comes no sooner for a restart, where its endpoint asked for time: nothing else comes meanwhile', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 429, headers: { 'retry-after': '3600' } })
    await api.customerWrites(1, 'Help')
    await eventually(async () => (await scene.deliveries(id))[0].attempts.length === 1)
    await scene.sending?.stop()
    await scene.passed(1800_000)
    receiver.answering = () => undefined
    await scene.begin()
    await api.customerWrites(2, 'Help')
    await eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 2)
    await scene.passed(1799_999)
    await scene.stateOf(id)
    expect(receiver.told).toHaveLength(1)
    await scene.passedUntil(1, () => receiver.told.length === 3)
  })

  it('comes no sooner for a restart than it was planned', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 500 })
    await api.customerWrites(1, 'Help')
    await scene.passedUntil(5000, () => receiver.told.length === 2)
    const [, second] = await eventually(async () => {
      const { attempts } = (await scene.deliveries(id))[0]
      return attempts.length === 2 && attempts
    })
    await scene.sending?.stop()
    receiver.answering = () => undefined
    await scene.passed(100_000)
    await scene.begin()
    await scene.passed(Date.parse(second.at) + 299_999 - api.clock.now())
    await scene.stateOf(id)
    expect(receiver.told).toHaveLength(2)
    await scene.passedUntil(1, () => receiver.told.length === 3)
    await eventually(async () => (await scene.deliveries(id, '?state=delivered')).length === 2)
  })

  it('comes again under its id where the answer takes longer than it has', async () => {
    const { id } = await scene.active({ events: ['ticket.created'], timeout_s: 1 })
    receiver.answering = () => 'hangs'
    await api.customerWrites(1, 'Help')
    const [late] = await eventually(async () => {
      const all = await scene.deliveries(id, '?state=pending')
      return all[0]?.attempts.length === 1 && all
    })
    expect(late.attempts).toMatchObject([{ status: null, error: 'no answer within 1000 ms' }])
    receiver.answering = () => undefined
    await scene.passedUntil(6000, () => receiver.told.length === 2)
    const [first, again] = receiver.told
    expect([again?.text, again?.headers['webhook-id']]).toEqual([first?.text, first?.headers['webhook-id']])
  })
})
