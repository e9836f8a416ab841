import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

const path = '/api/v1/calendars/berlin'
const office = {
  name: 'Berlin',
  time_zone: 'Europe/Berlin',
  weekly: { mon: [['09:00', '18:00']] },
  holidays: [{ date: '2026-12-25', name: 'Christmas' }],
  overrides: []
}
const day = (date: string, name: string, more = '') =>
  `BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:${date}\r\nSUMMARY:${name}\r\n${more}END:VEVENT\r\n`
const file = (...events: readonly string[]) => `BEGIN:VCALENDAR\r\n${events.join('')}END:VCALENDAR\r\n`

/** It is January of 2026. */
describe('Importing holidays', () => {
  let api: TestApi
  beforeEach(async () => {
    api = await startTestApi()
    await api.send('PUT', path, { body: office })
  })
  afterEach(() => api.stop())

  const send = (text: string, headers = {}, to = `${path}/holiday-imports`) =>
    api.send('POST', to, { text, headers: { 'Content-Type': 'text/calendar; charset=utf-8', ...headers } })

  it('adds what is not there, as one new version', async () => {
    const yearly = 'RRULE:FREQ=YEARLY\r\n'
    const { status, headers, body } = await send(
      file(day('20261225', 'Xmas'), day('20200501', 'Labour Day', yearly), day('20100501', 'long ago'))
    )
    expect(status).toBe(200)
    expect(headers.get('etag')).toBe('"r1"')
    const years = ['2026', '2027', '2028', '2029', '2030', '2031']
    expect(body).toMatchObject({
      added: years.map(year => ({ date: `${year}-05-01`, name: 'Labour Day' })),
      known_count: 1,
      skipped_count: 1,
      skipped: [{ summary: 'long ago', why: 'outside' }]
    })
    expect(body.calendar).toMatchObject({ id: 'berlin', version: 1, name: 'Berlin' })
    const { holidays } = (await api.get(path)).body
    expect(holidays).toHaveLength(7)
    expect(holidays[1]).toEqual({ date: '2026-12-25', name: 'Christmas' })
  })

  it('that brings nothing new publishes nothing', async () => {
    const { status, body } = await send(file(day('20261225', 'Xmas')))
    expect([status, body.added, body.calendar.version]).toEqual([200, [], 0])
  })

  it('several at once lose nothing', async () => {
    const dates = ['20260601', '20260602', '20260603', '20260604']
    const all = await Promise.all(dates.map(date => send(file(day(date, 'A day')))))
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const { holidays } = (await api.get(path)).body
    expect(holidays.map((holiday: { date: string }) => holiday.date)).toEqual(
      expect.arrayContaining(['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-04'])
    )
  })

  it('is one import under one Idempotency-Key, and meets a stale If-Match with 412', async () => {
    const key = { 'Idempotency-Key': 'import once' }
    const first = await send(file(day('20260701', 'A day')), key)
    expect((await send(file(day('20260701', 'A day')), key)).body).toEqual(first.body)
    expect((await send(file(day('20260702', 'A day')), key)).status).toBe(422)
    expect((await send(file(day('20260703', 'A day')), { 'If-Match': '"r0"' })).status).toBe(412)
  })

  it('refuses what is no file of holidays, and more dates than a calendar may have', async () => {
    const codes = async (text: string, headers = {}) => {
      const { status, body } = await send(text, headers)
      return [
        status,
        ...body.errors.map((error: { pointer: string; code: string }) => error.pointer + error.code)
      ]
    }
    expect(await codes('garbage')).toEqual([422, 'not_icalendar'])
    expect(await codes('{}', { 'Content-Type': 'application/json' })).toEqual([422, 'type'])
    const everyDay = day('20260101', 'off', 'DTEND;VALUE=DATE:20320101\r\n')
    // The six years ahead are 2,191 days: with as many of the past it is too much.
    const past = Array.from({ length: 2000 }, (_, n) => ({
      date: new Date(Date.UTC(2000, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)
    }))
    const mon = [['00:00', '24:00']]
    const full = {
      name: 'F',
      time_zone: 'UTC',
      weekly: { mon },
      holidays: past,
      overrides: [{ date: '2026-06-01', hours: mon }]
    }
    expect((await api.send('PUT', '/api/v1/calendars/full', { body: full })).status).toBe(201)
    const { status, body } = await send(file(everyDay), {}, '/api/v1/calendars/full/holiday-imports')
    expect([status, body.errors[0].pointer, body.errors[0].code]).toEqual([422, '/holidays', 'too_many'])
    expect((await send('x'.repeat(2 ** 20 + 1))).status).toBe(413)
    expect((await send(file(), {}, '/api/v1/calendars/moon/holiday-imports')).status).toBe(404)
  })
})
