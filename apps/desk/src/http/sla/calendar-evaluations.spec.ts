import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

const week = (hours: readonly string[]) =>
  Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map(day => [day, [hours]]))
const berlin = { name: 'Berlin', time_zone: 'Europe/Berlin', weekly: week(['09:00', '18:00']) }
const moscow = {
  name: 'Moscow',
  time_zone: 'Europe/Moscow',
  weekly: week(['09:00', '18:00']),
  holidays: [{ date: '2025-11-03' }, { date: '2025-11-04' }],
  overrides: [{ date: '2025-11-01', hours: [['09:00', '17:00']] }]
}

describe('Evaluating a calendar', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/calendars/berlin', { body: berlin })
  })
  afterAll(() => api.stop())

  const evaluate = (body: unknown) => api.post('/api/v1/calendar-evaluations', body)
  const pointers = async (body: unknown) => {
    const { status, body: answer } = await evaluate(body)
    expect(status).toBe(422)
    return answer.errors.map((error: { pointer: string }) => error.pointer)
  }

  it('tells when a span is used up and how much is open, in the order of the items', async () => {
    const { status, body } = await evaluate({
      calendar_id: 'berlin',
      items: [
        { from: '2026-03-27T17:00:00+01:00', add_s: 10_800 },
        { from: '2026-03-27T16:00:00Z', to: '2026-03-30T07:00:01Z' },
        { from: '2026-10-23T17:00:00+02:00', add_s: 10_800 }
      ]
    })
    expect([status, body]).toEqual([
      200,
      {
        results: [
          { due_at: '2026-03-30T09:00:00.000Z', breach_at: '2026-03-30T09:00:00.000Z' },
          { seconds: 3601 },
          { due_at: '2026-10-26T10:00:00.000Z', breach_at: '2026-10-26T10:00:00.000Z' }
        ]
      }
    ])
  })

  it('of a draft counts overrides and holidays, and publishes nothing', async () => {
    const from = '2025-10-31T17:00:00+03:00'
    const items = [
      { from, add_s: 7200 },
      { from, add_s: 36_000 }
    ]
    const { body } = await evaluate({ calendar: moscow, items })
    expect(body.results.map((result: { due_at: string }) => result.due_at)).toEqual([
      '2025-11-01T07:00:00.000Z',
      '2025-11-05T07:00:00.000Z'
    ])
    expect((await api.get('/api/v1/calendars')).body.data).toHaveLength(1)
  })

  it('ends a span at closing time, and breaches it at the next opening', async () => {
    const { body } = await evaluate({
      calendar_id: 'berlin',
      items: [
        { from: '2026-01-09T16:00:00Z', add_s: 3600 },
        { from: '2026-01-10T12:00:00Z', add_s: 0 }
      ]
    })
    expect(body.results).toEqual([
      { due_at: '2026-01-09T17:00:00.000Z', breach_at: '2026-01-12T08:00:00.000Z' },
      { due_at: '2026-01-10T12:00:00.000Z', breach_at: '2026-01-12T08:00:00.000Z' }
    ])
  })

  it('names everything that is wrong with what was asked', async () => {
    const from = '2026-01-05T09:00:00Z'
    expect(await pointers([])).toEqual([''])
    expect(await pointers({ items: [] })).toEqual(['/calendar_id'])
    expect(await pointers({ calendar_id: 'unheard-of', items: 7 })).toEqual(['/calendar_id', '/items'])
    expect(await pointers({ calendar_id: 'berlin', calendar: berlin, items: [] })).toEqual(['/calendar'])
    expect(await pointers({ calendar: { ...berlin, time_zone: 'x' }, items: [] })).toEqual([
      '/calendar/time_zone'
    ])
    expect(await pointers({ calendar_id: 'berlin', items: [], colour: 'red' })).toEqual(['/colour'])
    const items = [
      7,
      {},
      { from },
      { from, add_s: -1 },
      { from, add_s: 1.5 },
      { from, to: from, add_s: 1 },
      { from, to: '2026-01-04T09:00:00Z' },
      { from: 'yesterday', to: from },
      { from: '9999-01-01T00:00:00Z', add_s: 1 },
      { from, add_s: 1, by: 'me' }
    ]
    expect(await pointers({ calendar_id: 'berlin', items })).toEqual([
      '/items/0',
      '/items/1/from',
      '/items/1/add_s',
      '/items/2/add_s',
      '/items/3/add_s',
      '/items/4/add_s',
      '/items/5/to',
      '/items/6/to',
      '/items/7/from',
      '/items/8/from',
      '/items/9/by'
    ])
    const many = Array.from({ length: 1001 }, () => ({ from, add_s: 1 }))
    expect(await pointers({ calendar_id: 'berlin', items: many })).toEqual(['/items'])
  })

  it('answers 1000 items, and refuses a span that the calendar opens only in a far future', async () => {
    const items = Array.from({ length: 1000 }, (_, n) => ({ from: '2026-01-05T08:00:00Z', add_s: n }))
    const { body } = await evaluate({ calendar_id: 'berlin', items })
    expect(body.results[999]).toMatchObject({ due_at: '2026-01-05T08:16:39.000Z' })
    const rarely = { ...berlin, weekly: { mon: [['09:00', '09:01']] } }
    const far = [{ from: '2026-01-05T08:00:00Z', add_s: 315_360_000 }]
    expect(await pointers({ calendar: rarely, items: far })).toEqual(['/items/0/add_s'])
  })
})
