import { isJsonObject } from '#kernel'

/** A recurrence rule (RFC 5545, 3.3.10) as holiday calendars use it: on a date of a month or the n-th weekday of one. */
export interface YearlyRule {
  readonly interval: number
  readonly count: number
  readonly until: Temporal.PlainDate | undefined
  /** Undefined: that of the first occurrence. */
  readonly months: readonly number[] | undefined
  readonly monthDays: readonly number[]
  readonly weekdays: readonly { readonly day: number; readonly nth: number }[]
}

const known = ['freq', 'interval', 'count', 'until', 'bymonth', 'bymonthday', 'byday', 'wkst']
const weekdayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** Of the parts of a rule by their lower-case names. Undefined: another kind of rule, or not understood. */
export function yearlyRule(parts: unknown): YearlyRule | undefined {
  if (!isJsonObject(parts) || String(parts['freq']).toUpperCase() !== 'YEARLY') return undefined
  if (Object.keys(parts).some(part => !known.includes(part))) return undefined
  const months = listed(parts['bymonth']).map(Number)
  const monthDays = listed(parts['bymonthday']).map(Number)
  const weekdays = listed(parts['byday']).map(text => {
    const [, nth = '', name = ''] = /^([+-]?\d{0,2})(MO|TU|WE|TH|FR|SA|SU)$/.exec(String(text)) ?? []
    return { day: weekdayNames.indexOf(name) + 1, nth: nth === '' ? 0 : Number(nth) }
  })
  const isOfYear = weekdays.length > 0 && months.length === 0
  const isNthOfDates = monthDays.length > 0 && weekdays.some(({ nth }) => nth !== 0)
  const isStrange =
    weekdays.some(({ day, nth }) => day === 0 || Math.abs(nth) > 5) ||
    months.some(month => !(month >= 1 && month <= 12)) ||
    monthDays.some(day => !(Math.abs(day) >= 1 && Math.abs(day) <= 31))
  if (isOfYear || isNthOfDates || isStrange) return undefined
  const { until, interval = 1, count } = parts
  if (count !== undefined && !(Number(count) >= 1 && Number(count) <= maxCount)) return undefined
  return {
    interval: Math.max(1, Number(interval) || 1),
    count: count === undefined ? Number.POSITIVE_INFINITY : Number(count),
    until: until === undefined ? undefined : Temporal.PlainDate.from(String(until).slice(0, 10)),
    months: months.length > 0 ? months : monthDays.length > 0 ? everyMonth : undefined,
    monthDays,
    weekdays
  }
}

const maxCount = 500
const everyMonth = Array.from({ length: 12 }, (_, index) => index + 1)
const listed = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** From the first one on, those of the window and of the year before it, in order; what a year does not have is left out. */
export function occurrencesOf(
  rule: YearlyRule,
  first: Temporal.PlainDate,
  { from, to }: { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate }
): Temporal.PlainDate[] {
  const last = rule.until && Temporal.PlainDate.compare(rule.until, to) < 0 ? rule.until : to
  const found: Temporal.PlainDate[] = []
  // Only where they are numbered do those long ago matter.
  const skipped = rule.count === Number.POSITIVE_INFINITY ? from.year - 1 - first.year : 0
  const begin = first.year + Math.max(0, Math.floor(skipped / rule.interval)) * rule.interval
  for (let year = begin; year <= last.year; year += rule.interval) {
    for (const date of datesOf(rule, first, year)) {
      if (Temporal.PlainDate.compare(date, first) < 0) continue
      if (Temporal.PlainDate.compare(date, last) > 0 || found.length >= rule.count) return found
      found.push(date)
    }
  }
  return found
}

function datesOf(rule: YearlyRule, first: Temporal.PlainDate, year: number): Temporal.PlainDate[] {
  const months = rule.months ?? [first.month]
  const dates = months.flatMap(month => {
    const { daysInMonth, dayOfWeek } = Temporal.PlainDate.from({ year, month, day: 1 })
    return daysOf(rule, first, dayOfWeek, daysInMonth).map(day =>
      Temporal.PlainDate.from({ year, month, day })
    )
  })
  return dates.sort(Temporal.PlainDate.compare)
}

function daysOf(
  { monthDays, weekdays }: YearlyRule,
  first: Temporal.PlainDate,
  weekdayOfFirst: number,
  length: number
): number[] {
  const all = Array.from({ length }, (_, index) => index + 1)
  const isOn = (day: number) => {
    const weekday = ((weekdayOfFirst + day - 2) % 7) + 1
    const fromStart = Math.ceil(day / 7)
    const fromEnd = -Math.ceil((length - day + 1) / 7)
    return weekdays.some(
      ({ day: wanted, nth }) => wanted === weekday && (nth === 0 || nth === fromStart || nth === fromEnd)
    )
  }
  if (monthDays.length === 0 && weekdays.length === 0) return all.filter(day => day === first.day)
  return all.filter(
    day =>
      (monthDays.length === 0 || monthDays.includes(day) || monthDays.includes(day - length - 1)) &&
      (weekdays.length === 0 || isOn(day))
  )
}
