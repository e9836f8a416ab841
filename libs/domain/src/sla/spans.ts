import type { Instant } from '#kernel'
import { isOver } from '../ticket-words.js'
import type { BusinessTime } from './business-time.js'
import type { BreachReason, PauseCause } from './events.js'
import type { Applied } from './facts.js'
import type { Instance } from './instances.js'
import type { Metric, Target } from './policy.js'
import { type Correction, type Stretch, stretchAt } from './stretches.js'

/** The calendar of that id and version; versions never change. */
export type Calendars = (calendarId: string, version: number) => BusinessTime

/** How time is measured under a policy, and by which target. */
interface Measure {
  readonly target: Target | undefined
  /** What holds, whether the target counts by it or not. */
  readonly calendar: { readonly id: string; readonly version: number } | null
  between(from: Instant, to: Instant): number
  add(from: Instant, ms: number): Instant | undefined
  exceeded(from: Instant, ms: number): Instant | undefined
}

/** A stretch as one clock sees it. */
export interface Span {
  readonly measure: Measure
  readonly from: Instant
  readonly to: Instant
  readonly cause: 'status' | PauseCause | undefined
  readonly eventId: string
  /** Counted before it, and in it. */
  readonly before: number
  readonly more: number
}

export interface Crossing {
  readonly at: Instant
  readonly reason: BreachReason
}

export interface RunQuestion {
  readonly metric: Metric
  readonly instance: Instance
  readonly stretches: readonly Stretch[]
  readonly corrections: readonly Correction[]
  readonly calendars: Calendars
  readonly now: Instant
}

/**
 * A run with every recomputation that touches it: one that, by what held until then, had neither ended nor gone over
 * is counted anew by the corrected calendar; when that puts it over, it is over from then on, not from before.
 */
export function counted(question: RunQuestion): { spans: readonly Span[]; crossed: Crossing | undefined } {
  const { corrections, instance } = question
  let corrected: readonly Correction[] = []
  let spans = spansOf(question, corrected)
  let crossed = crossingOf(spans)
  for (const correction of corrections) {
    const { at } = correction
    const hasEnded = instance.endedAt !== null && instance.endedAt <= at
    if (at < instance.startedAt || hasEnded || (crossed && crossed.at < at)) continue
    corrected = [...corrected, correction]
    spans = spansOf(question, corrected)
    crossed = crossingOf(spans)
    if (crossed && crossed.at < at) crossed = { at, reason: 'recomputation' }
  }
  return { spans, crossed }
}

function spansOf(
  { metric, instance, stretches, calendars, now }: RunQuestion,
  corrected: readonly Correction[]
): Span[] {
  const end = instance.endedAt ?? now
  const spans: Span[] = []
  let before = 0
  let applied: Applied | undefined
  let measure = unmeasured
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
    // Most stretches of a long life are under one policy.
    if (spans.length === 0 || corrected.length > 0 || stretch.applied !== applied) {
      applied = stretch.applied
      measure = measureOf(stretch, corrected, metric, calendars)
    }
    const cause = pauseOf(stretch, measure.target)
    const more = cause === undefined ? measure.between(from, to) : 0
    const eventId = spans.length === 0 ? instance.eventId : stretch.eventId
    spans.push({ measure, from, to, cause, eventId, before, more })
    before += more
  }
  return spans
}

const plain = {
  between: (from: Instant, to: Instant) => Math.max(0, to - from),
  add: (from: Instant, ms: number) => from + ms,
  exceeded: (from: Instant, ms: number) => from + ms
}

const unmeasured: Measure = { target: undefined, calendar: null, ...plain }

function measureOf(
  { applied, from }: Stretch,
  corrected: readonly Correction[],
  metric: Metric,
  calendars: Calendars
): Measure {
  const target = applied?.targets.find(wanted => wanted.metric === metric)
  const { calendarId, calendarVersion } = applied ?? { calendarId: null, calendarVersion: null }
  if (calendarId === null || calendarVersion === null) return { ...unmeasured, target }
  const correction = corrected.findLast(one => one.calendarId === calendarId && from < one.at)
  const version = correction?.version ?? calendarVersion
  const calendar = { id: calendarId, version }
  if (target?.clock !== 'business') return { target, calendar, ...plain }
  const time = calendars(calendarId, version)
  return {
    target,
    calendar,
    between: (start, end) => time.between(start, end),
    add: (start, ms) => time.add(start, ms),
    exceeded: (start, ms) => time.exceeded(start, ms)
  }
}

/** Why the clock stands still; undefined while it counts. */
function pauseOf(stretch: Stretch, target: Target | undefined): 'status' | PauseCause | undefined {
  if (isOver(stretch.status) || target?.pauseIn.includes(stretch.status)) return 'status'
  return stretch.causes[0]
}

/** The first instant after which the target of the time was used up, with its grace. */
function crossingOf(spans: readonly Span[]): Crossing | undefined {
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
export function reachedAt(spans: readonly Span[], ms: number, isPaused: boolean): Instant | null {
  const past = spans.find(({ before, more, cause }) => cause === undefined && before + more >= ms)
  if (past) return past.measure.add(past.from, Math.max(0, ms - past.before)) ?? null
  const last = spans.at(-1)
  return last && !isPaused ? (last.measure.add(last.from, ms - last.before) ?? null) : null
}

interface Pause {
  readonly from: Instant
  readonly to: Instant | null
  readonly cause: 'status' | PauseCause
}

/** Neighbouring pauses of one cause are one. */
export function pausesOf(spans: readonly Span[], ended: boolean): Pause[] {
  const pauses: { -readonly [Key in keyof Pause]: Pause[Key] }[] = []
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
