import { route } from '../../route.js'
import { zone } from '../../ui/time.js'

export const groupings = ['day', 'week', 'month', 'queue', 'priority', 'tag', 'agent'] as const
export type Grouping = (typeof groupings)[number]
export const metrics = ['first_reply', 'next_reply', 'resolution'] as const
export const clocks = ['calendar', 'business'] as const

/** What a report is asked for, as the address says it. Days are this browser's. */
export interface Asked {
  readonly from: string
  readonly to: string
  readonly groupBy: string
  readonly metric: string
  readonly clock: string
}

const day = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(part => String(part).padStart(2, '0')).join('-')

export function daysAgo(n: number): string {
  const at = new Date()
  at.setDate(at.getDate() - n)
  return day(at)
}

export function asked(): Asked {
  const { query } = route.value
  return {
    from: query.get('from') ?? daysAgo(30),
    to: query.get('to') ?? daysAgo(-1),
    groupBy: query.get('group_by') ?? 'day',
    metric: query.get('metric') ?? 'first_reply',
    clock: query.get('clock') ?? 'calendar'
  }
}

/** The instant at which a day begins here; undefined: it is no day. */
function instantOf(text: string): string | undefined {
  const at = new Date(`${text}T00:00:00`)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** Undefined: no period. */
export function rangeOf({ from, to }: Asked): { from: string; to: string; tz: string } | undefined {
  const [start, end] = [instantOf(from), instantOf(to)]
  return start !== undefined && end !== undefined && start < end
    ? { from: start, to: end, tz: zone }
    : undefined
}
