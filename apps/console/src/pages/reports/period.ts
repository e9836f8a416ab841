import { zone } from '../../ui/zone.js'

export const groupings = ['day', 'week', 'month', 'queue', 'priority', 'tag', 'agent'] as const
export const metrics = ['first_reply', 'next_reply', 'resolution'] as const
export const clocks = ['calendar', 'business'] as const
/** What narrows a report down. */
export const narrowing = ['queue', 'priority', 'tag', 'agent'] as const

/** What reports are asked for, as the address says it: nothing of it is looked at here but the days, which are this browser's. */
export interface Asked {
  readonly from: string
  readonly to: string
  readonly group_by: string
  readonly metric: string
  readonly clock: string
  /** Whatever else stands there: what narrows them down, and as of when. */
  readonly others: { readonly [name: string]: string }
}

const day = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(part => String(part).padStart(2, '0')).join('-')

export function daysAgo(n: number): string {
  const at = new Date()
  at.setDate(at.getDate() - n)
  return day(at)
}

/** A table of more days is nothing that one reads. */
const mostDaysMs = 400 * 86_400_000

export function askedIn(query: URLSearchParams): Asked {
  const { from, to, group_by, metric, clock, ...others } = Object.fromEntries(
    [...query].filter(([, value]) => value !== '')
  )
  const days = { from: from ?? daysAgo(30), to: to ?? daysAgo(-1) }
  return {
    ...days,
    group_by: group_by ?? (Date.parse(days.to) - Date.parse(days.from) > mostDaysMs ? 'month' : 'day'),
    metric: metric ?? 'first_reply',
    clock: clock ?? 'calendar',
    others
  }
}

/** The address that asks for it. */
export const addressOf = ({ others, ...named }: Asked): { readonly [name: string]: string } => ({
  ...named,
  ...others
})

export type Range = { readonly from: string; readonly to: string; readonly tz: string }

/** The instant at which a day begins here; undefined: it is no day. */
function instantOf(text: string): string | undefined {
  const at = new Date(`${text}T00:00:00`)
  // February has no 31st, though a date can be made of it.
  return day(at) === text ? at.toISOString() : undefined
}

/** Undefined: no period of this zone. */
export function rangeOf({ from, to, others: { tz = zone } }: Asked): Range | undefined {
  const [start, end] = [instantOf(from), instantOf(to)]
  return start !== undefined && end !== undefined && start < end && tz === zone
    ? { from: start, to: end, tz: zone }
    : undefined
}
