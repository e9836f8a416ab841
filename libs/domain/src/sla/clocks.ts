import type { Instant } from '#kernel'
import type { TicketStatus } from '../ticket/index.js'
import type { BusinessTime } from './business-time.js'
import type { PauseCause } from './events.js'
import type { Applied, Fact } from './facts.js'
import { type Instance, instancesOf } from './instances.js'
import { type Metric, metrics, type Target } from './policy.js'

/** The calendar of that id and version; versions never change. */
export type Calendars = (calendarId: string, version: number) => BusinessTime

export interface Step {
  readonly from: Instant
  readonly to: Instant
  /** What began the step. */
  readonly eventId: string
  readonly why: 'counts' | 'status' | PauseCause | 'ended'
  readonly countedMs: number
}

export interface SlaClock {
  readonly metric: Metric
  /** From 1. */
  readonly instance: number
  readonly state: 'running' | 'paused' | 'met' | 'breached'
  readonly targetMs: number
  readonly graceMs: number
  readonly countedMs: number
  readonly startedAt: Instant
  /** When the target is used up, without the grace; null while paused. */
  readonly dueAt: Instant | null
  /** The first instant after which more than target and grace are used; null while paused. */
  readonly breachAt: Instant | null
  readonly breachedAt: Instant | null
  readonly breachReason: 'time_passed' | 'target_lowered' | null
  readonly metAt: Instant | null
  /** A breach is on record and holds. */
  readonly breachRecorded: boolean
  /** Those still to come or given; null instant while paused. */
  readonly warnings: readonly {
    readonly at: Instant | null
    readonly beforeS: number
    readonly given: boolean
  }[]
  readonly pauses: readonly {
    readonly from: Instant
    readonly to: Instant | null
    readonly cause: 'status' | PauseCause
  }[]
  readonly steps: readonly Step[]
}

/** A stretch of time in which nothing that matters to any clock changed. */
interface Stretch {
  readonly from: Instant
  readonly eventId: string
  readonly status: TicketStatus
  readonly causes: readonly PauseCause[]
  readonly applied: Applied | undefined
}

/**
 * Every clock of a ticket as it stands at `now`. Pure: facts in the order of their revisions, whatever order they
 * happened in; a fact learnt late counts where it happened.
 */
export function clocksOf(facts: readonly Fact[], calendars: Calendars, now: Instant): SlaClock[] {
  const inOrder = facts.map((fact, index) => ({ fact, index }))
  inOrder.sort((a, b) => a.fact.at - b.fact.at || a.index - b.index)
  const timeline = inOrder.map(({ fact }) => fact).filter(({ at }) => at <= now)
  const stretches = stretchesOf(timeline)
  const current = stretches.at(-1)?.applied
  if (!current) return []
  return metrics.flatMap(metric => {
    const target = current.targets.find(wanted => wanted.metric === metric)
    return instancesOf(metric, target, timeline).flatMap((instance, index) =>
      clockOf({ metric, number: index + 1, instance, stretches, timeline, calendars, now })
    )
  })
}

/** What holds before the first policy was applied is counted by that policy. */
function stretchesOf(timeline: readonly Fact[]): Stretch[] {
  const first = timeline.find(fact => fact.kind === 'applied')
  let status: TicketStatus = 'open'
  let applied = first?.kind === 'applied' ? first.applied : undefined
  let causes: readonly PauseCause[] = []
  const stretches: Stretch[] = []
  for (const fact of timeline) {
    const { at, eventId } = fact
    switch (fact.kind) {
      case 'opened':
        break
      case 'status':
        status = fact.status
        break
      case 'applied':
        applied = fact.applied
        break
      case 'paused':
        causes = causes.includes(fact.cause) ? causes : [...causes, fact.cause]
        break
      case 'resumed':
        causes = causes.filter(cause => cause !== fact.cause)
        break
      default:
        continue
    }
    const stretch = { from: at, eventId, status, causes, applied }
    if (stretches.at(-1)?.from === at) stretches[stretches.length - 1] = stretch
    else stretches.push(stretch)
  }
  return stretches
}

interface Question {
  readonly metric: Metric
  readonly number: number
  readonly instance: Instance
  readonly stretches: readonly Stretch[]
  readonly timeline: readonly Fact[]
  readonly calendars: Calendars
  readonly now: Instant
}

/** How time is measured under a policy, and by which target. */
interface Measure {
  readonly target: Target | undefined
  between(from: Instant, to: Instant): number
  add(from: Instant, ms: number): Instant | undefined
  exceeded(from: Instant, ms: number): Instant | undefined
}

const plain = {
  between: (from: Instant, to: Instant) => Math.max(0, to - from),
  add: (from: Instant, ms: number) => from + ms,
  exceeded: (from: Instant, ms: number) => from + ms
}

function measureOf(applied: Applied | undefined, metric: Metric, calendars: Calendars): Measure {
  const target = applied?.targets.find(wanted => wanted.metric === metric)
  const { calendarId, calendarVersion } = applied ?? { calendarId: null, calendarVersion: null }
  if (target?.clock !== 'business' || calendarId === null || calendarVersion === null)
    return { target, ...plain }
  const calendar = calendars(calendarId, calendarVersion)
  return {
    target,
    between: (from, to) => calendar.between(from, to),
    add: (from, ms) => calendar.add(from, ms),
    exceeded: (from, ms) => calendar.exceeded(from, ms)
  }
}

