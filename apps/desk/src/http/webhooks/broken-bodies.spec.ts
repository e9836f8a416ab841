import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { HooksScene, path } from './testing-scene.js'

describe('A body that breaks our own schema', () => {
  let scene: HooksScene
  beforeAll(async () => {
    scene = await HooksScene.start()
    await scene.sending?.stop()
    const isBroken = (body: string) => JSON.parse(body).data.changed?.priority?.to === 'high'
    await scene.begin({
      faultIn: body => (isBroken(body) ? 'WebhookBody/data/ticket must be object' : undefined)
    })
  })
  afterAll(() => scene.stop())

  it('is recorded and not sent, nor by a replay, and what comes after it goes on', async () => {
    const { api, receiver } = scene
    const { id } = await scene.active({ events: ['ticket.priority_changed', 'ticket.tags_changed'] })
    const ticket = await api.customerWrites(1, 'Help')
    await api.act(ticket, { type: 'ChangePriority', priority: 'high' })
    await api.act(ticket, { type: 'ChangeTags', add: ['vip'], remove: [] })
    await receiver.has(1)
    expect(receiver.told.map(({ body }) => body.type)).toEqual(['ticket.tags_changed'])

    const { body } = await api.get(`${path}/${id}/deliveries?state=given_up`)
    expect(body.data).toMatchObject([
      {
        type: 'ticket.priority_changed',
        state: 'given_up',
        attempts: [{ status: null, error: 'breaks_schema: WebhookBody/data/ticket must be object' }]
      }
    ])
    const recorded = []
    for await (const event of api.desk.log.readStream(`endpoint-${id.slice(4)}`)) recorded.push(event)
    expect(recorded.at(-1)).toMatchObject({
      type: 'DeliveryGivenUp',
      data: { delivery: body.data[0].id, attempts: 0, reason: 'breaks_schema' }
    })

    expect((await api.post(`${path}/${id}/replays`, { only: 'given_up' })).status).toBe(202)
    await api.act(ticket, { type: 'ChangeTags', add: ['late'], remove: [] })
    await receiver.has(2)
    const again = await api.get(`${path}/${id}/deliveries?state=given_up`)
    expect(again.body.data).toHaveLength(1)
    expect(receiver.told.map(({ body: told }) => told.type)).toEqual(Array(2).fill('ticket.tags_changed'))
  })
})
