import { BusinessTime, calendarOf } from '#domain'
import { type EventId, isJsonObject, type Json, type JsonObject } from '#kernel'
import type { ViewCollection } from '#read-store'

/** One version of a calendar, without the names in it. Versions never change. */
export type CalendarDocument = {
  /** `{calendarId}/{version}` */
  readonly id: string
  readonly calendarId: string
  readonly version: number
  /** Of its publication. */
  readonly eventId: EventId
  readonly body: JsonObject
}

export const slaCalendars = {
  name: 'sla_calendars',
  fedBy: 'stream',
  indexes: [{ name: 'calendar', equal: ['calendarId'], order: 'version' }]
} as const satisfies ViewCollection

export const calendarKey = (calendarId: string, version: number): string => `${calendarId}/${version}`

export function calendarDocument(
  calendarId: string,
  version: number,
  eventId: EventId,
  body: JsonObject
): CalendarDocument {
  const counting: JsonObject = {
    time_zone: body['time_zone'] ?? 'UTC',
    weekly: body['weekly'] ?? {},
    holidays: unnamed(body['holidays']),
    overrides: unnamed(body['overrides'])
  }
  return { id: calendarKey(calendarId, version), calendarId, version, eventId, body: counting }
}

const unnamed = (dates: Json | undefined): Json[] =>
  (Array.isArray(dates) ? dates : []).filter(isJsonObject).map(({ name: _, ...date }) => date)

const kept = new Map<EventId, BusinessTime>()
const mostKept = 500

/** Kept by the event that published it, so that months are worked out once; what it answers depends on the body alone. */
export function businessTimeOf({ eventId, body }: Pick<CalendarDocument, 'eventId' | 'body'>): BusinessTime {
  const known = kept.get(eventId)
  if (known) return known
  const made = new BusinessTime(calendarOf(body))
  for (const oldest of kept.keys()) {
    if (kept.size < mostKept) break
    kept.delete(oldest)
  }
  kept.set(eventId, made)
  return made
}
