import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { endpointStream } from '#domain'
import type { EndpointId } from '#kernel'
import { asAgent, giveRole } from '../session/testing.js'
import type { TestApi } from '../testing.js'
import { Receiver } from './testing.js'
import { eventually, HooksScene, path } from './testing-scene.js'

describe('An endpoint', () => {
  let scene: HooksScene
  let api: TestApi
  let receiver: Receiver
  let url: string
  beforeEach(async () => {
    scene = await HooksScene.start()
    ;({ api, receiver, url } = scene)
  })
  afterEach(() => scene.stop())

  const moves = (id: string, to: string) => api.send('PATCH', `${path}/${id}`, { body: { url: to } })
  const attempted = (id: string, type: string) =>
    eventually(async () => {
      const [last] = await scene.deliveries(id)
      return last.type === type && last.attempts.length > 0 && last
    })
  const typesIn = async (id: string) => {
    const types: string[] = []
    const stream = endpointStream(id.replace(/^whk_/, '') as EndpointId)
    for await (const { type } of api.desk.log.readStream(stream)) types.push(type)
    return types
  }

  it('is not verified by the late answer of an address that it had before', async () => {
    receiver.answering = () => 'hangs'
    const { id } = (await scene.register()).body
    await receiver.until(() => receiver.got.length === 1)
    receiver.answering = () => ({ status: 500 })
    await moves(id, `${url}/unasked`)
    await receiver.until(() => receiver.got.at(-1)?.path === '/hook/unasked')
    receiver.takeHanging()
    await eventually(async () => (await scene.deliveries(id, '?state=delivered')).length === 1)
    await scene.sending?.stop()
    expect(await scene.stateOf(id)).toBe('unverified')
  })

  it('is sent nothing that waited for a call to its old address before the new one is verified', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => 'hangs'
    for (let user = 1; user <= 6; user++) await api.customerWrites(user, 'Help')
    await receiver.has(4)
    await eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 6)
    receiver.answering = () => ({ status: 500 })
    await moves(id, `${url}/unasked`)
    await eventually(async () => (await scene.deliveries(id))[0].type === 'webhook.verification')
    receiver.refuseHanging()
    await attempted(id, 'webhook.verification')
    await scene.sending?.stop()
    expect(receiver.told.filter(({ path: at }) => at === '/hook/unasked')).toEqual([])
  })

  it('is told of a challenge that is wrong, also where it is as long but for its bytes', async () => {
    receiver.answering = () => ({ status: 200, text: `{"challenge":"${'é'.repeat(43)}"}` })
    const { id } = (await scene.register()).body
    const { attempts } = await attempted(id, 'webhook.verification')
    expect(attempts).toMatchObject([{ error: 'the answer does not hold the challenge' }])
  })

  it('that is gone before it is verified is asked once', async () => {
    receiver.answering = () => ({ status: 410 })
    const { id } = (await scene.register()).body
    await scene.isIn(id, 'paused')
    await eventually(async () => (await scene.deliveries(id, '?state=given_up')).length === 1)
    await scene.passed(3000)
    await scene.sending?.stop()
    expect(receiver.got).toHaveLength(1)
    expect(await typesIn(id)).toEqual(['EndpointRegistered', 'DeliveryGivenUp', 'EndpointPaused'])
  })

  it('that was gone before it was verified is asked again where it is resumed', async () => {
    receiver.answering = () => ({ status: 410 })
    const { id } = (await scene.register()).body
    await scene.isIn(id, 'paused')
    receiver.answering = () => undefined
    expect((await api.post(`${path}/${id}/resumptions`, {})).status).toBe(200)
    await scene.isIn(id, 'active')
    expect(receiver.got).toHaveLength(2)
  })

  it('that was not verified for thirty days has what waits for it given up by name', async () => {
    receiver.answering = () => ({ status: 500 })
    const { id } = (await scene.register({ events: ['ticket.created'] })).body
    await api.customerWrites(1, 'Help')
    const waiting = () => scene.deliveries(id, '?state=pending')
    const isTicket = ({ type }: { type: string }) => type === 'ticket.created'
    const { id: delivery } = await eventually(async () => (await waiting()).find(isTicket))
    api.clock.jump(30 * 24 * 3_600_000 + 1)
    await eventually(async () => {
      await scene.passed(3_600_000)
      return (await scene.deliveries(id)).length === 0
    })
    const given = []
    const stream = endpointStream(id.replace(/^whk_/, '') as EndpointId)
    for await (const { type, data } of api.desk.log.readStream(stream))
      if (type === 'DeliveryGivenUp') given.push(data)
    expect(given).toContainEqual(expect.objectContaining({ delivery, attempts: 0 }))
  })

  it('that says so to a test is called once, and goes on when it is resumed', async () => {
    const { id } = await scene.active()
    receiver.answering = () => ({ status: 410 })
    await api.post(`${path}/${id}/tests`, {})
    await scene.isIn(id, 'paused')
    await eventually(async () => (await scene.deliveries(id, '?state=given_up')).length === 1)
    await scene.passed(3000)
    expect(receiver.told).toHaveLength(1)
    receiver.answering = () => undefined
    expect((await api.post(`${path}/${id}/resumptions`, {})).body.state).toBe('active')
    await api.customerWrites(1, 'Help')
    await receiver.has(2)
  })

  it('is of the same host with a dot at the end of its name', async () => {
    const hosts: unknown[] = []
    for (const address of ['https://shop.invalid/hook', 'https://shop.invalid./hook']) {
      const { id } = (await scene.register({ url: address })).body
      const stream = endpointStream(id.replace(/^whk_/, '') as EndpointId)
      for await (const { type, data } of api.desk.log.readStream(stream))
        if (type === 'EndpointRegistered') hosts.push(data['host'])
    }
    expect(hosts).toEqual(['shop.invalid:443', 'shop.invalid:443'])
  })

  it('that was gone is asked anew where it is moved, and goes on with what waited', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = ({ path: at }) => (at === '/hook' ? { status: 410 } : undefined)
    await api.customerWrites(1, 'Help')
    await scene.isIn(id, 'paused')
    expect((await moves(id, `${url}/new`)).body).toMatchObject({ state: 'unverified', paused: null })
    await scene.isIn(id, 'active')
    await receiver.has(2)
    expect(receiver.told.map(got => got.path)).toEqual(['/hook', '/hook/new'])
  })

  it('that stays paused where it is moved while nobody answers for it is active once it is resumed', async () => {
    const key = await scene.key(['webhooks:manage', 'tickets:read'])
    const { id } = (await scene.register({}, key.headers)).body
    await scene.isIn(id, 'active')
    await api.send('DELETE', `/api/v1/api-keys/${key.id}`)
    await scene.isIn(id, 'paused')
    expect((await moves(id, `${url}/new`)).body.state).toBe('paused')
    expect((await api.post(`${path}/${id}/resumptions`, {})).status).toBe(200)
    await scene.isIn(id, 'active')
  })

  it('that has moved from a host that is left alone is called at once', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 500 })
    for (let user = 1; user <= 9; user++) {
      await api.customerWrites(user, 'Help')
      await receiver.has(user)
      await attempted(id, 'ticket.created')
    }
    await api.customerWrites(10, 'Help')
    await eventually(async () => (await scene.deliveries(id)).length === 11)
    expect(receiver.told).toHaveLength(9)
    const other = new Receiver()
    await moves(id, await other.listen())
    await other.until(() => other.got.some(({ body }) => body.type === 'webhook.verification'))
    await scene.isIn(id, 'active')
    await other.has(10)
    other.close()
  })

  it('is left alone over a restart too, for as long as it would have been', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 500 })
    for (let user = 1; user <= 9; user++) {
      await api.customerWrites(user, 'Help')
      await receiver.has(user)
      await attempted(id, 'ticket.created')
    }
    await scene.passed(10_000)
    await scene.sending?.stop()
    await scene.passed(10_000)
    await scene.begin()
    await api.customerWrites(10, 'Help')
    await eventually(async () => (await scene.deliveries(id)).length === 11)
    await scene.passed(9999)
    await scene.stateOf(id)
    expect(receiver.told).toHaveLength(9)
    await scene.passed(1)
    await receiver.has(10)
    // That one failed too: twice as long from then on.
    await eventually(async () => {
      const { data } = (await api.get(`${path}/${id}/deliveries`)).body
      return data.reduce((n: number, { attempts }: { attempts: [] }) => n + attempts.length, 0) === 11
    })
    await scene.sending?.stop()
    await scene.begin()
    await scene.passed(59_999)
    await scene.stateOf(id)
    expect(receiver.told).toHaveLength(10)
    await scene.passedUntil(1, () => receiver.told.length === 11)
  })

  it('is degraded from the first failure of what it is told until it takes something, whatever was given up, over a restart', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 400 })
    await api.customerWrites(1, 'Help')
    await scene.isIn(id, 'degraded')
    await scene.passedUntil(300_000, () => receiver.told.length === 3)
    await eventually(async () => (await scene.deliveries(id, '?state=given_up')).length === 1)
    await scene.sending?.stop()
    expect(await scene.stateOf(id)).toBe('degraded')
    await scene.begin()
    expect(await scene.stateOf(id)).toBe('degraded')
    receiver.answering = () => undefined
    await api.customerWrites(2, 'Help')
    await scene.isIn(id, 'active')
  })

  it('is degraded while its host is left alone for another that fails there', async () => {
    const failing = await scene.active({ events: ['ticket.created'], url: `${url}/failing` })
    const { id } = await scene.active({ events: ['ticket.tags_changed'] })
    receiver.answering = () => ({ status: 500 })
    for (let user = 1; user <= 8; user++) {
      await api.customerWrites(user, 'Help')
      await receiver.has(user)
      await attempted(failing.id, 'ticket.created')
    }
    await scene.isIn(id, 'degraded')
    receiver.answering = () => undefined
    await scene.passedUntil(30_000, () => receiver.told.length > 8)
    await scene.isIn(id, 'active')
  })

  it('is paused as often as who answers for it has ended', async () => {
    const anna = await api.agent(7, 'Anna')
    await giveRole(api, anna, 'lead')
    const { id } = (await scene.register({}, await asAgent(api, anna))).body
    await scene.isIn(id, 'active')
    for (let round = 0; round < 2; round++) {
      await giveRole(api, anna, 'agent')
      await scene.isIn(id, 'paused')
      await giveRole(api, anna, 'lead')
      const resumed = await api.post(`${path}/${id}/resumptions`, {}, await asAgent(api, anna))
      expect(resumed.body).toMatchObject({ state: 'active', owner: `agent:${anna}` })
    }
    expect((await typesIn(id)).filter(type => type === 'EndpointPaused')).toHaveLength(2)
  })

  it('has on record how often a webhook was given up, however often that was', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    receiver.answering = () => ({ status: 400 })
    await api.customerWrites(1, 'Help')
    for (let round = 1; round <= 9; round++) {
      if (round > 1) await api.post(`${path}/${id}/replays`, { only: 'given_up' })
      await receiver.has(3 * round - 2)
      await scene.passedUntil(300_000, () => receiver.told.length === 3 * round)
      await eventually(async () => (await scene.deliveries(id, '?state=given_up')).length === 1)
    }
    expect((await typesIn(id)).filter(type => type === 'DeliveryGivenUp')).toHaveLength(9)
  })
})
