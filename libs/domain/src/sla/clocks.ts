import type { Instant } from '#kernel'
import type { TicketStatus } from '../ticket/index.js'
import type { BusinessTime } from './business-time.js'
import type { BreachReason, PauseCause, RetractReason } from './events.js'
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
  readonly why: 'counts' | 'status' | PauseCause
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
  readonly retract: { readonly reason: RetractReason; readonly eventId: string } | null
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
  // In the order of telling: a breach taken back and told again stands.
  const records = recordsOf(facts.filter(({ at }) => at <= now))
  return metrics.flatMap(metric => {
    const target = current.targets.find(wanted => wanted.metric === metric)
    return instancesOf(metric, target, timeline).flatMap((instance, index) => {
      const number = index + 1
      const record = records.get(`${metric} ${number}`) ?? noRecord
      return clockOf({ metric, number, instance, stretches, record, calendars, now })
    })
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
  readonly record: Record
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

/** A stretch as one clock sees it. */
interface Span {
  readonly measure: Measure
  readonly from: Instant
  readonly to: Instant
  readonly cause: 'status' | PauseCause | undefined
  readonly eventId: string
  /** Counted before it, and in it. */
  readonly before: number
  readonly more: number
}

function spansOf({ metric, instance, stretches, calendars, now }: Question): Span[] {
  const end = instance.endedAt ?? now
  const spans: Span[] = []
  let before = 0
  for (let i = stretchAt(stretches, instance.startedAt); i < stretches.length; i++) {
    const stretch = stretches[i]
    if (
      !stretch ||
      stretch.from > end ||
      (stretch.from === end && instance.endedAt !== null && spans.length > 0)
    )
      break
    const from = Math.max(stretch.from, instance.startedAt)
    const to = Math.min(stretches[i + 1]?.from ?? end, end)
    const measure = measureOf(stretch.applied, metric, calendars)
    const cause = pauseOf(stretch, measure.target)
    const more = cause === undefined ? measure.between(from, to) : 0
    const eventId = spans.length === 0 ? instance.eventId : stretch.eventId
    spans.push({ measure, from, to, cause, eventId, before, more })
    before += more
  }
  return spans
}

/** The last stretch that begins at or before. */
function stretchAt(stretches: readonly Stretch[], at: Instant): number {
  let low = 0
  let high = stretches.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((stretches[middle]?.from ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}

/** The first instant after which the target of the time was used up, with its grace. */
function crossingOf(spans: readonly Span[]): { at: Instant; reason: BreachReason } | undefined {
  for (const { measure, from, to, before, more } of spans) {
    if (!measure.target) continue
    const limit = (measure.target.targetS + measure.target.graceS) * 1000
    if (before > limit) return { at: from, reason: 'target_lowered' }
    if (before + more > limit)
      return { at: measure.exceeded(from, limit - before) ?? to, reason: 'time_passed' }
  }
  return undefined
}

/** When this much is counted; told ahead only of a clock that does not stand still. */
function reachedAt(spans: readonly Span[], ms: number, isPaused: boolean): Instant | null {
  const past = spans.find(({ before, more, cause }) => cause === undefined && before + more >= ms)
  if (past) return past.measure.add(past.from, Math.max(0, ms - past.before)) ?? null
  const last = spans.at(-1)
  return last && !isPaused ? (last.measure.add(last.from, ms - last.before) ?? null) : null
}

function clockOf(question: Question): SlaClock[] {
  const { metric, number, instance, record } = question
  const spans = spansOf(question)
  const last = spans.at(-1)
  const target = last?.measure.target
  if (!last || (!target && !record.breach)) return []
  const targetMs = (target?.targetS ?? 0) * 1000
  const graceMs = (target?.graceS ?? 0) * 1000
  const crossed = crossingOf(spans)
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
        .map(({ from, to, eventId, cause, more }) => ({
          from,
          to,
          eventId,
          why: cause ?? 'counts',
          countedMs: more
        }))
    }
  ]
}

/**
 * Which fact, learnt late, took the breach on record away. One that happened after all, but later than is on record, is
 * taken back too: it is recorded anew with its true instant.
 */
function retractionOf(
  { metric, instance, record }: Question,
  spans: readonly Span[],
  crossed: { readonly at: Instant } | undefined
): SlaClock['retract'] {
  if (!record.breach || (crossed && crossed.at <= record.breach.at)) return null
  if (!crossed && instance.endedBy !== null) {
    const byReply = metric === 'first_reply' || metric === 'next_reply' || metric === 'periodic_update'
    return { reason: byReply ? 'reply_was_in_time' : 'resolved_in_time', eventId: instance.endedBy }
  }
  const paused = spans.findLast(({ cause }) => cause !== undefined)
  return paused
    ? { reason: 'paused_in_time', eventId: paused.eventId }
    : { reason: 'target_changed_in_time', eventId: spans.at(-1)?.eventId ?? instance.eventId }
}

/** Neighbouring pauses of one cause are one. */
function pausesOf(spans: readonly Span[], ended: boolean): SlaClock['pauses'] {
  const pauses: { from: Instant; to: Instant | null; cause: 'status' | PauseCause }[] = []
  for (const span of spans) {
    const { from, to, cause } = span
    if (cause === undefined) continue
    const until = span === spans.at(-1) && !ended ? null : to
    const before = pauses.at(-1)
    if (before && before.cause === cause && before.to === from) before.to = until
    else if (until === null || until > from) pauses.push({ from, to: until, cause })
  }
  return pauses
}

interface Record {
  readonly breach: { readonly at: Instant; readonly reason: BreachReason } | undefined
  /** Target and time before it, in seconds. */
  readonly warned: ReadonlySet<string>
}
const noRecord: Record = { breach: undefined, warned: new Set() }

/** What is on record, by metric and instance. A breach holds unless it was taken back after. */
function recordsOf(told: readonly Fact[]): Map<string, Record> {
  const records = new Map<string, Record>()
  for (const fact of told) {
    if (fact.kind !== 'warned' && fact.kind !== 'breached' && fact.kind !== 'retracted') continue
    const key = `${fact.metric} ${fact.instance}`
    const { breach, warned } = records.get(key) ?? noRecord
    if (fact.kind === 'warned') {
      records.set(key, { breach, warned: new Set(warned).add(`${fact.targetS} ${fact.beforeS}`) })
    } else {
      const { at } = fact
      records.set(key, { warned, breach: fact.kind === 'breached' ? { at, reason: fact.reason } : undefined })
    }
  }
  return records
}
