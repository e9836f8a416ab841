import { zone } from '../../ui/time.js'

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

export function askedIn(query: URLSearchParams): Asked {
  const { from, to, group_by, metric, clock, ...others } = Object.fromEntries(
    [...query].filter(([, value]) => value !== '')
  )
  return {
    from: from ?? daysAgo(30),
    to: to ?? daysAgo(-1),
    group_by: group_by ?? 'day',
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
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** Undefined: no period. */
export function rangeOf({ from, to }: Pick<Asked, 'from' | 'to'>): Range | undefined {
  const [start, end] = [instantOf(from), instantOf(to)]
  return start !== undefined && end !== undefined && start < end
    ? { from: start, to: end, tz: zone }
    : undefined
}
