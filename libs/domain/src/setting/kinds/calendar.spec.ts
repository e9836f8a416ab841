import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { calendarOf } from '../../sla/calendar-document.js'
import { calendarKind } from './calendar.js'

const now = Date.UTC(2026, 10, 21)
const office: JsonObject = {
  name: 'Berlin office',
  time_zone: 'Europe/Berlin',
  weekly: {
    mon: [
      ['09:00', '12:30'],
      ['13:30', '18:00']
    ],
    sat: [],
    sun: [['22:00', '02:00']]
  },
  holidays: [{ date: '2026-12-25', name: 'Christmas' }],
  overrides: [{ date: '2026-12-24', hours: [['09:00', '12:00']], name: 'short day' }]
}
const wrong = (change: JsonObject) =>
  calendarKind.check({ ...office, ...change }, now).map(({ pointer, code }) => `${pointer} ${code}`)

describe('a calendar document', () => {
  it('is taken as the interface shows it', () => {
    expect(calendarKind.check(office, now)).toEqual([])
    expect(calendarOf(office)).toMatchObject({
      timeZone: 'Europe/Berlin',
      holidays: ['2026-12-25'],
      overrides: new Map([['2026-12-24', [['09:00', '12:00']]]])
    })
  })

  it.each<[string, JsonObject, string]>([
    ['an unknown zone', { time_zone: 'Mars/Olympus' }, '/time_zone unknown_zone'],
    ['a bare offset', { time_zone: '+01:00' }, '/time_zone unknown_zone'],
    ['25:00', { weekly: { mon: [['09:00', '25:00']] } }, '/weekly/mon/0/1 invalid'],
    ['24:00 as a start', { weekly: { mon: [['24:00', '02:00']] } }, '/weekly/mon/0/0 invalid'],
    [
      'overlapping hours',
      {
        weekly: {
          mon: [
            ['09:00', '12:00'],
            ['11:00', '13:00']
          ]
        }
      },
      '/weekly/mon/1 overlap'
    ],
    [
      'an inverted interval',
      {
        weekly: {
          mon: [
            ['18:00', '09:00'],
            ['19:00', '20:00']
          ]
        }
      },
      '/weekly/mon/0 inverted'
    ],
    [
      'a night that runs into the next day',
      { weekly: { mon: [['22:00', '10:00']], tue: [['09:00', '17:00']] } },
      '/weekly/tue/0 overlap'
    ],
    ['hours of no length', { weekly: { mon: [['09:00', '09:00']] } }, '/weekly/mon/0 empty'],
    ['a weekday nobody knows', { weekly: { monday: [] } }, '/weekly/monday unknown'],
    ['a date that does not exist', { holidays: [{ date: '2026-02-30' }] }, '/holidays/0/date invalid'],
    [
      'a date twice',
      { holidays: [{ date: '2026-02-03' }, { date: '2026-02-03' }] },
      '/holidays/1/date repeated'
    ],
    ['10,000 holidays', { holidays: Array(10_000).fill({ date: '2026-02-03' }) }, '/holidays too_many'],
    ['no open time', { weekly: { mon: [] }, overrides: [] }, '/weekly never_open'],
    ['a field nobody knows', { tz: 'UTC' }, '/tz unknown'],
    ['no name', { name: '' }, '/name invalid']
  ])('with %s is refused by field', (_, change, expected) => {
    expect(wrong(change)).toContain(expected)
  })
})
