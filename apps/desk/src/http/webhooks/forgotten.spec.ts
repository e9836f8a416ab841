import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
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
