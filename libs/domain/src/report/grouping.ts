import type { AgentId, Instant } from '#kernel'
import { unreachable } from '#kernel'
import { weekdays } from '../sla/calendar.js'
import { type Priority, priorities } from '../ticket-words.js'
import type { Look } from './facts.js'
import { ZoneTimes } from './zone-times.js'

export const reportGroups = [
  'day',
  'week',
  'month',
  'hour_of_week',
  'queue',
  'priority',
  'tag',
  'agent',
  'none'
] as const
export type ReportGroup = (typeof reportGroups)[number]

/** Null: nobody's, or without a tag. */
export type GroupKey = string | null

/** More days, weeks or months than this are no report. */
export const mostTimeGroups = 4000

const dateOf = (localDay: number): string => new Date(localDay * 86_400_000).toISOString().slice(0, 10)
/** 1970-01-01 was a Thursday. */
const mondayOf = (localDay: number): number => localDay - ((((localDay + 3) % 7) + 7) % 7)
const nextMonth = (localDay: number): number => {
  const date = new Date(localDay * 86_400_000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / 86_400_000
}

export interface TimeGroup {
  readonly key: string
  /** Its own, or that of the period. */
  readonly end: Instant
}

/** Which groups of a report something counts in, and which there are. */
export class Grouping {
  readonly #times: ZoneTimes
  /** Of days, weeks and months: every one of the period, in order. */
  readonly timeGroups: readonly TimeGroup[]
  readonly #keys = new Map<number, string>()

  /** @throws RangeError for a zone that there is not */
  constructor(
    readonly by: ReportGroup,
    timeZone: string,
    private readonly from: Instant,
    private readonly to: Instant
  ) {
    this.#times = new ZoneTimes(timeZone, from, to)
    this.timeGroups = this.#groupsOfTime()
  }

  keysOf(at: Instant, look: Look, agentId: AgentId | null): readonly GroupKey[] {
    switch (this.by) {
      case 'day':
      case 'week':
      case 'month':
      case 'hour_of_week':
        return [this.#timeKey(at)]
      case 'queue':
        return [look.queueId]
      case 'priority':
        return [look.priority]
      case 'tag':
        return look.tags.length > 0 ? look.tags : [null]
      case 'agent':
        return [agentId]
      case 'none':
        return []
      default:
        return unreachable(this.by)
    }
  }

  get isOfTime(): boolean {
    return this.timeGroups.length > 0 || this.by === 'hour_of_week'
  }

  /** Sorts before it does by its name: hours from Monday on, priorities from the lowest. */
  placeOf(key: GroupKey): number {
    if (key === null) return 0
    if (this.by === 'priority') return priorities.indexOf(key as Priority)
    if (this.by !== 'hour_of_week') return 0
    return weekdays.findIndex(weekday => key.startsWith(weekday)) * 24 + Number(key.slice(-2))
  }

  #groupsOfTime(): readonly TimeGroup[] {
    const { by, from, to } = this
    if (by !== 'day' && by !== 'week' && by !== 'month') return []
    const groups: TimeGroup[] = []
    const last = this.#times.dayOf(to - 1)
    for (let localDay = this.#times.dayOf(from); localDay <= last; ) {
      const following =
        by === 'day' ? localDay + 1 : by === 'week' ? mondayOf(localDay) + 7 : nextMonth(localDay)
      const start = Math.max(from, this.#times.startOf(localDay))
      const end = Math.min(to, this.#times.startOf(following))
      // A zone may leave out a date.
      if (end > start) groups.push({ key: keyOfDay(by, localDay), end })
      localDay = following
    }
    return groups
  }

  #timeKey(at: Instant): string {
    const place = this.by === 'hour_of_week' ? this.#times.hourOfWeek(at) : this.#times.dayOf(at)
    let key = this.#keys.get(place)
    if (key === undefined) {
      key = this.by === 'hour_of_week' ? hourKey(place) : keyOfDay(this.by, place)
      this.#keys.set(place, key)
    }
    return key
  }
}

const keyOfDay = (by: ReportGroup, localDay: number): string => {
  if (by === 'week') return dateOf(mondayOf(localDay))
  return by === 'month' ? dateOf(localDay).slice(0, 7) : dateOf(localDay)
}

const hourKey = (hourOfWeek: number): string =>
  `${weekdays[Math.floor(hourOfWeek / 24)]}-${String(hourOfWeek % 24).padStart(2, '0')}`
