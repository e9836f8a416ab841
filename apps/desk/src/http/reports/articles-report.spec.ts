import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import type { MessageId, TicketId } from '#kernel'
import { silentLogger } from '#observability'
import { SearchMisses } from '../search/misses.js'
import { startTestApi, type TestApi } from '../testing.js'

const day = 86_400_000

describe('The report on articles', () => {
  let api: TestApi
  const put = (path: string, body: object) => api.send('PUT', `/api/v1/${path}`, { body })
  const link = (ticket: TicketId, article_id: string) =>
    api.post(`/api/v1/tickets/tkt_${ticket}/article-links`, { article_id, send: true })
  const report = async (from: string, to: string, headers?: { [name: string]: string }) =>
    (await api.get(`/api/v1/reports/articles?from=${from}T00:00:00Z&to=${to}T00:00:00Z`, headers)).body

  /** On Monday, the 5th: two articles suggested, one of them sent. On Tuesday it did help, and another ticket gets it. */
  beforeAll(async () => {
    api = await startTestApi()
    await put('queues/billing', { name: 'Billing' })
    for (const id of ['refunds', 'banks']) await put(`articles/${id}`, { title: `About ${id}` })
    const first = await api.customerWrites(1, 'My refund')
    const found = ['refunds', 'banks'].map(id => ({ id, score: 1 }))
    await api.act(first, { type: 'SuggestArticles', found })
    const sent = (await link(first, 'refunds')).body.events
    const { data } = (await api.get(`/api/v1/tickets/tkt_${first}/events?limit=100`)).body
    const { messageId } = data.find(({ id }: { id: string }) => id === sent.at(-1).id).data
    await api.clock.advance(day)
    await api.act(first, { type: 'RateArticle', messageId: messageId as MessageId, helpful: true })
    const second = await api.customerWrites(2, 'Mine, too')
    await api.post(`/api/v1/tickets/tkt_${second}/transfers`, { queue_id: 'billing' })
    await link(second, 'refunds')
    await api.settled()
  })
  afterAll(() => api.stop())

  const none = { sent: 0, helpful: 0, not_helpful: 0, suggested: 0, suggested_never_sent: 0 }

  it('says of each what became of it in the period', async () => {
    expect(await report('2026-01-05', '2026-01-06')).toEqual({
      data: [
        { ...none, article_id: 'banks', suggested: 1, suggested_never_sent: 1 },
        { ...none, article_id: 'refunds', sent: 1, suggested: 1 }
      ],
      page: { next_cursor: null, has_more: false },
      searches_without_hit: 0,
      searches_without_hit_by_day: []
    })
    const { data } = await report('2026-01-06', '2026-01-07')
    expect(data).toEqual([{ ...none, article_id: 'refunds', sent: 1, helpful: 1 }])
  })

  it('is of the queues of the key, for those who may read reports', async () => {
    const keyWith = async (more: object) => ({
      Authorization: `Bearer ${(await api.post('/api/v1/api-keys', { name: 'k', scopes: ['reports:read'], ...more })).body.key}`
    })
    const ofBilling = await keyWith({ queues: ['billing'] })
    expect(await report('2026-01-05', '2026-01-08', ofBilling)).toMatchObject({
      data: [{ ...none, article_id: 'refunds', sent: 1 }],
      searches_without_hit: null,
      searches_without_hit_by_day: null
    })
    const other = await report('2026-01-05', '2026-01-08', await keyWith({ scopes: ['tickets:read'] }))
    expect(other.scope).toBe('reports:read')
  })

  it.each([
    '',
    'from=2026-01-05T00:00:00Z',
    'from=2026-01-06T00:00:00Z&to=2026-01-06T00:00:00Z',
    'from=x&to=y'
  ])('is 400 without a period: %s', async query => {
    expect((await api.get(`/api/v1/reports/articles?${query}`)).status).toBe(400)
  })

  it('counts searches that found no article, by day and process, and none of the words', async () => {
    const search = async (path: string) => {
      const answer = await api.get(`/api/v1/${path}`)
      expect(answer.status).toBe(200)
      return answer.body.data
    }
    await api.customerWrites(3, 'Hello', { name: 'Zither' })
    const position = await api.deps.reads.log.head()
    expect(await search(`search?q=zither&min_position=${position}`)).toMatchObject([{ kind: 'ticket' }])
    await search('articles/search?q=xylophone')
    await search('search?q=xylophone')
    for (const found of ['articles/search?q=refunds', 'search?q=refunds', 'search?q=xylophone&in=tickets'])
      await search(found)
    for (const nothing of ['articles/search?q=where%20is%20my', 'search?q=%F0%9F%91%8B'])
      await search(nothing)
    const other = new SearchMisses(api.deps.state, api.clock, silentLogger)
    other.missed('quartz')
    await other.byDay(0, 1)
    await api.clock.advance(day)
    other.missed('quartz')
    await other.byDay(0, 1)
    const body = await report('2026-01-06', '2026-01-08')
    expect([body.searches_without_hit, body.searches_without_hit_by_day]).toEqual([
      5,
      [
        { day: '2026-01-06', count: 4 },
        { day: '2026-01-07', count: 1 }
      ]
    ])
    expect((await report('2026-01-07', '2026-01-08')).searches_without_hit).toBe(1)
    const kept = JSON.stringify(await api.deps.state.facts('searches-without-hit:'))
    expect(kept).not.toMatch(/xylophone|quartz|zither/)
  })

  it('counts of what somebody types on only the last, whoever else asks meanwhile', async () => {
    const state = openMemoryDeskState({ clock: api.clock })
    const misses = new SearchMisses(state, api.clock, silentLogger)
    const counted = async () =>
      (await misses.byDay(api.clock.now(), api.clock.now() + 1)).map(({ count }) => count)
    for (const words of ['xy', 'xyl', 'xylo', 'xyl', 'xylophone']) {
      misses.asked('key:one', words, false)
      misses.asked('key:other', 'quartz', false)
    }
    expect(await counted()).toEqual([6])
    misses.asked('key:one', 'xylophones', true)
    expect(await counted()).toEqual([5])
    misses.asked('key:one', 'zither', false)
    await api.clock.advance(10_001)
    misses.asked('key:one', 'zither player', false)
    expect(await counted()).toEqual([7])
  })

  it('says nothing of a day on which all that was typed led to something', async () => {
    const misses = new SearchMisses(openMemoryDeskState({ clock: api.clock }), api.clock, silentLogger)
    misses.asked('key:one', 'refu', false)
    misses.asked('key:one', 'refund', true)
    expect(await misses.byDay(0, api.clock.now() + 1)).toEqual([])
  })

  it('keeps count of these searches for 90 days, and of what other processes have counted no longer', async () => {
    const state = openMemoryDeskState({ clock: api.clock })
    const [one, other] = [1, 2].map(() => new SearchMisses(state, api.clock, silentLogger))
    const counted = async () => {
      for (const each of [one, other]) await each?.byDay(0, 1)
      return (await state.facts('searches-without-hit:')).length
    }
    const first = api.clock.now()
    one?.missed('quartz')
    other?.missed('quartz')
    expect(await counted()).toBe(2)
    await api.clock.advance(90 * day)
    one?.missed('quartz')
    expect(await counted()).toBe(3)
    await api.clock.advance(day)
    one?.missed('quartz')
    expect(await counted()).toBe(2)
    expect(await other?.byDay(first, api.clock.now() + day)).toHaveLength(2)
  })
})
