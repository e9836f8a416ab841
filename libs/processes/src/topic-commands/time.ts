import type { Instant } from '#kernel'

const spans: { readonly [unit: string]: number } = { m: 60_000, м: 60_000, h: 3_600_000, ч: 3_600_000 }
const longestMs = 31 * 24 * 3_600_000

/**
 * When what somebody typed first ends: `30m` or `2h` from then on, `18:00` where the team lives, tomorrow when that is
 * past. Null: it is no time, but the first word of something else. Pure.
 */
export function timeIn(word: string, typedAt: Instant, timeZone: string): Instant | null | 'malformed' {
  if (!/^[+-]?\d/.test(word)) return null
  const [, count, unit = ''] = /^(\d{1,5})([mhмч])$/i.exec(word) ?? []
  const span = spans[unit.toLowerCase()]
  if (span !== undefined) {
    const ms = Number(count) * span
    return ms > 0 && ms <= longestMs ? typedAt + ms : 'malformed'
  }
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(word) ?? []
  return hour === undefined
    ? 'malformed'
    : nextTime({ hour: Number(hour), minute: Number(minute) }, typedAt, timeZone)
}

const unitWords: readonly (readonly [unit: string, words: RegExp])[] = [
  ['m', /^(m|mins?|minutes?|м|мин|минут[аыу]?)\.?$/i],
  ['h', /^(h|hrs?|hours?|ч|час|часа|часов)\.?$/i]
]

/** `5 minutes` as `5m`. Undefined: the first is no number, or the second no unit. Pure. */
export function spelledOut(first: string, second: string): string | undefined {
  const [unit] = unitWords.find(([, words]) => words.test(second)) ?? []
  return unit !== undefined && /^\d{1,5}$/.test(first) ? `${first}${unit}` : undefined
}

function nextTime(time: { hour: number; minute: number }, from: Instant, timeZone: string): Instant {
  const date = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDate()
  const on = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds
  const today = on(date)
  return today > from ? today : on(date.add({ days: 1 }))
}
