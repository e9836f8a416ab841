import { isJsonObject, type JsonObject } from '#kernel'
import { type Calendar, type Hours, weekdays } from './calendar.js'

/** Reads a body that was checked when it was published. */
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

const entries = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : []

export const isPair = (value: unknown): value is Hours =>
  Array.isArray(value) && value.length === 2 && value.every(time => typeof time === 'string')

export const hoursOf = (value: unknown): readonly Hours[] =>
  Array.isArray(value) ? value.filter(isPair) : []
