import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { BusinessTime, daysToSearch } from '../../sla/business-time.js'
import { weekdays } from '../../sla/calendar.js'
import { calendarOf, hoursOf, isPair } from '../../sla/calendar-document.js'
import {
  date,
  type Field,
  type FieldProblem,
  list,
  object,
  optional,
  problem,
  required,
  standard,
  text,
  timeZone
} from '../fields.js'
import { settingKind } from '../spec.js'

const maxDates = 4000
const maxIntervals = 24
const dayMs = 86_400_000

const time = /^(?:[01]\d|2[0-3]):[0-5]\d$/
const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

const hours: Field = {
  schema: {
    type: 'array',
    maxItems: maxIntervals,
    items: {
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'string' }],
      minItems: 2,
      maxItems: 2,
      examples: [['09:00', '17:30']]
    },
    description: 'Local times in order; an end before its start runs over midnight; 24:00 may be an end.'
  },
  check: checkHours
}

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
function overNight(weekly: JsonObject, at: string): FieldProblem[] {
  return weekdays.flatMap((day, index) => {
    const last = hoursOf(weekly[day]).at(-1)
    const next = weekdays[(index + 1) % 7]
    const first = next && hoursOf(weekly[next])[0]
    return last && first && minutes(last[1]) < minutes(last[0]) && minutes(last[1]) > minutes(first[0])
      ? [problem(`${at}/${next}/0`, 'overlap', `starts before the hours of ${day} have ended`)]
      : []
  })
}

function repeated(entries: readonly Json[], at: string): FieldProblem[] {
  const seen = new Set<unknown>()
  return entries.filter(isJsonObject).flatMap(({ date }, index) => {
    const isRepeated = seen.has(date)
    seen.add(date)
    return isRepeated ? [problem(`${at}/${index}/date`, 'repeated', 'is in the list twice')] : []
  })
}

const named = optional(text(0, 100))
const dates = (entry: Field) => list(entry, { max: maxDates, of: 'dates' }, repeated)

export const calendarKind = settingKind({
  kind: 'calendar',
  path: 'calendars',
  what: 'a calendar',
  name: 'Calendar',
  example: {
    name: 'Berlin office',
    time_zone: 'Europe/Berlin',
    weekly: { mon: [['09:00', '17:30']], tue: [['09:00', '17:30']], fri: [['09:00', '15:00']] },
    holidays: [{ date: '2026-12-25', name: 'Christmas' }]
  },
  /** It may have thousands of dates. */
  maxBytes: 1024 * 1024,
  fields: {
    name: required(text(1, 100)),
    time_zone: required(timeZone),
    weekly: required(object(Object.fromEntries(weekdays.map(day => [day, optional(hours, [])])), overNight)),
    holidays: standard(dates(object({ date: required(date), name: named })), []),
    overrides: standard(dates(object({ date: required(date), hours: required(hours), name: named })), [])
  },
  /** One that opens at no time in the next 366 days is a mistake. */
  further(body, now) {
    const next = new BusinessTime(calendarOf(body)).nextOpening(now)
    return next !== undefined && next - now <= daysToSearch * dayMs
      ? []
      : [problem('/weekly', 'never_open', `opens at no time in the next ${daysToSearch} days`)]
  }
})
