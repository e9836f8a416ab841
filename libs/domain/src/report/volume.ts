import { firstEndingAfter, type Instant } from '#kernel'
import type { Look, ReportTicket } from './facts.js'
import type { TimeGroup } from './grouping.js'
import { timelineOf } from './instances.js'
import { isWanted, keysOf } from './looks.js'
import type { Asking, Count } from './question.js'

const numbers = {
  resolved: 'resolved',
  reopened: 'reopened',
  reopened_by_customer: 'reopened',
  closed: 'closed'
} as const

/** Created, resolved, reopened and closed in the period, and what was left at the end of each group. */
export function countVolume(ticket: ReportTicket, asking: Asking, count: Count): void {
  const { createdAt, facts, look } = ticket
  const once = (of: string, at: Instant, looked: Look) => {
    const keys = keysOf(asking, at, looked)
    if (keys) count({ of, keys, inTotal: true, beganAt: at, endedAt: null, valueMs: null })
  }
  once('created', createdAt, look)
  for (const { kind, at, look: looked } of facts) {
    if (kind in numbers) once(numbers[kind as keyof typeof numbers], at, looked)
  }
  countBacklog(ticket, asking, count)
}

function countBacklog(ticket: ReportTicket, asking: Asking, count: Count): void {
  const { createdAt: beganAt, looks, look: now } = ticket
  const { grouping, to } = asking
  const left = (end: Instant) => {
    const look = looks.findLast(({ since }) => since < end) ?? now
    return isWanted(asking, look, look.agentId) ? look : undefined
  }
  const shown = { of: 'backlog', beganAt, endedAt: null, valueMs: null }
  for (const life of livesOf(ticket)) {
    const ends = to > life.from && to <= life.to
    const look = ends ? left(to) : undefined
    if (look) {
      const keys = grouping.isOfTime ? [] : grouping.keysOf(to, look, look.agentId)
      count({ ...shown, keys, inTotal: true })
    }
    for (const { key, end } of endsIn(life, grouping.timeGroups)) {
      if (left(end)) count({ ...shown, keys: [key], inTotal: false })
    }
  }
}

interface Life {
  readonly from: Instant
  /** Neither resolved nor closed up to here; what happens at a moment is not yet seen at it. */
  readonly to: Instant
}

function livesOf({ createdAt, facts }: ReportTicket): readonly Life[] {
  const lives: Life[] = []
  let from: Instant | undefined = createdAt
  for (const { kind, at } of timelineOf(facts)) {
    if (kind === 'reopened' || kind === 'reopened_by_customer') from ??= Math.max(at, createdAt)
    if ((kind !== 'resolved' && kind !== 'closed') || from === undefined) continue
    lives.push({ from, to: at })
    from = undefined
  }
  return from === undefined ? lives : [...lives, { from, to: Number.POSITIVE_INFINITY }]
}

/** The groups that end in this life, by halving: there are many, and most lives are short. */
function endsIn({ from, to }: Life, groups: readonly TimeGroup[]): readonly TimeGroup[] {
  const first = firstEndingAfter(groups, from)
  return to === Number.POSITIVE_INFINITY
    ? groups.slice(first)
    : groups.slice(first, firstEndingAfter(groups, to))
}
