import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ticketStream } from '#domain'
import type { TicketId } from '#kernel'
import { faultsIn } from '#processes'
import { eventually, HooksScene, path } from './testing-scene.js'

/** What a person wrote may be in the words of an error: they are told to nobody. */
class Mistake extends Error {
  override readonly name = 'Mistake'
}

describe('A webhook that can not be made by a mistake of ours', () => {
  let scene: HooksScene
  beforeEach(async () => {
    scene = await HooksScene.start()
  })
  afterEach(() => scene.stop())

  const recorded = async (id: string) => {
    const all = []
    for await (const event of scene.api.desk.log.readStream(`endpoint-${id.slice(4)}`)) all.push(event)
    return all
  }

  it.each([
    [
      'its text',
      () => ({
        faultIn: () => {
          throw new Mistake('Anna wrote Help')
        }
      })
    ],
    [
      'what it is about',
      (ticket: TicketId) => ({
        log: (log: typeof scene.api.desk.log) => ({
          ...log,
          subscribe: log.subscribe.bind(log),
          readStream: (stream: string, from?: number) => {
            if (stream === ticketStream(ticket)) throw new Mistake('Anna wrote Help')
            return log.readStream(stream, from)
          }
        })
      })
    ]
  ])(
    'is on record for each that wants it, told to operators, and made by a replay: of %s',
    async (_, broken) => {
      const { api, receiver } = scene
      const { id } = await scene.active({ events: ['ticket.tags_changed'], personal: true })
      const ticket = await api.customerWrites(1, 'Help', { name: 'Anna' })
      await scene.sending?.stop()
      await scene.begin(broken(ticket))
      await api.act(ticket, { type: 'ChangeTags', add: ['vip'], remove: [] })
      const [given] = await eventually(async () => {
        const all = await scene.deliveries(id, '?state=given_up')
        return all.length === 1 && all
      })
      expect(given).toMatchObject({ type: 'ticket.tags_changed', body: null })
      expect(given.attempts).toMatchObject([{ status: null, answer: null, error: 'not_made: Mistake' }])
      await eventually(async () => (await recorded(id)).at(-1)?.type === 'DeliveryGivenUp')
      expect((await recorded(id)).at(-1)?.data).toMatchObject({
        delivery: given.id,
        attempts: 0,
        reason: 'not_made'
      })
      const fault = { count: 1, type: 'ticket.tags_changed', reason: 'not_made' }
      expect(await faultsIn(api.deps.state, api.clock.now())).toEqual(fault)
      expect(await faultsIn(api.deps.state, api.clock.now() + 24 * 3_600_000 + 1)).toBeUndefined()

      // It still can't be made.
      expect((await api.post(`${path}/${id}/replays`, { only: 'given_up' })).status).toBe(202)
      await api.act(ticket, { type: 'ChangeTags', add: ['late'], remove: [] })
      await eventually(async () => (await scene.deliveries(id, '?state=given_up')).length === 2)
      expect(receiver.told).toEqual([])

      // A version that can: what was given up is made and sent under its id, and only once.
      await scene.sending?.stop()
      await scene.begin()
      expect((await api.post(`${path}/${id}/replays`, { only: 'given_up' })).status).toBe(202)
      await receiver.has(2)
      await eventually(async () => (await scene.deliveries(id, '?state=delivered')).length === 3)
      expect(receiver.told[0]?.headers['webhook-id']).toBe(given.id)
      expect(receiver.told.map(({ body }) => body.data.changed.tags.to)).toEqual([['vip'], ['vip', 'late']])
      expect(receiver.told[0]?.body.data.ticket.customer.display_name).toBe('Anna')
    }
  )

  it('and is made once more because the endpoint asks for less, is on record too, and made by a replay', async () => {
    const { api, receiver } = scene
    const { id } = await scene.active({ events: ['ticket.tags_changed'], personal: true })
    const ticket = await api.customerWrites(1, 'Help', { name: 'Anna' })
    receiver.answering = () => ({ status: 500 })
    await api.act(ticket, { type: 'ChangeTags', add: ['vip'], remove: [] })
    await receiver.has(1)
    await eventually(async () => (await scene.deliveries(id, '?state=pending'))[0]?.attempts.length === 1)
    await scene.sending?.stop()
    receiver.answering = () => undefined
    await api.send('PATCH', `${path}/${id}`, { body: { personal: false } })
    await scene.begin({
      faultIn: () => {
        throw new Mistake('Anna wrote Help')
      }
    })
    const all = await eventually(async () => {
      await scene.passed(10_000)
      const found = await scene.deliveries(id, '?state=given_up')
      return found.length === 2 && found
    })
    const errors = all.map(({ attempts }: { attempts: { error: string }[] }) => attempts.at(-1)?.error)
    expect(errors.sort()).toEqual(['narrowed', 'not_made: Mistake'])
    expect(await faultsIn(api.deps.state, api.clock.now())).toMatchObject({ reason: 'not_made' })

    await scene.sending?.stop()
    await scene.begin()
    expect((await api.post(`${path}/${id}/replays`, { only: 'given_up' })).status).toBe(202)
    await receiver.has(2)
    const [first, again] = receiver.told
    expect(again?.text).not.toContain('Anna')
    expect(again?.body.data.event).toEqual(first?.body.data.event)
    expect(again?.headers['webhook-id']).not.toBe(first?.headers['webhook-id'])
    await eventually(async () => (await scene.deliveries(id, '?state=given_up')).length === 1)
  })

  it('for a rule is on record for the endpoint that it names, and for no other', async () => {
    const { api } = scene
    const named = await scene.active({ events: ['sla.*'] })
    const other = await scene.active({ events: ['rule.*', 'ticket.created'], url: `${scene.url}/other` })
    const rule = { name: 'Tell', on: ['ticket_opened'], then: [{ webhook: { endpoint_id: named.id } }] }
    expect((await api.send('PUT', '/api/v1/rules/tell', { body: rule })).status).toBe(201)
    await scene.sending?.stop()
    await scene.begin({
      log: log => ({
        ...log,
        subscribe: log.subscribe.bind(log),
        readStream: (stream, from) => {
          if (stream.startsWith('ticket-')) throw new Mistake('Anna wrote Help')
          return log.readStream(stream, from)
        }
      })
    })
    await api.customerWrites(1, 'Help', { name: 'Anna' })
    const typesOf = async (id: string) =>
      (await scene.deliveries(id, '?state=given_up')).map(({ type }: { type: string }) => type)
    await eventually(async () => (await typesOf(named.id)).length === 1)
    await eventually(async () => (await typesOf(other.id)).length >= 1)
    expect([await typesOf(named.id), await typesOf(other.id)]).toEqual([['rule.fired'], ['ticket.created']])
  })
})
