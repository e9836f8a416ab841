import { api, got } from '../../api/client.js'
import { may } from '../../api/session.js'
import type { Band } from '../../ui/chart.js'
import { bandsOf } from './bands.js'

export interface Hour {
  /** Its beginning, seconds since 1970. */
  readonly at: number
  readonly created: number
  readonly resolved: number
  /** At its end. */
  readonly backlog: number
}

const hourMs = 3_600_000

/** The last day and night up to the end of the present hour. */
export function lastDay(now = Date.now()): { readonly from: number; readonly to: number } {
  const to = Math.ceil((now + 1) / hourMs) * hourMs
  return { from: to - 24 * hourMs, to }
}

/** The hours of a day and a night are all different ones of the week, so the week's table tells them apart. */
export async function readHours(): Promise<readonly Hour[]> {
  const { from, to } = lastDay()
  const query = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), tz: 'UTC' as const }
  const read = (group_by: 'hour_of_week' | 'none') =>
    got(api.GET('/api/v1/reports/volume', { params: { query: { ...query, group_by } } }))
  const [byHour, { total }] = await Promise.all([read('hour_of_week'), read('none')])
  const of = new Map(byHour.groups.map(group => [group.key, group]))
  let backlog = total.backlog ?? 0
  const hours: Hour[] = []
  for (let at = to - hourMs; at >= from; at -= hourMs) {
    const hour = of.get(keyOf(new Date(at)))
    const created = hour?.created ?? 0
    hours.unshift({ at: at / 1000, created, resolved: hour?.resolved ?? 0, backlog })
    backlog -= created + (hour?.reopened ?? 0) - (hour?.resolved ?? 0)
  }
  return hours
}

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const keyOf = (at: Date): string => `${days[at.getUTCDay()]}-${String(at.getUTCHours()).padStart(2, '0')}`

export interface BusinessHours {
  /** Of the calendar they are those of. */
  readonly name: string
  readonly open: readonly Band[]
}

const quarterMs = hourMs / 4

/** When the desk is open by the calendar of its first policy; null: there is none, or whoever asks may not see it. */
export async function readBusinessHours(): Promise<BusinessHours | null> {
  if (!may('settings:read')) return null
  const policies = await got(api.GET('/api/v1/sla-policies', { params: { query: { limit: 100 } } }))
  const id = policies.data.find(policy => policy.calendar_id)?.calendar_id
  if (!id) return null
  const { from, to } = lastDay()
  const starts = Array.from({ length: (to - from) / quarterMs }, (_, n) => from + n * quarterMs)
  const iso = (at: number) => new Date(at).toISOString()
  const items = starts.map(at => ({ from: iso(at), to: iso(at + quarterMs) }))
  const [calendar, { results }] = await Promise.all([
    got(api.GET('/api/v1/calendars/{id}', { params: { path: { id } } })),
    got(api.POST('/api/v1/calendar-evaluations', { body: { calendar_id: id, items } }))
  ])
  const isOpen = results.map(result => 'seconds' in result && result.seconds > 0)
  return {
    name: calendar.name,
    open: bandsOf(
      starts.map((at, n) => ({ from: at / 1000, to: (at + quarterMs) / 1000, isIn: isOpen[n] === true }))
    )
  }
}
