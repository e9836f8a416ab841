import type { Instant } from '#kernel'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** `["09:00", "17:30"]`, local wall time; an end before its start runs over midnight; `24:00` is allowed as an end. */
export type Hours = readonly [start: string, end: string]

export interface Calendar {
  /** IANA name. */
  readonly timeZone: string
  readonly weekly: { readonly [day in Weekday]?: readonly Hours[] }
  /** Whole days off, `yyyy-mm-dd`. */
  readonly holidays: readonly string[]
  /** Other hours on a date: they replace that date's week and win over a holiday. */
  readonly overrides: ReadonlyMap<string, readonly Hours[]>
}

/** Open from `start` (inclusive) to `end` (exclusive). */
export interface Segment {
  readonly start: Instant
  readonly end: Instant
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** The hours of one local date, the override before the holiday before the week. */
function hoursOf(
  calendar: Calendar,
  holidays: ReadonlySet<string>,
  date: Temporal.PlainDate
): readonly Hours[] {
  const name = date.toString()
  const override = calendar.overrides.get(name)
  if (override) return override
  if (holidays.has(name)) return []
  const day = weekdays[date.dayOfWeek - 1]
  return (day && calendar.weekly[day]) ?? []
}

/** A local time that does not exist moves later, one that exists twice is its first occurrence. */
function instantOf(date: Temporal.PlainDate, minutes: number, timeZone: string): Instant {
  const local = date.toPlainDateTime().add({ minutes })
  return local.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
}

/** What a date opens: an interval over midnight belongs to the date it starts on. In order, not yet merged. */
export function segmentsOf(
  calendar: Calendar,
  holidays: ReadonlySet<string>,
  date: Temporal.PlainDate
): Segment[] {
  return hoursOf(calendar, holidays, date)
    .map(([from, to]) => {
      const start = minutesOf(from)
      const end = minutesOf(to)
      return {
        start: instantOf(date, start, calendar.timeZone),
        end: instantOf(date, end <= start ? end + 1440 : end, calendar.timeZone)
      }
    })
    .filter(segment => segment.end > segment.start)
    .sort((a, b) => a.start - b.start)
}
