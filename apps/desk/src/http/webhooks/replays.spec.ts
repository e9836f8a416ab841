import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { toIso } from '#kernel'
import type { TestApi } from '../testing.js'
import type { Receiver } from './testing.js'
import { eventually, HooksScene, path } from './testing-scene.js'

const dayMs = 24 * 3_600_000

describe('A replay', () => {
  let scene: HooksScene
  let api: TestApi
  let receiver: Receiver
  beforeEach(async () => {
    scene = await HooksScene.start()
    ;({ api, receiver } = scene)
  })
  afterEach(() => scene.stop())

  const replay = (id: string, asked: object) => api.post(`${path}/${id}/replays`, asked)
  const feed = async (query: string) => (await api.get(`/api/v1/events?${query}`)).body
  const nameOf = ({ type, data }: { type: string; data: { event: { id: string } } }) =>
    `${type} ${data.event.id}`
  /** All that is sent by a replay: after it comes a test. */
  const sentBy = async (id: string, asked: object) => {
    await eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 0)
    const before = receiver.told.length
    expect((await replay(id, asked)).status).toBe(202)
    await api.post(`${path}/${id}/tests`, {})
    await receiver.until(() => receiver.told.slice(before).some(({ body }) => body.type === 'webhook.test'))
    await eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 0)
    const sent = receiver.told.slice(before).map(({ body }) => body)
    return sent.filter(({ type }) => type !== 'webhook.test').map(nameOf)
  }

  it('behind a cursor goes by its place, whatever the clock said: not by time, nor from the whole of an event', async () => {
    const { id } = await scene.active({ events: ['ticket.*'] })
    // The clock stands still: all of it has one time.
    for (let user = 1; user <= 3; user++) {
      const ticket = await api.customerWrites(user, 'Help')
      await api.act(ticket, { type: 'ResolveTicket', cause: 'api', now: api.clock.now() })
    }
    await receiver.until(() => receiver.told.length === 12)
    const { data } = await feed('limit=100&types=ticket.*')
    expect(data.map(nameOf).sort()).toEqual(receiver.told.map(({ body }) => nameOf(body)).sort())
    let after = ''
    for (let n = 1; n <= 12; n++) {
      const { page } = await feed(`limit=1&types=ticket.*${after && `&after=${after}`}`)
      after = page.next_cursor
      expect([n, (await sentBy(id, { after })).sort()]).toEqual([n, data.slice(n).map(nameOf).sort()])
    }
  })

  it('goes on behind its cursor where the clock had been put back', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    await api.customerWrites(1, 'Help')
    await scene.passed(dayMs)
    await api.customerWrites(2, 'Help')
    const { page } = await feed('limit=100')
    api.clock.jump(-dayMs)
    await api.customerWrites(3, 'Help')
    const { data } = await feed('limit=100&types=ticket.created')
    expect(await sentBy(id, { after: page.next_cursor })).toEqual(data.slice(2).map(nameOf))
  })

  it('of a time ends where it is told, to the millisecond, and may end in the future', async () => {
    const { id } = await scene.active({ events: ['ticket.created'] })
    const began = api.clock.now()
    for (let user = 1; user <= 3; user++) {
      await api.customerWrites(user, 'Help')
      await scene.passed(1)
    }
    const names = (await feed('limit=100&types=ticket.created')).data.map(nameOf)
    const time = (ms: number) => toIso(began + ms)
    for (const [from, to, sent] of [
      [0, 0, names.slice(0, 1)],
      [1, 1, names.slice(1, 2)],
      [1, dayMs, names.slice(1)],
      [0, null, names]
    ]) {
      const asked = { from: time(from), to: to === null ? null : time(to) }
      expect([asked, (await sentBy(id, asked)).sort()]).toEqual([asked, [...sent].sort()])
    }
  })

  it('that begins before what is kept, in the future, or at no place of this feed is named', async () => {
    await api.customerWrites(1, 'Help')
    const before = (await feed('limit=1')).page.next_cursor
    const { id, created_at } = await scene.active()
    const now = toIso(api.clock.now())
    const notKept = { type: '/problems/not_kept', earliest: created_at }
    expect((await replay(id, { from: '1970-01-01T00:00:00.000Z' })).body).toMatchObject(notKept)
    expect((await replay(id, { after: before })).body).toMatchObject(notKept)
    for (const [asked, pointer] of [
      [{ from: toIso(api.clock.now() + 1) }, '/from'],
      [{ from: now, to: toIso(api.clock.now() - 1) }, '/to'],
      [{ after: 'nowhere' }, '/after'],
      [{ after: before.replace(/^./, 'x') }, '/after'],
      [{ after: before, to: now }, ''],
      [{ from: now, only: 'given_up' }, ''],
      [{}, '']
    ] as const) {
      const { status, body } = await replay(id, asked)
      expect([asked, status, body.errors?.[0]?.pointer]).toEqual([asked, 422, pointer])
    }
    api.clock.jump(31 * dayMs)
    const late = await replay(id, { after: (await feed('limit=100')).page.next_cursor })
    expect([late.status, late.body.earliest]).toEqual([422, toIso(api.clock.now() - 30 * dayMs)])
  })
})
