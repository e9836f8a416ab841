import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { DeskState } from '#desk-state'
import { Unavailable } from '#event-log'
import { FakeClock } from '#kernel'
import { VaultUnavailable } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { eventually, HooksScene } from './testing-scene.js'

/** Takes so many calls more, then none: as where the process is killed, or its store goes away, between two of them. */
function endingAfter(state: DeskState, calls: number): { state: DeskState; ended: Promise<void> } {
  const ended = Promise.withResolvers<void>()
  let left = calls
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const member: unknown = Reflect.get(of, name)
        if (name === 'hooks') return counted(state.hooks)
        if (typeof member !== 'function') return member
        return (...given: unknown[]): unknown => {
          if (left-- > 0) return member.apply(of, given)
          ended.resolve()
          return Promise.reject(new Unavailable('the store is away'))
        }
      }
    })
  return { state: counted(state), ended: ended.promise }
}

describe('That somebody is forgotten', () => {
  let scene: HooksScene
  beforeAll(async () => {
    scene = await HooksScene.start()
  })
  afterAll(() => scene.stop())

  it('is told once to whoever had something of them, wherever the desk is killed or its store goes away', async () => {
    const { api, receiver } = scene
    const { id } = await scene.active({ events: ['ticket.created'], personal: true })
    const told = (customer: string) =>
      receiver.told.filter(
        ({ body }) => body.type === 'customer.forgotten' && body.data.customer.id === customer
      )
    let user = 0
    for (let isOver = false; !isOver; ) {
      user++
      const ticket = await api.customerWrites(user, 'Help', { name: 'Anna' })
      await eventually(async () => (await scene.deliveries(id))[0].state === 'delivered')
      await scene.sending?.stop()
      const customer = (await api.get(`/api/v1/tickets/tkt_${ticket}`)).body.customer.id
      await api.post(`/api/v1/customers/${customer}/forgettings`, { code: 'request' })

      const { state, ended } = endingAfter(api.deps.state, user)
      const came = receiver.until(() => told(customer).length > 0).then(() => 'told' as const)
      await scene.begin({ state }).catch(() => {})
      isOver = (await Promise.race([ended, came])) === 'told'
      await scene.sending?.stop()

      await scene.begin()
      await came
      await eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 0)
      expect(new Set(told(customer).map(({ headers }) => headers['webhook-id'])).size).toBe(1)
      const [, created] = await scene.deliveries(id)
      expect([user, created.type, created.body]).toEqual([user, 'ticket.created', null])
    }
    expect(user).toBeGreaterThan(10)
  }, 60_000)
})

it('Who is forgotten while the vault is away is told of no more, after a restart too', async () => {
  const masterKey = randomBytes(32)
  const vault = openMemoryVault({ masterKey, clock: new FakeClock() })
  Object.assign(vault, { forget: () => Promise.reject(new VaultUnavailable('away')) })
  const scene = await HooksScene.start({ vault, masterKey })
  const { api, receiver } = scene
  await scene.active({ events: ['ticket.*'], personal: true })
  const ticket = await api.customerWrites(1, 'Help', { name: 'Anna' })
  const { customer } = (await api.get(`/api/v1/tickets/tkt_${ticket}`)).body
  await receiver.has(2)
  expect((await api.post(`/api/v1/customers/${customer.id}/forgettings`, { code: 'request' })).status).toBe(
    503
  )
  await receiver.until(() => receiver.told.at(-1)?.body.type === 'customer.forgotten')
  await scene.sending?.stop()
  await scene.begin()
  await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: ['vip'] })
  await receiver.has(4)
  expect(await vault.keyOf(customer.id.slice(4))).toBeDefined()
  const [created, , , last] = receiver.told
  expect(created?.text).toContain('Anna')
  expect([last?.body.type, last?.text]).toEqual(['ticket.tags_changed', expect.not.stringContaining('Anna')])
  await scene.stop()
})