const isOver = (status: TicketStatus): boolean => status === 'resolved' || status === 'closed'

/** Why the clock stands still; undefined while it counts. */
function pauseOf(stretch: Stretch, target: Target | undefined): 'status' | PauseCause | undefined {
  if (isOver(stretch.status) || target?.pauseIn.includes(stretch.status)) return 'status'
  return stretch.causes[0]
}

function clockOf(question: Question): SlaClock[] {
  const { metric, number, instance, stretches, timeline, calendars, now } = question
  const end = instance.endedAt ?? now
  const steps: Step[] = []
  const pauses: { from: Instant; to: Instant | null; cause: 'status' | PauseCause }[] = []
  let counted = 0
  let crossed: { at: Instant; reason: 'time_passed' | 'target_lowered' } | undefined
  let last: { measure: Measure; from: Instant; before: number; paused: boolean } | undefined

  const covering = stretches.filter((stretch, i) => {
    const next = stretches[i + 1]?.from ?? Number.POSITIVE_INFINITY
    return next > instance.startedAt && stretch.from <= end
  })
  for (const [i, stretch] of covering.entries()) {
    const from = Math.max(stretch.from, instance.startedAt)
    const to = Math.min(covering[i + 1]?.from ?? end, end)
    const measure = measureOf(stretch.applied, metric, calendars)
    const cause = pauseOf(stretch, measure.target)
    const limit = measure.target && (measure.target.targetS + measure.target.graceS) * 1000
    last = { measure, from, before: counted, paused: cause !== undefined }
    if (cause !== undefined)
      addPause(pauses, { from, to: stretch === covering.at(-1) && !instance.endedAt ? null : to, cause })
    if (limit !== undefined && crossed === undefined && counted > limit) {
      crossed = { at: from, reason: 'target_lowered' }
    }
    const more = cause === undefined ? measure.between(from, to) : 0
    if (limit !== undefined && crossed === undefined && counted + more > limit) {
      crossed = { at: measure.exceeded(from, limit - counted) ?? to, reason: 'time_passed' }
    }
    counted += more
    if (to > from) {
      const eventId = i === 0 ? instance.eventId : stretch.eventId
      steps.push({ from, to, eventId, why: cause ?? 'counts', countedMs: more })
    }
  }
  const target = last?.measure.target
  const record = recordOf(timeline, metric, number)
  if (!last || (!target && !record.breach)) return []
  const targetMs = (target?.targetS ?? 0) * 1000
  const graceMs = (target?.graceS ?? 0) * 1000
  const breach = record.breach ?? crossed
  const runs = instance.endedAt === null && !last.paused
  const until = (ms: number): Instant | null =>
    last && (runs || instance.endedAt !== null) && ms >= last.before
      ? (last.measure.add(last.from, ms - last.before) ?? null)
      : null
  const isPaused = instance.endedAt === null && last.paused
  return [
    {
      metric,
      instance: number,
      state: breach ? 'breached' : instance.endedAt !== null ? 'met' : isPaused ? 'paused' : 'running',
      targetMs,
      graceMs,
      countedMs: counted,
      startedAt: instance.startedAt,
      dueAt: isPaused ? null : until(targetMs),
      breachAt: isPaused
        ? null
        : (crossed?.at ?? last.measure.exceeded(last.from, targetMs + graceMs - last.before) ?? null),
      breachedAt: breach?.at ?? null,
      breachReason: breach?.reason ?? null,
      metAt: instance.endedAt,
      breachRecorded: record.breach !== undefined,
      warnings: (target?.warnBeforeS ?? [])
        .filter(beforeS => beforeS * 1000 < targetMs)
        .map(beforeS => ({
          beforeS,
          at: isPaused ? null : until(targetMs - beforeS * 1000),
          given: record.warned.includes(beforeS)
        })),
      pauses,
      steps
    }
  ]
}

/** A breach on record holds unless it was taken back after. */
function recordOf(timeline: readonly Fact[], metric: Metric, instance: number) {
  let breach: { at: Instant; reason: 'time_passed' | 'target_lowered' } | undefined
  const warned: number[] = []
  for (const fact of timeline) {
    if (!('metric' in fact) || fact.metric !== metric || fact.instance !== instance) continue
    if (fact.kind === 'breached') breach = { at: fact.at, reason: fact.reason }
    if (fact.kind === 'retracted') breach = undefined
    if (fact.kind === 'warned') warned.push(fact.beforeS)
  }
  return { breach, warned }
}

/** Neighbouring pauses of one cause are one. */
function addPause(
  pauses: { from: Instant; to: Instant | null; cause: 'status' | PauseCause }[],
  pause: { from: Instant; to: Instant | null; cause: 'status' | PauseCause }
): void {
  const last = pauses.at(-1)
  if (last && last.cause === pause.cause && last.to === pause.from) last.to = pause.to
  else pauses.push(pause)
}
