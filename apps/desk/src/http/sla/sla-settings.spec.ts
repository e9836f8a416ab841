import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

const berlin = {
  name: 'Berlin office',
  time_zone: 'Europe/Berlin',
  weekly: { mon: [['09:00', '18:00']], tue: [['09:00', '18:00']], sun: [['22:00', '02:00']] }
}
const standard = {
  name: 'Standard',
  position: 10,
  calendar_id: 'berlin',
  targets: [{ metric: 'first_reply', target_s: 1800, warn_before_s: [600] }]
}

describe('Calendars and SLA policies', () => {
  let api: TestApi
  beforeEach(async () => {
    api = await startTestApi()
  })
  afterEach(() => api.stop())

  const put = async (path: string, body: unknown, headers: { [name: string]: string } = {}) =>
    api.send('PUT', `/api/v1/${path}`, { body, headers })
  /** The status, and what the errors point at. */
  const refused = async (path: string, body: unknown) => {
    const { status, body: answer } = await put(path, body)
    return [status, ...(answer.errors ?? []).map((error: { pointer: string }) => error.pointer)]
  }

  it('are published as whole versions, and read as of each of them', async () => {
    const first = await put('calendars/berlin', berlin)
    expect([first.status, first.headers.get('etag')]).toEqual([201, '"r0"'])
    expect(first.body).toEqual({
      ...berlin,
      id: 'berlin',
      holidays: [],
      overrides: [],
      version: 0,
      published_at: '2026-01-05T09:00:00.000Z'
    })
    expect((await put('calendars/berlin', berlin)).body).toEqual(first.body)
    await api.clock.advance(1000)
    const second = await put('calendars/berlin', { ...berlin, holidays: [{ date: '2026-12-25' }] })
    expect([second.status, second.body.version]).toEqual([200, 1])
    expect((await api.get('/api/v1/calendars/berlin?version=0')).body).toEqual(first.body)
    expect((await api.get('/api/v1/calendars/berlin?as_of=2026-01-05T09:00:00Z')).body).toEqual(first.body)
    expect((await api.get('/api/v1/calendars/berlin')).body).toEqual(second.body)
    expect((await api.get('/api/v1/calendars/unheard-of')).status).toBe(404)
  })

  it('need a calendar before its policy, and are listed in their order', async () => {
    expect(await refused('sla-policies/standard', standard)).toEqual([422, '/calendar_id'])
    await put('calendars/berlin', berlin)
    const published = await put('sla-policies/standard', standard)
    expect([published.status, published.body]).toEqual([
      201,
      expect.objectContaining({ id: 'standard', filter: {}, notify: { warn: true, breach: true } })
    ])
    await put('sla-policies/vip', { ...standard, name: 'VIP', position: 5, filter: { tags_any: ['vip'] } })
    await api.settled()
    const { body } = await api.get('/api/v1/sla-policies')
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['vip', 'standard'])
    expect(body.data[1]).toEqual(published.body)
    const first = await api.get('/api/v1/sla-policies?limit=1')
    const rest = await api.get(`/api/v1/sla-policies?limit=1&cursor=${first.body.page.next_cursor}`)
    expect([first.body.data[0].id, rest.body.data[0].id, rest.body.page.has_more]).toEqual([
      'vip',
      'standard',
      false
    ])
    expect((await api.get('/api/v1/calendars')).body.data).toHaveLength(1)
  })

  it('are retired, save a calendar in use', async () => {
    await put('calendars/berlin', berlin)
    await put('sla-policies/standard', standard)
    const used = await api.send('DELETE', '/api/v1/calendars/berlin')
    expect([used.status, used.body.type]).toEqual([409, '/problems/calendar_in_use'])
    expect((await api.send('DELETE', '/api/v1/sla-policies/standard')).status).toBe(204)
    expect((await api.send('DELETE', '/api/v1/calendars/berlin')).status).toBe(204)
    await api.settled()
    expect((await api.get('/api/v1/calendars')).body.data).toEqual([])
    expect((await api.get('/api/v1/calendars/berlin')).status).toBe(404)
    expect((await api.get('/api/v1/calendars/berlin?version=0')).status).toBe(200)
  })

  it('meet a stale If-Match with 412, whatever the body', async () => {
    await put('calendars/berlin', berlin)
    const stale = await put('calendars/berlin', { weekly: 7 }, { 'If-Match': '"r7"' })
    expect([stale.status, stale.body.current_revision]).toEqual([412, 0])
  })

  it.each([
    ['an unknown zone', { time_zone: 'Mars/Olympus' }, '/time_zone'],
    ['a zone that is an offset', { time_zone: '+02:00' }, '/time_zone'],
    ['an hour that does not exist', { weekly: { mon: [['09:00', '25:00']] } }, '/weekly/mon/0/1'],
    [
      'overlapping intervals',
      {
        weekly: {
          mon: [
            ['09:00', '12:00'],
            ['11:00', '13:00']
          ]
        }
      },
      '/weekly/mon/1'
    ],
    [
      'an interval over midnight before another one',
      {
        weekly: {
          mon: [
            ['18:00', '09:00'],
            ['19:00', '20:00']
          ]
        }
      },
      '/weekly/mon/1'
    ],
    ['an interval of nothing', { weekly: { mon: [['09:00', '09:00']] } }, '/weekly/mon/0'],
    ['a day that does not exist', { weekly: { someday: [] } }, '/weekly/someday'],
    ['no open time at all', { weekly: {} }, '/weekly'],
    ['a date that does not exist', { holidays: [{ date: '2026-02-30' }] }, '/holidays/0/date'],
    ['an unknown field', { colour: 'red' }, '/colour']
  ])('refuse %s and name the field', async (_, change, pointer) => {
    const [status, ...pointers] = await refused('calendars/berlin', { ...berlin, ...change })
    expect(status).toBe(422)
    expect(pointers).toContain(pointer)
  })

  it('refuse a list of 10,000 holidays by its length, not by its bytes', async () => {
    const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10)
    const holidays = Array.from({ length: 10_000 }, (_, n) => ({ date: day(n), name: `Day off number ${n}` }))
    expect(await refused('calendars/berlin', { ...berlin, holidays })).toEqual([422, '/holidays'])
  })

  it('refuse a policy whose target its calendar is not open for in a hundred years', async () => {
    const weekly = {}
    const overrides = [{ date: '2026-06-01', hours: [['09:00', '10:00']] }]
    await put('calendars/yearly', { ...berlin, weekly, overrides })
    const targets = [
      { metric: 'resolution', target_s: 315_360_000, clock: 'calendar' },
      { metric: 'first_reply', target_s: 315_360_000 }
    ]
    expect(await refused('sla-policies/rare', { ...standard, calendar_id: 'yearly', targets })).toEqual([
      422,
      '/targets/1/target_s'
    ])
  })

  it.each([
    ['a negative target', { targets: [{ metric: 'first_reply', target_s: -1 }] }, '/targets/0/target_s'],
    ['an absurd one', { targets: [{ metric: 'first_reply', target_s: 315_360_001 }] }, '/targets/0/target_s'],
    ['an unknown metric', { targets: [{ metric: 'smiles', target_s: 1 }] }, '/targets/0/metric'],
    ['no targets', { targets: [] }, '/targets'],
    ['a filter on a field that does not exist', { filter: { mood: ['bad'] } }, '/filter/mood'],
    [
      'a warning that could never be given',
      { targets: [{ metric: 'first_reply', target_s: 60, warn_before_s: [60] }] },
      '/targets/0/warn_before_s/0'
    ],
    ['a calendar that is not there', { calendar_id: 'unheard-of' }, '/calendar_id']
  ])('refuse a policy with %s and name the field', async (_, change, pointer) => {
    await put('calendars/berlin', berlin)
    const [status, ...pointers] = await refused('sla-policies/standard', { ...standard, ...change })
    expect(status).toBe(422)
    expect(pointers).toContain(pointer)
  })
})
