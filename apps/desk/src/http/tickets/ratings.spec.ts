import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

describe('POST /tickets/{id}/rating-requests', () => {
  let api: TestApi
  let user = 1
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  const resolved = async () => {
    const id = await api.customerWrites(user++, 'It is broken')
    await api.post(`/api/v1/tickets/tkt_${id}/status-changes`, { to: 'resolved' })
    return { id, path: `/api/v1/tickets/tkt_${id}` }
  }

  it('asks once for each time that the ticket is resolved', async () => {
    const { path } = await resolved()
    const asked = await api.post(`${path}/rating-requests`, {})
    expect(asked).toMatchObject({ status: 202, body: { events: [{ type: 'RatingRequested' }] } })
    expect(await api.post(`${path}/rating-requests`, {})).toMatchObject({ status: 202, body: { events: [] } })
    await api.post(`${path}/status-changes`, { to: 'in_progress' })
    await api.post(`${path}/status-changes`, { to: 'resolved' })
    const again = await api.post(`${path}/rating-requests`, {})
    expect(again.body.events).toMatchObject([{ type: 'RatingRequested' }])
  })

  it('is refused while the ticket is not resolved, or closed; nothing more can be said', async () => {
    const id = await api.customerWrites(user++, 'Help')
    const path = `/api/v1/tickets/tkt_${id}`
    expect(await api.post(`${path}/rating-requests`, {})).toMatchObject({
      status: 409,
      body: { type: '/problems/not_resolved' }
    })
    await api.post(`${path}/status-changes`, { to: 'closed' })
    expect(await api.post(`${path}/rating-requests`, {})).toMatchObject({
      status: 409,
      body: { type: '/problems/ticket_closed' }
    })
    expect((await api.post(`${path}/rating-requests`, { score: 5 })).status).toBe(422)
  })

  it('leads to the rating of the ticket, of its latest resolution', async () => {
    const { id, path } = await resolved()
    expect((await api.get(path)).body.rating).toBeNull()
    await api.post(`${path}/rating-requests`, {})
    const now = Date.UTC(2026, 0, 5, 10)
    const rate = { type: 'RateTicket', resolution: 1, low: false, telegramMessageId: 9, now } as const
    await api.act(id, { ...rate, score: 4 })
    await api.act(id, { ...rate, score: 5 })
    const told = await api.get('/api/v1/events?types=ticket.rated')
    expect(
      told.body.data.slice(-2).map(({ data }: { data: { changed: unknown } }) => data.changed)
    ).toMatchObject([
      { rating: { from: null, to: { score: 4 } } },
      { rating: { from: { score: 4 }, to: { score: 5 } } }
    ])
    const { body } = await api.get(path)
    expect(body.rating).toMatchObject({ score: 5 })
    await api.post(`${path}/status-changes`, { to: 'in_progress' })
    expect((await api.get(path)).body.rating).toMatchObject({ score: 5 })
    await api.post(`${path}/status-changes`, { to: 'resolved' })
    expect((await api.get(path)).body.rating).toBeNull()
  })
})
