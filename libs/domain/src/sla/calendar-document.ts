import { type Instant, isJsonObject, type JsonObject } from '#kernel'
import type { FieldProblem } from '../setting/index.js'
import { BusinessTime, daysToSearch } from './business-time.js'
import { type Calendar, type Hours, type Weekday, weekdays } from './calendar.js'

const maxDates = 4000
const maxIntervals = 24
const dayMs = 86_400_000

/**
 * Checks a calendar document (docs/sla.md) and says what is wrong with each field, by JSON pointer.
 * `now`: a calendar that opens at no time in the next 366 days is refused.
 */
export function checkCalendar(body: unknown, now: Instant): FieldProblem[] {
  if (!isJsonObject(body)) return [problem('', 'type', 'must be an object')]
  const problems = [
    ...unknownFields(body, ['name', 'time_zone', 'weekly', 'holidays', 'overrides']),
    ...checkName(body['name']),
    ...checkZone(body['time_zone']),
    ...checkWeekly(body['weekly']),
    ...checkDates(body['holidays'], '/holidays', ['date', 'name'], () => []),
    ...checkDates(body['overrides'], '/overrides', ['date', 'hours', 'name'], (entry, pointer) =>
      checkHours(entry['hours'], `${pointer}/hours`)
    )
  ]
  if (problems.length > 0) return problems
  const next = new BusinessTime(calendarOf(body)).nextOpening(now)
  return next !== undefined && next - now <= daysToSearch * dayMs
    ? []
    : [problem('/weekly', 'never_open', `opens at no time in the next ${daysToSearch} days`)]
}

/** The whole body with its defaults, as it is published. */
export const completeCalendar = (body: JsonObject): JsonObject => ({ holidays: [], overrides: [], ...body })

/** Reads a body that `checkCalendar` has passed. */
export function calendarOf(body: JsonObject): Calendar {
  const weekly = isJsonObject(body['weekly']) ? body['weekly'] : {}
  return {
    timeZone: String(body['time_zone']),
    weekly: Object.fromEntries(weekdays.map(day => [day, hoursOf(weekly[day])])),
    holidays: entries(body['holidays']).map(entry => String(entry['date'])),
    overrides: new Map(
      entries(body['overrides']).map(entry => [String(entry['date']), hoursOf(entry['hours'])])
    )
  }
}

const problem = (pointer: string, code: string, message: string): FieldProblem => ({ pointer, code, message })

const entries = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : []

const isPair = (value: unknown): value is Hours =>
  Array.isArray(value) && value.length === 2 && value.every(time => typeof time === 'string')

const hoursOf = (value: unknown): readonly Hours[] => (Array.isArray(value) ? value.filter(isPair) : [])

const unknownFields = (body: JsonObject, known: readonly string[], at = ''): FieldProblem[] =>
  Object.keys(body)
    .filter(field => !known.includes(field))
    .map(field => problem(`${at}/${field}`, 'unknown', 'is not a field of a calendar'))

const checkName = (name: unknown): FieldProblem[] =>
  typeof name === 'string' && name.length >= 1 && name.length <= 100
    ? []
    : [problem('/name', 'invalid', 'must be text of 1 to 100 characters')]

export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || /^[+-]/.test(value)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

const checkZone = (zone: unknown): FieldProblem[] =>
  isTimeZone(zone)
    ? []
    : [problem('/time_zone', 'unknown_zone', 'must be an IANA time zone, e.g. Europe/Berlin')]

function checkWeekly(weekly: unknown): FieldProblem[] {
  if (!isJsonObject(weekly)) return [problem('/weekly', 'required', 'must be an object of weekdays')]
  const strange = Object.keys(weekly)
    .filter(day => !isWeekday(day))
    .map(day => problem(`/weekly/${day}`, 'unknown', `must be one of ${weekdays.join(', ')}`))
  const wrong = weekdays.flatMap(day =>
    weekly[day] === undefined ? [] : checkHours(weekly[day], `/weekly/${day}`)
  )
  return strange.length + wrong.length > 0 ? [...strange, ...wrong] : overNight(weekly)
}

const isWeekday = (day: string): day is Weekday => weekdays.some(known => known === day)

const time = /^(?:[01]\d|2[0-3]):[0-5]\d$/
const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

/** In order and apart; only the last may run over midnight. */
function checkHours(value: unknown, pointer: string): FieldProblem[] {
  if (!Array.isArray(value)) return [problem(pointer, 'type', 'must be a list of [start, end]')]
  if (value.length > maxIntervals)
    return [problem(pointer, 'too_many', `must have at most ${maxIntervals} intervals`)]
  let covered = -1
  return value.flatMap((pair: unknown, index) => {
    const at = `${pointer}/${index}`
    if (!isPair(pair)) return [problem(at, 'type', 'must be [start, end]')]
    const [start, end] = pair
    if (!time.test(start)) return [problem(`${at}/0`, 'invalid', 'must be hh:mm, 00:00 to 23:59')]
    if (!time.test(end) && end !== '24:00')
      return [problem(`${at}/1`, 'invalid', 'must be hh:mm, 00:00 to 24:00')]
    if (start === end) return [problem(at, 'empty', 'must not start and end at the same time')]
    if (minutes(start) < covered) return [problem(at, 'overlap', 'must come after the interval before it')]
    covered = minutes(end) < minutes(start) ? minutes(end) + 1440 : minutes(end)
    return covered > 1440 && index < value.length - 1
      ? [problem(at, 'inverted', 'only the last interval of a day may run over midnight')]
      : []
  })
}

/** What runs over midnight must end before the next day begins. */
function overNight(weekly: JsonObject): FieldProblem[] {
  return weekdays.flatMap((day, index) => {
    const last = hoursOf(weekly[day]).at(-1)
    const next = weekdays[(index + 1) % 7]
    const first = next && hoursOf(weekly[next])[0]
    return last && first && minutes(last[1]) < minutes(last[0]) && minutes(last[1]) > minutes(first[0])
      ? [problem(`/weekly/${next}/0`, 'overlap', `starts before the hours of ${day} have ended`)]
      : []
  })
}

function checkDates(
  value: unknown,
  pointer: string,
  known: readonly string[],
  check: (entry: JsonObject, pointer: string) => FieldProblem[]
): FieldProblem[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return [problem(pointer, 'type', 'must be a list')]
  if (value.length > maxDates) return [problem(pointer, 'too_many', `must have at most ${maxDates} dates`)]
  const seen = new Set<unknown>()
  return value.flatMap((entry: unknown, index) => {
    const at = `${pointer}/${index}`
    if (!isJsonObject(entry)) return [problem(at, 'type', 'must be an object')]
    const { date, name } = entry
    const repeated = seen.has(date)
    seen.add(date)
    return [
      ...unknownFields(entry, known, at),
      ...(isDate(date) ? [] : [problem(`${at}/date`, 'invalid', 'must be a date, yyyy-mm-dd')]),
      ...(repeated ? [problem(`${at}/date`, 'repeated', 'is in the list twice')] : []),
      ...(name === undefined || (typeof name === 'string' && name.length <= 100)
        ? []
        : [problem(`${at}/name`, 'invalid', 'must be text of at most 100 characters')]),
      ...check(entry, at)
    ]
  })
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  try {
    return Temporal.PlainDate.from(value, { overflow: 'reject' }).toString() === value
  } catch {
    return false
  }
}
