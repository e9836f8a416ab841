import type { Instant } from '#kernel'
import type { ReportFact } from './facts.js'

export const reportMetrics = ['first_reply', 'next_reply', 'resolution'] as const
export type ReportMetric = (typeof reportMetrics)[number]

/** One run of a metric, from when the customer sent. */
export interface ReportInstance {
  readonly startedAt: Instant
  /** What fulfilled it; null: nothing has. */
  readonly ended: ReportFact | null
}

/** By their instants; of one instant as they were recorded. */
export function timelineOf(facts: readonly ReportFact[]): readonly ReportFact[] {
  const isSorted = facts.every((fact, i) => i === 0 || (facts[i - 1]?.at ?? 0) <= fact.at)
  return isSorted ? facts : [...facts].sort((a, b) => a.at - b.at)
}

/** In order. Of `first_reply` one at most; what was never answered does not end with its ticket. */
export function reportInstances(
  metric: ReportMetric,
  timeline: readonly ReportFact[]
): readonly ReportInstance[] {
  const starts = startsOf[metric]
  const byTeam = timeline.some(({ kind }) => kind === 'opened_by_team')
  const instances: { startedAt: Instant; ended: ReportFact | null }[] = []
  let over = false
  for (const fact of timeline) {
    const { kind } = fact
    const last = instances.at(-1)
    const reopens = over && (kind === 'reopened' || kind === 'reopened_by_customer')
    if (kind === 'resolved' || kind === 'closed') over = true
    if (reopens) over = false
    const ends = metric === 'resolution' ? kind === 'resolved' || kind === 'closed' : kind === 'reply'
    if (last?.ended === null) {
      if (ends) last.ended = fact
    } else if (starts(kind, { isFirst: !last, byTeam, reopens })) {
      instances.push({ startedAt: fact.at, ended: null })
    }
  }
  return instances
}

interface Circumstances {
  readonly isFirst: boolean
  readonly byTeam: boolean
  readonly reopens: boolean
}

const startsOf: {
  readonly [metric in ReportMetric]: (kind: ReportFact['kind'], of: Circumstances) => boolean
} = {
  // The customer asks for nothing before they write.
  first_reply: (kind, { isFirst, byTeam }) => isFirst && kind === (byTeam ? 'message' : 'opened'),
  next_reply: kind => kind === 'message',
  resolution: (kind, { reopens }) => reopens || kind === 'opened' || kind === 'opened_by_team'
}

interface Still {
  readonly from: Instant
  readonly to: Instant
}

/** What begins the time that can count, holds it up or lets it go on. */
const movesClocks = new Set<ReportFact['kind']>([
  'opened',
  'opened_by_team',
  'resolved',
  'reopened',
  'reopened_by_customer',
  'closed',
  'paused',
  'resumed',
  'calendar'
])

/** When no clock of the ticket counted: before it began, while it was over, or stood still for a cause on record. */
export function stillsOf(timeline: readonly ReportFact[]): readonly Still[] {
  const stills: Still[] = []
  const causes = new Set<string>()
  let over = false
  let since: Instant | undefined = Number.NEGATIVE_INFINITY
  for (const { kind, at, about } of timeline) {
    if (!movesClocks.has(kind)) continue
    if (kind === 'resolved' || kind === 'closed') over = true
    else if (kind === 'reopened' || kind === 'reopened_by_customer') over = false
    else if (kind === 'paused') causes.add(about)
    else if (kind === 'resumed') causes.delete(about)
    const isStill = over || causes.size > 0
    if (isStill) since ??= at
    else if (since !== undefined) {
      stills.push({ from: since, to: at })
      since = undefined
    }
  }
  if (since !== undefined) stills.push({ from: since, to: Number.POSITIVE_INFINITY })
  return stills
}

/** What counted from one instant to another. */
export function countedMs(
  from: Instant,
  to: Instant,
  stills: readonly Still[],
  between: (from: Instant, to: Instant) => number
): number {
  let counted = between(from, to)
  for (const still of stills) {
    const start = Math.max(from, still.from)
    const end = Math.min(to, still.to)
    if (end > start) counted -= between(start, end)
  }
  return counted
}
