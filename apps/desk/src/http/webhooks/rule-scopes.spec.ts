import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Receiver } from './testing.js'
import { eventually, HooksScene, path } from './testing-scene.js'

describe('What a rule tells an endpoint', () => {
  let scene: HooksScene
  beforeEach(async () => {
    scene = await HooksScene.start()
  })
  afterEach(() => scene.stop())

  const rule = '/api/v1/rules/tell'
  const telling = (endpoint_id: string) => ({
    ...{ name: 'Tell', on: ['ticket_opened'] },
    then: [{ webhook: { endpoint_id } }]
  })
  const put = (id: string, headers = {}) => scene.api.send('PUT', rule, { body: telling(id), headers })
  const lapsed = (ticket: string) =>
    eventually(async () => {
      const { body } = await scene.api.get(`/api/v1/tickets/tkt_${ticket}/decisions`)
      return body.data.find(({ what }: { what: string }) => what === 'lapsed')
    })
  const settings = ['webhooks:manage', 'settings:read', 'settings:write', 'tickets:personal']

  it('goes to none that took no tickets:read to make: no rule may name it', async () => {
    const { headers } = await scene.key(settings)
    const { body } = await scene.register({ events: ['setting.*'], personal: true }, headers)
    const refused = await put(body.id, headers)
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [
        {
          pointer: '/then/0/webhook/endpoint_id',
          code: 'endpoint_not_allowed',
          message: 'is an endpoint that is told nothing of tickets'
        }
      ]
    ])
    expect((await put(body.id)).status).toBe(422)
  })

  it('goes no more to one that asks for nothing of tickets by now, and that is among the decisions', async () => {
    const { api, receiver } = scene
    const { id } = await scene.active({ personal: true })
    expect((await put(id)).status).toBe(201)
    await api.send('PATCH', `${path}/${id}`, { body: { events: ['setting.*'] } })
    const { headers } = await scene.key(settings)
    const mine = new Receiver()
    const url = await mine.listen()
    expect((await api.send('PATCH', `${path}/${id}`, { body: { url }, headers })).status).toBe(200)
    await scene.isIn(id, 'active')
    const ticket = await api.customerWrites(1, 'My card is 4111', { name: 'Anna' })
    expect((await lapsed(ticket)).because).toContain('told nothing of tickets, or is not told of this queue')
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    await mine.has(1)
    expect(mine.told.map(({ body }) => body.type)).toEqual(['setting.published'])
    expect(receiver.told.filter(({ text }) => text.includes('4111'))).toEqual([])
    mine.close()
  })

  it('goes to none that its writer may not see, nor change', async () => {
    const { api } = scene
    const { id } = await scene.active({ personal: true })
    const scopes = ['webhooks:manage', 'settings:read', 'settings:write', 'tickets:read']
    const ofOneQueue = await scene.key(scopes, ['general'])
    expect((await api.get(`${path}/${id}`, ofOneQueue.headers)).status).toBe(404)
    const unseen = await put(id, ofOneQueue.headers)
    expect([unseen.status, unseen.body.errors[0].pointer, unseen.body.errors[0].code]).toEqual([
      422,
      '/then/0/webhook/endpoint_id',
      'unknown_endpoint'
    ])
    const { headers } = await scene.key(scopes)
    const less = await put(id, headers)
    expect([less.status, less.body.scope]).toEqual([403, 'tickets:personal'])
    const wrong = { ...telling(id), name: 7, position: 'first' }
    for (const { headers: whose } of [ofOneQueue, { headers }]) {
      const both = await api.send('PUT', rule, { body: wrong, headers: whose })
      const pointers = both.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()
      expect([both.status, pointers]).toEqual([422, ['/name', '/position']])
    }
  })

  it('is neither taken out nor retired without webhooks:manage', async () => {
    const { api } = scene
    const { id } = await scene.active()
    await put(id)
    const { headers } = await scene.key(['settings:read', 'settings:write'])
    const without = { ...telling(id), then: [{ set_priority: 'high' }] }
    for (const refused of [
      await api.send('PUT', rule, { body: without, headers }),
      await api.send('DELETE', rule, { headers })
    ])
      expect([refused.status, refused.body.scope]).toEqual([403, 'webhooks:manage'])
    expect((await api.send('PUT', rule, { body: without })).status).toBe(200)
    expect((await api.send('DELETE', rule, { headers })).status).toBe(204)
  })
})
