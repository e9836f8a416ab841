import type { Instant } from '#kernel'
import type { BreachReason, PauseCause } from './events.js'
import type { Fact } from './facts.js'
import { type Instance, instancesOf } from './instances.js'
import { type Metric, metrics } from './policy.js'
import { noRecord, type Retraction, type RunRecord, recordsOf, retractionOf } from './records.js'
import { type Calendars, counted, pausesOf, type RunQuestion, reachedAt } from './spans.js'
import { correctionsOf, stretchesOf } from './stretches.js'

export interface Step {
  readonly from: Instant
  readonly to: Instant
  /** What began the step. */
  readonly eventId: string
  readonly why: 'counts' | 'status' | PauseCause
  /** The calendar that held, after corrections; null without a policy. */
  readonly calendar: { readonly id: string; readonly version: number } | null
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
  readonly breachReason: BreachReason | null
  readonly metAt: Instant | null
  /** A breach is on record and was not taken back. */
  readonly breachRecorded: boolean
  /** The breach on record did not happen, as is known now: why. */
  readonly retract: Retraction | null
  /** Null instant: not reached, and not to be told while paused. */
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

/**
 * Every clock of a ticket as it stands at `now`. Pure: facts in the order of their revisions, whatever order they
 * happened in; a fact learnt late counts where it happened. `endedFrom`: without the runs that ended before.
 */
export function clocksOf(
  facts: readonly Fact[],
  calendars: Calendars,
  now: Instant,
  endedFrom = Number.NEGATIVE_INFINITY
): SlaClock[] {
  const known = facts.filter(({ at }) => at <= now)
  const timeline = inOrder(known)
  const stretches = stretchesOf(timeline)
  const current = stretches.at(-1)?.applied
  if (!current) return []
  // In the order of telling: a breach taken back and told again stands.
  const records = recordsOf(known)
  const corrections = correctionsOf(timeline)
  return metrics.flatMap(metric => {
    const target = current.targets.find(wanted => wanted.metric === metric)
    return instancesOf(metric, target, timeline).flatMap((instance, index) => {
      if (instance.endedAt !== null && instance.endedAt < endedFrom) return []
      const number = index + 1
      const record = records.get(`${metric} ${number}`) ?? noRecord
      return clockOf({ metric, number, instance, stretches, corrections, record, calendars, now })
    })
  })
}

/** By their instants; of one instant as they were told. */
const inOrder = (facts: readonly Fact[]): readonly Fact[] => [...facts].sort((a, b) => a.at - b.at)

interface Question extends RunQuestion {
  readonly metric: Metric
  readonly number: number
  readonly instance: Instance
  readonly record: RunRecord
}

function clockOf(question: Question): SlaClock[] {
  const { metric, number, instance, record } = question
  const { spans, crossed } = counted(question)
  const last = spans.at(-1)
  const target = last?.measure.target
  if (!last || (!target && !record.breach)) return []
  const targetMs = (target?.targetS ?? 0) * 1000
  const graceMs = (target?.graceS ?? 0) * 1000
  const breach = record.breach ?? crossed
  const ended = instance.endedAt !== null
  const isPaused = !ended && last.cause !== undefined
  const ahead = isPaused ? null : last.measure.exceeded(last.from, targetMs + graceMs - last.before)
  return [
    {
      metric,
      instance: number,
      state: breach ? 'breached' : ended ? 'met' : isPaused ? 'paused' : 'running',
      targetMs,
      graceMs,
      countedMs: last.before + last.more,
      startedAt: instance.startedAt,
      dueAt: isPaused ? null : reachedAt(spans, targetMs, isPaused),
      breachAt: isPaused ? null : (crossed?.at ?? ahead ?? null),
      breachedAt: breach?.at ?? null,
      breachReason: breach?.reason ?? null,
      metAt: instance.endedAt,
      breachRecorded: record.breach !== undefined,
      retract: retractionOf(question, spans, crossed),
      warnings: (target?.warnBeforeS ?? []).map(beforeS => ({
        beforeS,
        at: reachedAt(spans, targetMs - beforeS * 1000, isPaused),
        given: record.warned.has(`${target?.targetS} ${beforeS}`)
      })),
      pauses: pausesOf(spans, ended),
      steps: spans
        .filter(({ from, to }) => to > from)
        .map(({ from, to, eventId, cause, more, measure: { calendar } }) => ({
          from,
          to,
          eventId,
          why: cause ?? 'counts',
          calendar,
          countedMs: more
        }))
    }
  ]
}
