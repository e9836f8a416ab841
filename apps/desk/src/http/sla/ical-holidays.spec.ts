import { describe, expect, it } from '@jest/globals'
import { holidaysIn, type Skipped, type Window } from './ical-holidays.js'

const date = (text: string) => Temporal.PlainDate.from(text)
const window: Window = { from: date('2026-01-01'), to: date('2028-12-31') }

/** Each event as its lines. */
const file = (...events: readonly string[]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((lines, n) => ['BEGIN:VEVENT', `UID:${n}`, ...lines.split(' | '), 'END:VEVENT']),
    'END:VCALENDAR',
    ''
  ].join('\r\n')

function read(text: string, zone = 'Europe/Berlin') {
  const outcome = holidaysIn(text, zone, window)
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome.value
}
const days = (...events: readonly string[]) => read(file(...events)).holidays.map(holiday => holiday.date)
const why = (event: string): Skipped['why'] | undefined => read(file(event)).skipped[0]?.why

describe('Holidays of an iCalendar file', () => {
  it('are whole days, by date, with their names', () => {
    const text = file(
      'DTSTART;VALUE=DATE:20261225 | DTEND;VALUE=DATE:20261227 | SUMMARY:Christmas\\, both days',
      'DTSTART;VALUE=DATE:20260101 | SUMMARY:New Year',
      'DTSTART;VALUE=DATE:20261226 | SUMMARY:Boxing Day'
    )
    expect(read(text).holidays).toEqual([
      { date: '2026-01-01', name: 'New Year' },
      { date: '2026-12-25', name: 'Christmas, both days' },
      { date: '2026-12-26', name: 'Christmas, both days' }
    ])
  })

  it('are read from folded lines, several calendars and with any line ends', () => {
    const text = file('DTSTART;VALUE=DATE:20260501 | SUMMARY:Day of | \t Work')
    const another = file('DTSTART;VALUE=DATE:20261003 | SUMMARY:Unity').replaceAll('\r\n', '\n')
    expect(read(text.replace('\r\n\t', '\r\n\t') + another).holidays).toEqual([
      { date: '2026-05-01', name: 'Day of Work' },
      { date: '2026-10-03', name: 'Unity' }
    ])
  })

  it.each<[string, string, readonly string[]]>([
    ['of a duration', 'DTSTART;VALUE=DATE:20260501 | DURATION:P2D', ['2026-05-01', '2026-05-02']],
    ['of no length', 'DTSTART;VALUE=DATE:20260501 | DTEND;VALUE=DATE:20260501', ['2026-05-01']],
    [
      'that begin before the window',
      'DTSTART;VALUE=DATE:20251231 | DTEND;VALUE=DATE:20260102',
      ['2026-01-01']
    ],
    [
      'each year',
      'DTSTART;VALUE=DATE:20201225 | RRULE:FREQ=YEARLY',
      ['2026-12-25', '2027-12-25', '2028-12-25']
    ],
    [
      'each year since long ago',
      'DTSTART;VALUE=DATE:16011225 | RRULE:FREQ=YEARLY;BYMONTHDAY=25;BYMONTH=12',
      ['2026-12-25', '2027-12-25', '2028-12-25']
    ],
    ['only in leap years', 'DTSTART;VALUE=DATE:20240229 | RRULE:FREQ=YEARLY', ['2028-02-29']],
    [
      'on the fourth Thursday of November',
      'DTSTART;VALUE=DATE:20241128 | RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH',
      ['2026-11-26', '2027-11-25', '2028-11-23']
    ],
    [
      'on the last Monday of May',
      'DTSTART;VALUE=DATE:20240527 | RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO',
      ['2026-05-25', '2027-05-31', '2028-05-29']
    ],
    [
      'on a Tuesday of some dates',
      'DTSTART;VALUE=DATE:20241105 | RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU',
      ['2026-11-03', '2027-11-02', '2028-11-07']
    ],
    [
      'on the last day of two months',
      'DTSTART;VALUE=DATE:20260131 | RRULE:FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=-1;UNTIL=20270301',
      ['2026-01-31', '2026-02-28', '2027-01-31', '2027-02-28']
    ],
    ['each second year', 'DTSTART;VALUE=DATE:20250501 | RRULE:FREQ=YEARLY;INTERVAL=2', ['2027-05-01']],
    ['until a year', 'DTSTART;VALUE=DATE:20250501 | RRULE:FREQ=YEARLY;UNTIL=20260501', ['2026-05-01']],
    ['so many times', 'DTSTART;VALUE=DATE:20250501 | RRULE:FREQ=YEARLY;COUNT=2', ['2026-05-01']],
    [
      'but for a year',
      'DTSTART;VALUE=DATE:20250501 | RRULE:FREQ=YEARLY | EXDATE;VALUE=DATE:20270501',
      ['2026-05-01', '2028-05-01']
    ],
    [
      'on dates that are listed',
      'DTSTART;VALUE=DATE:20260501 | RDATE;VALUE=DATE:20260601,20260701',
      ['2026-05-01', '2026-06-01', '2026-07-01']
    ],
    [
      'from midnight to midnight, where the calendar is',
      'DTSTART:20260501T000000 | DTEND:20260502T000000',
      ['2026-05-01']
    ],
    [
      'from midnight to midnight UTC, seen from Berlin',
      'DTSTART:20260430T220000Z | DTEND:20260502T220000Z',
      ['2026-05-01', '2026-05-02']
    ],
    [
      'from midnight to midnight in Tokyo cover a day of Berlin only when they are long enough',
      'DTSTART;TZID=Asia/Tokyo:20260501T000000 | DURATION:P2D',
      ['2026-05-01']
    ],
    [
      'a day of 23 hours too, each year',
      'DTSTART;TZID=Europe/Berlin:20260329T000000 | DTEND;TZID=Europe/Berlin:20260330T000000 | RRULE:FREQ=YEARLY;UNTIL=20261231',
      ['2026-03-29']
    ]
  ])('%s', (_, event, expected) => {
    expect(days(event)).toEqual(expected)
  })

  it('moved in one year are those of that year', () => {
    const master = 'UID:kings | DTSTART;VALUE=DATE:20250427 | RRULE:FREQ=YEARLY;UNTIL=20271231 | SUMMARY:King'
    const moved = 'UID:kings | RECURRENCE-ID;VALUE=DATE:20260427 | DTSTART;VALUE=DATE:20260426 | SUMMARY:King'
    const text = [master, moved]
      .map(lines => ['BEGIN:VEVENT', ...lines.split(' | '), 'END:VEVENT'].join('\r\n'))
      .join('\r\n')
    expect(read(`BEGIN:VCALENDAR\r\n${text}\r\nEND:VCALENDAR`).holidays.map(one => one.date)).toEqual([
      '2026-04-26',
      '2027-04-27'
    ])
  })

  it.each<[Skipped['why'], string]>([
    ['not_whole_day', 'DTSTART:20260501T100000Z | DTEND:20260501T110000Z'],
    ['not_whole_day', 'DTSTART:20260501T100000'],
    ['cancelled', 'DTSTART;VALUE=DATE:20260501 | STATUS:CANCELLED'],
    ['outside', 'DTSTART;VALUE=DATE:20200501'],
    ['outside', 'DTSTART;VALUE=DATE:20240501 | RRULE:FREQ=YEARLY;UNTIL=20250501'],
    ['recurrence', 'DTSTART;VALUE=DATE:20260501 | RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30'],
    ['recurrence', 'DTSTART;VALUE=DATE:20260501 | RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'],
    ['recurrence', 'DTSTART;VALUE=DATE:20260501 | RRULE:FREQ=WEEKLY;BYDAY=53MO;BYWEEKNO=53;INTERVAL=100'],
    ['recurrence', 'DTSTART;VALUE=DATE:20260501 | RRULE:FREQ=YEARLY;BYWEEKNO=20'],
    ['time_zone', 'DTSTART;TZID=Customized Time Zone:20260501T000000 | DURATION:P1D'],
    ['unreadable', 'SUMMARY:no start'],
    ['unreadable', 'DTSTART;VALUE=DATE:20261350']
  ])('skip what is none: %s, %s', (reason, event) => {
    expect(days(event)).toEqual([])
    expect(why(event)).toBe(reason)
  })

  it('have names of one line', () => {
    const text = file(
      `DTSTART;VALUE=DATE:20260501 | SUMMARY:${'a\\n\\u0007'.repeat(100)}`,
      'DTSTART;VALUE=DATE:20260502'
    )
    const [long, none] = read(text).holidays
    expect(long?.name).toMatch(/^[^\n]{1,100}$/)
    expect(none?.name).toBe('holiday')
  })

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['JSON', '{"a": 1}'],
    ['a contact', 'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann\r\nEND:VCARD'],
    ['a file cut off', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART'],
    ['bytes', '\u0000\u0001\ufffd'.repeat(1000)]
  ])('are not looked for in %s', (_, text) => {
    expect(holidaysIn(text, 'UTC', window)).toEqual({ ok: false, reason: 'not_icalendar' })
  })

  it('are refused when there are too many', () => {
    const many = Array.from({ length: 1001 }, () => 'DTSTART;VALUE=DATE:20260501')
    expect(holidaysIn(file(...many), 'UTC', window)).toEqual({ ok: false, reason: 'too_many_events' })
    const long = Array.from({ length: 100 }, () => 'DTSTART;VALUE=DATE:20260101 | DTEND;VALUE=DATE:99990101')
    expect(holidaysIn(file(...long), 'UTC', window)).toEqual({ ok: false, reason: 'too_many_days' })
  })
})
