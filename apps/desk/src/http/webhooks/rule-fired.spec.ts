import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { TestApi } from '../testing.js'
import { createBodyCheck } from './body-check.js'
import { Receiver } from './testing.js'
import { eventually, HooksScene } from './testing-scene.js'

let scene: HooksScene
let api: TestApi
let receiver: Receiver
beforeEach(async () => {
  scene = await HooksScene.start()
  ;({ api, receiver } = scene)
})
afterEach(() => scene.stop())

const put = (id: string, rule: object, headers = {}) =>
  api.send('PUT', `/api/v1/rules/${id}`, { body: { name: id, on: ['ticket_opened'], ...rule }, headers })
const telling = (endpoint_id: string) => ({ then: [{ webhook: { endpoint_id } }] })
const fired = () => receiver.told.filter(({ body }) => body.type === 'rule.fired')

describe('A rule that tells an endpoint', () => {
  it('posts rule.fired with ticket and messages to that endpoint alone, whatever its events', async () => {
    const other = new Receiver()
    await scene.active({ url: await other.listen(), events: ['ticket.*', 'rule.*'] })
    const { id } = await scene.active({ events: ['sla.*'], personal: true })
    expect((await put('tell', telling(id))).status).toBe(201)
    const ticket = await api.customerWrites(1, 'It is broken', { name: 'Anna' })
    await receiver.has(1)
    await api.customerWrites(1, 'Still')
    await other.has(3)
    expect(receiver.told.map(({ body }) => body.type)).toEqual(['rule.fired'])
    expect(fired()[0]?.body.data).toMatchObject({
      ...{ rule: { id: 'tell', version: 0 }, command: null },
      ticket: { id: `tkt_${ticket}` },
      messages: [{ text: 'It is broken' }]
    })
    expect(createBodyCheck()(fired()[0]?.text ?? '')).toBeUndefined()
    expect(other.told.map(({ body }) => body.type)).toEqual([
      'ticket.created',
      'ticket.message_added',
      'ticket.message_added'
    ])
    const feed = await api.get('/api/v1/events?types=rule.fired')
    expect(feed.body.data).toMatchObject([
      { type: 'rule.fired', data: { rule: { id: 'tell' }, command: null } }
    ])
    other.close()
  })

  it('tells an endpoint that wants little only what was decided', async () => {
    const { id } = await scene.active({ payload: 'thin' })
    await put('tell', telling(id))
    await api.customerWrites(1, 'It is broken')
    await receiver.until(() => fired().length > 0)
    expect(Object.keys(fired()[0]?.body.data)).not.toContain('messages')
    expect(fired()[0]?.body.data).toMatchObject({ rule: { id: 'tell', version: 0 }, command: null })
    expect(createBodyCheck()(fired()[0]?.text ?? '')).toBeUndefined()
  })

  it('tells it nothing of queues that are not its own, and says so among the decisions', async () => {
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    const { id } = await scene.active({ queues: ['billing'] })
    await put('tell', telling(id))
    const ticket = await api.customerWrites(1, 'It is broken')
    const said = await eventually(async () => {
      const { body } = await api.get(`/api/v1/tickets/tkt_${ticket}/decisions`)
      return body.data.find(({ what }: { what: string }) => what === 'lapsed')
    })
    expect(said).toMatchObject({ by: { id: 'tell', version: 0 } })
    expect(said.because).toContain('not told of this queue')
    expect(fired()).toEqual([])
  })

  it('takes webhooks:manage to write, and an endpoint that is there', async () => {
    const { id } = await scene.active()
    const { headers } = await scene.key(['settings:read', 'settings:write'])
    const refused = await put('tell', telling(id), headers)
    expect([refused.status, refused.body.scope]).toEqual([403, 'webhooks:manage'])
    const unknown = await put('tell', telling('whk_5f0c9d0e-3c62-5f8b-9d53-3c0d8a8f7a11'))
    expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([422, '/then/0/webhook/endpoint_id'])
  })

  it('keeps its endpoint from being removed, until it is off', async () => {
    const { id } = await scene.active()
    await put('tell', telling(id))
    const refused = await api.send('DELETE', `/api/v1/webhooks/${id}`)
    expect([refused.status, refused.body.referred_by]).toEqual([409, ['rules/tell']])
    await put('tell', { ...telling(id), enabled: false })
    expect((await api.send('DELETE', `/api/v1/webhooks/${id}`)).status).toBe(204)
  })
})