describe('An agent who is forgotten', () => {
  let scene: HooksScene
  beforeEach(async () => {
    scene = await HooksScene.start()
  })
  afterEach(() => scene.stop())

  it.each([
    ['by its terms', false],
    ['with what is personal', true]
  ])('is in no webhook any more, kept or pending, %s', async (_, personal) => {
    const { api, receiver } = scene
    const { id } = await scene.active({ personal })
    const ticket = await api.customerWrites(1, 'Help', { name: 'Anna' })
    const agent_id = `agt_${await api.agent(77, 'Berta')}`
    await api.post(`/api/v1/tickets/tkt_${ticket}/replies`, { text: 'Hello', agent_id })
    const isSent = async () =>
      (await scene.deliveries(id)).every(({ state }: { state: string }) => state === 'delivered')
    await receiver.until(() => receiver.told.some(({ text }) => text.includes('Berta')))
    await eventually(isSent)

    receiver.answering = () => ({ status: 500 })
    const before = receiver.told.length
    await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: ['vip'] })
    await receiver.has(before + 1)
    await eventually(async () => (await scene.deliveries(id))[0].attempts.length === 1)
    expect((await api.post('/api/v1/admin/forgettings', { telegram_user_id: 77 })).status).toBe(200)
    receiver.answering = () => undefined
    await eventually(async () => {
      await scene.passed(5000)
      return (await scene.deliveries(id, '?state=pending')).length === 0
    })
    await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: ['later'] })
    await receiver.until(() => receiver.told.at(-1)?.body.data.ticket.tags.length === 2)
    await eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 0)
    expect((await api.post(`/api/v1/webhooks/${id}/replays`, { only: 'given_up' })).status).toBe(202)
    await api.post(`/api/v1/webhooks/${id}/tests`, {})
    await receiver.until(() => receiver.told.at(-1)?.body.type === 'webhook.test')

    const after = receiver.told.slice(before + 1).filter(({ body }) => body.type !== 'webhook.test')
    expect(after.map(({ body, text }) => [body.type, text.includes('Berta')])).toEqual([
      ['ticket.tags_changed', false]
    ])
    expect(after[0]?.body.data.messages.at(-1).author).toMatchObject({ id: agent_id, display_name: null })
    const kept = await scene.deliveries(id, '?limit=100')
    expect(kept.filter(({ body }: { body: string | null }) => body?.includes('Berta'))).toEqual([])
    const withdrawn = kept.filter(({ state }: { state: string }) => state === 'given_up')
    expect(withdrawn).toMatchObject([{ type: 'ticket.tags_changed', body: null }])
    expect(withdrawn[0].attempts.at(-1).error).toBe('forgotten')
  })

  it('is withdrawn while the vault is away too, and what comes then is told without the name', async () => {
    await scene.stop()
    const masterKey = randomBytes(32)
    const vault = openMemoryVault({ masterKey, clock: new FakeClock() })
    Object.assign(vault, { forget: () => Promise.reject(new VaultUnavailable('away')) })
    scene = await HooksScene.start({ vault, masterKey })
    const { api, receiver } = scene
    const { id } = await scene.active({ events: ['ticket.tags_changed'] })
    const ticket = await api.customerWrites(1, 'Help', { name: 'Anna' })
    const agent_id = `agt_${await api.agent(77, 'Berta')}`
    await api.post(`/api/v1/tickets/tkt_${ticket}/replies`, { text: 'Hello', agent_id })
    receiver.answering = () => ({ status: 500 })
    await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: ['vip'] })
    await receiver.has(1)
    await eventually(async () => (await scene.deliveries(id))[0].attempts.length === 1)
    expect((await api.post('/api/v1/admin/forgettings', { telegram_user_id: 77 })).status).toBe(503)
    receiver.answering = () => undefined
    await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: ['later'] })
    await scene.passedUntil(5000, () => receiver.told.length === 2)
    const [first, second] = receiver.told
    expect([first?.text.includes('Berta'), second?.text.includes('Berta')]).toEqual([true, false])
    expect(second?.body.data.ticket.tags).toEqual(['vip', 'later'])
  })
})
