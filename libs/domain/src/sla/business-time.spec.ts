import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { BusinessTime } from './business-time.js'
import { type Calendar, type Hours, weekdays } from './calendar.js'

const always: readonly Hours[] = [['00:00', '24:00']]
const everyDay = (hours: readonly Hours[]): Calendar['weekly'] =>
  Object.fromEntries(weekdays.map(day => [day, hours]))
const week = (hours: readonly Hours[]): Calendar['weekly'] =>
  Object.fromEntries(weekdays.slice(0, 5).map(day => [day, hours]))

const calendar = (timeZone: string, weekly: Calendar['weekly'], more: Partial<Calendar> = {}): Calendar => ({
  timeZone,
  weekly,
  holidays: [],
  overrides: new Map(),
  ...more
})

const at = (local: string, zone: string): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds
const hour = 3_600_000

describe('open hours of a day', () => {
  it.each([
    ['America/New_York', '2026-03-08', '01:00', '05:00', 3],
    ['America/New_York', '2026-03-08', '02:30', '05:00', 1.5],
    ['America/New_York', '2026-11-01', '00:00', '04:00', 5],
    ['America/New_York', '2026-11-01', '01:30', '04:00', 3.5],
    ['Europe/Berlin', '2026-03-29', '00:00', '24:00', 23],
    ['Europe/Berlin', '2026-10-25', '00:00', '24:00', 25],
    ['Australia/Lord_Howe', '2026-04-05', '00:00', '24:00', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', '00:00', '24:00', 23.5],
    ['America/Sao_Paulo', '2018-11-04', '00:00', '24:00', 23]
  ])('%s on %s from %s to %s are %d', (zone, date, from, to, hours) => {
    const time = new BusinessTime(calendar(zone, everyDay([[from, to]])))
    const noonBefore = Temporal.PlainDate.from(date).subtract({ days: 1 })
    const start = noonBefore.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds
    const end = noonBefore.add({ days: 2 }).toZonedDateTime(zone).epochMilliseconds
    expect(time.between(start, end) / hour).toBe(hours)
  })

  it('of Apia, where a date is missing, are 48 over two nights', () => {
    const zone = 'Pacific/Apia'
    const time = new BusinessTime(calendar(zone, everyDay(always)))
    expect(time.between(at('2011-12-29T00:00', zone), at('2012-01-01T00:00', zone)) / hour).toBe(48)
  })
})

describe('a span of open time', () => {
  const berlin = new BusinessTime(calendar('Europe/Berlin', week([['09:00', '18:00']])))
  const moscow = new BusinessTime(
    calendar('Europe/Moscow', week([['09:00', '18:00']]), {
      holidays: ['2025-11-03', '2025-11-04'],
      overrides: new Map([['2025-11-01', [['09:00', '17:00']]]])
    })
  )
  it.each([
    ['over a spring change', berlin, '2026-03-27T17:00', 'Europe/Berlin', 3, '2026-03-30T09:00:00Z'],
    ['over an autumn change', berlin, '2026-10-23T17:00', 'Europe/Berlin', 3, '2026-10-26T10:00:00Z'],
    ['into a worked Saturday', moscow, '2025-10-31T17:00', 'Europe/Moscow', 2, '2025-11-01T07:00:00Z'],
    ['over days off', moscow, '2025-10-31T17:00', 'Europe/Moscow', 10, '2025-11-05T07:00:00Z']
  ])('%s ends where a person would count it', (_, time, from, zone, hours, due) => {
    expect(time.add(at(from, zone), hours * hour)).toBe(Date.parse(due))
  })

  it('that ends at closing time is due then, and exceeded at the next opening', () => {
    const from = at('2026-06-05T16:00', 'Europe/Berlin')
    expect(berlin.add(from, 2 * hour)).toBe(at('2026-06-05T18:00', 'Europe/Berlin'))
    expect(berlin.exceeded(from, 2 * hour)).toBe(at('2026-06-08T09:00', 'Europe/Berlin'))
  })

  it('of nothing is due at once, also outside hours', () => {
    const sunday = at('2026-06-07T12:00', 'Europe/Berlin')
    expect(berlin.add(sunday, 0)).toBe(sunday)
    expect(berlin.exceeded(sunday, 0)).toBe(at('2026-06-08T09:00', 'Europe/Berlin'))
  })

  it('is never found in a calendar that never opens', () => {
    const closed = new BusinessTime(calendar('UTC', {}))
    expect(closed.add(0, 1)).toBeUndefined()
    expect(closed.nextOpening(0)).toBeUndefined()
  })

  it('is not looked for over more than a hundred years', () => {
    const may = (n: number) => `${2026 + n}-05-01`
    const overrides = new Map(Array.from({ length: 400 }, (_, n) => [may(n), [['09:00', '10:00'] as const]]))
    const yearly = new BusinessTime({ ...calendar('UTC', {}), overrides })
    const from = Date.UTC(2026, 0, 1)
    const hours = 3_600_000
    expect(yearly.add(from, 90 * hours)).toBe(Date.UTC(2115, 4, 1, 10))
    expect(yearly.add(from, 315_360_000_000)).toBeUndefined()
    expect(yearly.exceeded(from, 315_360_000_000)).toBeUndefined()
  })
})

const zones = [
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'America/New_York',
  'UTC'
]
const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const anyHours = fc
  .uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 2, maxLength: 6 })
  .map(quarters => quarters.sort((a, b) => a - b).map(quarter => quarter * 15))
  .map(edges =>
    edges.flatMap((edge, i) => {
      const end = edges[i + 1]
      return i % 2 === 0 && end !== undefined ? [[clock(edge), clock(end)] as const] : []
    })
  )
