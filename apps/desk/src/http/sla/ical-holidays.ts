import ICAL from 'ical.js'
import { isTimeZone } from '#domain'
import { type Outcome, ok, refuse } from '#kernel'
import { occurrencesOf, yearlyRule } from './yearly-rule.js'

export interface Holiday {
  readonly date: string
  readonly name: string
}

/** Why an event names no day off; the last three: it can't be read as one. */
export type Skipped = {
  readonly summary: string
  readonly why: 'not_whole_day' | 'cancelled' | 'outside' | 'recurrence' | 'time_zone' | 'unreadable'
}

/** Both inclusive. */
export interface Window {
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
}

export interface Found {
  /** By date, each once. */
  readonly holidays: readonly Holiday[]
  readonly skipped: readonly Skipped[]
}

/** Of a file, and of the days that its events cover together: it can't keep the desk busy. */
export const mostEvents = 1000
export const mostDays = 20_000

/**
 * The days off that an iCalendar file (RFC 5545) names in the window. An event with times counts for the days that it
 * covers from midnight to midnight in `timeZone`. A yearly event comes again each year; other rules are skipped.
 */
export function holidaysIn(
  text: string,
  timeZone: string,
  window: Window
): Outcome<Found, 'not_icalendar' | 'too_many_events' | 'too_many_days'> {
  const events = eventsIn(text)
  if (!events) return refuse('not_icalendar')
  if (events.length > mostEvents) return refuse('too_many_events')
  const replaced = replacedBy(events)
  const holidays = new Map<string, string>()
  const skipped: Skipped[] = []
  let days = 0
  for (const event of events) {
    const summary = textOf(event, 'summary')
    const read = daysOf(event, timeZone, window, replaced.get(textOf(event, 'uid')), mostDays - days)
    if ('why' in read) skipped.push({ summary, why: read.why })
    else {
      days += read.days.length
      for (const date of read.days) if (!holidays.has(date)) holidays.set(date, nameOf(summary))
    }
    if (days >= mostDays) return refuse('too_many_days')
  }
  const inOrder = [...holidays].sort(([a], [b]) => (a < b ? -1 : 1))
  return ok({ holidays: inOrder.map(([date, name]) => ({ date, name })), skipped })
}

/** Undefined: no iCalendar. */
function eventsIn(text: string): ICAL.Component[] | undefined {
  try {
    const parsed: unknown = ICAL.parse(text)
    const all = Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed : [parsed]
    const calendars = all.map(one => new ICAL.Component(one))
    return calendars.length > 0 && calendars.every(({ name }) => name === 'vcalendar')
      ? calendars.flatMap(calendar => calendar.getAllSubcomponents('vevent'))
      : undefined
  } catch {
    return undefined
  }
}

const textOf = (event: ICAL.Component, property: string): string => {
  const value = event.getFirstPropertyValue(property)
  return typeof value === 'string' ? value : ''
}

/** One line of at most 100 characters. */
const nameOf = (summary: string): string =>
  [
    ...summary
      .toWellFormed()
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim()
  ]
    .slice(0, 50)
    .join('') || 'holiday'

/** Occurrences that an event of their own stands in for, by uid. */
function replacedBy(events: readonly ICAL.Component[]): ReadonlyMap<string, ReadonlySet<string>> {
  const replaced = new Map<string, Set<string>>()
  for (const event of events) {
    const when = event.getFirstPropertyValue('recurrence-id')
    if (!(when instanceof ICAL.Time)) continue
    const uid = textOf(event, 'uid')
    replaced.set(uid, (replaced.get(uid) ?? new Set()).add(dateIn(when).toString()))
  }
  return replaced
}

const dateIn = ({ year, month, day }: ICAL.Time): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })

type Read = { readonly days: readonly string[] } | { readonly why: Skipped['why'] }

function daysOf(
  event: ICAL.Component,
  timeZone: string,
  window: Window,
  replaced: ReadonlySet<string> = new Set(),
  most: number
): Read {
  try {
    if (textOf(event, 'status').toUpperCase() === 'CANCELLED') return { why: 'cancelled' }
    const span = spanOf(event, timeZone)
    if ('why' in span) return span
    const starts = startsOf(event, span, window, replaced)
    if (!starts) return { why: 'recurrence' }
    const days: string[] = []
    let covers = false
    for (const start of starts) {
      const { from, to } = span.daysFrom(start)
      covers ||= Temporal.PlainDate.compare(from, to) < 0
      for (
        let day = later(from, window.from);
        isBefore(day, to) && !isBefore(window.to, day);
        day = day.add({ days: 1 })
      ) {
        days.push(day.toString())
        if (days.length >= most) return { days }
      }
    }
    if (days.length > 0) return { days }
    return { why: covers || starts.length === 0 ? 'outside' : 'not_whole_day' }
  } catch {
    return { why: 'unreadable' }
  }
}