const anyDate = fc
  .integer({ min: Date.UTC(2011, 10, 1), max: Date.UTC(2019, 2, 1) })
  .map(ms => new Date(ms).toISOString().slice(0, 10))
const anyCalendar = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    hours: fc.array(fc.oneof(anyHours, fc.constant<readonly Hours[]>([['22:00', '02:00']])), {
      minLength: 7,
      maxLength: 7
    }),
    holidays: fc.array(anyDate, { maxLength: 5 }),
    overrides: fc.array(fc.tuple(anyDate, anyHours), { maxLength: 5 })
  })
  .map(({ timeZone, hours, holidays, overrides }) =>
    calendar(timeZone, Object.fromEntries(weekdays.map((day, i) => [day, hours[i]])), {
      holidays,
      overrides: new Map(overrides)
    })
  )
const anyInstant = fc
  .integer({ min: Date.UTC(2011, 11, 1) / 1000, max: Date.UTC(2019, 1, 1) / 1000 })
  .map(s => s * 1000)
const anySpan = fc.integer({ min: 0, max: 2_000_000 }).map(s => s * 1000)
const law = <T>(name: string, property: fc.IProperty<T>) =>
  it(name, () => fc.assert(property, { numRuns: 200 }))

describe('the laws of open time', () => {
  law(
    'between takes back what add gives',
    fc.property(anyCalendar, anyInstant, anySpan, (calendar, from, span) => {
      const time = new BusinessTime(calendar)
      const due = time.add(from, span)
      expect(due === undefined ? span : time.between(from, due)).toBe(span)
    })
  )
  law(
    'add in two steps is add in one',
    fc.property(anyCalendar, anyInstant, anySpan, anySpan, (calendar, from, a, b) => {
      const time = new BusinessTime(calendar)
      const between = time.add(from, a)
      expect(between === undefined ? undefined : time.add(between, b)).toBe(
        between === undefined ? undefined : b === 0 ? between : time.add(from, a + b)
      )
    })
  )
  law(
    'a later start and a longer span never end earlier',
    fc.property(anyCalendar, anyInstant, anySpan, anySpan, anySpan, (calendar, from, later, a, more) => {
      const time = new BusinessTime(calendar)
      const due = time.add(from, a) ?? 0
      expect(time.add(from, a + more) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(due)
      expect(time.add(from + later, a) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(due)
    })
  )
  law(
    'a calendar that never closes counts plain seconds',
    fc.property(fc.constantFrom(...zones), anyInstant, anySpan, (zone, from, span) => {
      const time = new BusinessTime(calendar(zone, everyDay(always)))
      expect(time.add(from, span)).toBe(from + span)
      expect(time.between(from, from + span)).toBe(span)
    })
  )
  law(
    'a pause of x open seconds moves the deadline by exactly x',
    fc.property(anyCalendar, anyInstant, anySpan, anySpan, (calendar, from, span, pause) => {
      const time = new BusinessTime(calendar)
      const moved = time.add(from, span + pause)
      const due = time.add(from, span)
      expect(moved === undefined || due === undefined ? pause : time.between(due, moved)).toBe(pause)
    })
  )
})