const isBefore = (a: Temporal.PlainDate, b: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(a, b) < 0
const later = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate => (isBefore(a, b) ? b : a)

/** The parser takes the 50th of a month for a day of the next one. */
function isAsWritten(event: ICAL.Component, name: string): boolean {
  const property = event.getFirstProperty(name)
  const value = property?.getFirstValue()
  if (!property) return true
  const written: unknown = property.toJSON()[3]
  return value instanceof ICAL.Time && String(written).slice(0, 10) === dateIn(value).toString()
}

interface EventSpan {
  readonly start: Temporal.PlainDate
  /** The days that an occurrence starting on this date covers; `to` is exclusive. */
  daysFrom(start: Temporal.PlainDate): { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate }
}

function spanOf(
  event: ICAL.Component,
  timeZone: string
): EventSpan | { readonly why: 'time_zone' | 'unreadable' } {
  const start = event.getFirstPropertyValue('dtstart')
  const end = event.getFirstPropertyValue('dtend')
  const duration = event.getFirstPropertyValue('duration')
  if (!(start instanceof ICAL.Time) || !['dtstart', 'dtend'].every(name => isAsWritten(event, name))) {
    return { why: 'unreadable' }
  }
  const startDate = dateIn(start)
  if (start.isDate) {
    const days =
      end instanceof ICAL.Time
        ? startDate.until(dateIn(end), { largestUnit: 'day' }).days
        : duration instanceof ICAL.Duration
          ? Math.ceil(duration.toSeconds() / 86_400)
          : 1
    const length = { days: Math.max(1, days) }
    return { start: startDate, daysFrom: from => ({ from, to: from.add(length) }) }
  }
  const instantOf = zoneOf(event, start, timeZone)
  if (!instantOf) return { why: 'time_zone' }
  const first = instantOf(startDate)
  const ms =
    end instanceof ICAL.Time
      ? (zoneOf(event, end, timeZone)?.(dateIn(end)) ?? first) - first
      : duration instanceof ICAL.Duration
        ? duration.toSeconds() * 1000
        : 0
  return {
    start: startDate,
    daysFrom(date) {
      const began = instantOf(date)
      const local = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
      const begins = local(began)
      const isMidnight = begins.epochMilliseconds === begins.startOfDay().epochMilliseconds
      const from = begins.toPlainDate().add({ days: isMidnight ? 0 : 1 })
      return { from, to: local(began + Math.max(0, ms)).toPlainDate() }
    }
  }
}

/** When this time of day is on a date. Undefined: the zone's name is no IANA name. */
function zoneOf(
  event: ICAL.Component,
  time: ICAL.Time,
  timeZone: string
): ((date: Temporal.PlainDate) => number) | undefined {
  const { hour, minute, second } = time
  const property = event.getAllProperties().find(one => one.getFirstValue() === time)
  const named = property?.getFirstParameter('tzid')
  const isUtc = time.zone === ICAL.Timezone.utcTimezone
  const zone = isUtc ? 'UTC' : named === undefined || named === '' ? timeZone : named
  const clock = { hour, minute, second: Math.min(second, 59) }
  return isTimeZone(zone)
    ? date => date.toZonedDateTime({ timeZone: zone, plainTime: clock }).epochMilliseconds
    : undefined
}

/** The dates on which an occurrence starts that can reach into the window; undefined: a rule that is not understood. */
function startsOf(
  event: ICAL.Component,
  { start }: EventSpan,
  window: Window,
  replaced: ReadonlySet<string>
): Temporal.PlainDate[] | undefined {
  const isReplacement = event.getFirstPropertyValue('recurrence-id') !== null
  const rules = event.getAllProperties('rrule').map(rule => rule.getFirstValue())
  if (isReplacement || (rules.length === 0 && !event.hasProperty('rdate'))) return [start]
  const dates = (name: string) =>
    event
      .getAllProperties(name)
      .flatMap(property => property.getValues().filter(value => value instanceof ICAL.Time))
  const left = new Set([...dates('exdate').map(time => dateIn(time).toString()), ...replaced])
  const starts = rules.length === 0 ? [start] : []
  for (const value of rules) {
    const rule = value instanceof ICAL.Recur ? yearlyRule(value.toJSON()) : undefined
    if (!rule) return undefined
    starts.push(...occurrencesOf(rule, start, window))
  }
  starts.push(...dates('rdate').map(dateIn))
  return starts.filter(date => !left.has(date.toString()))
}
