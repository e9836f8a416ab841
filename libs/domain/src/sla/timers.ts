import type { Instant } from '#kernel'
import type { SlaClock } from './clocks.js'
import type { BreachReason, RetractReason } from './events.js'
import type { Metric } from './policy.js'

/** What is to be recorded of a clock, and from which instant on: only after it has passed. */
export type SlaTimer = { readonly at: Instant; readonly metric: Metric; readonly instance: number } & (
  | { readonly kind: 'warn'; readonly targetS: number; readonly beforeS: number }
  | { readonly kind: 'breach'; readonly targetS: number; readonly reason: BreachReason }
  | { readonly kind: 'retract'; readonly reason: RetractReason; readonly eventId: string }
)

/** Before every other instant: due at once. */
const atOnce: Instant = 0

/**
 * What of these clocks is not on record yet, in the order of its instants. A clock that has ended gives no more warnings,
 * but a breach before its end is still to be recorded.
 */
export function timersOf(clocks: readonly SlaClock[]): SlaTimer[] {
  return clocks.flatMap(timersOfOne).sort((a, b) => a.at - b.at)
}

/** The nearest of each clock: what comes after it is told once this is on record. */
export const nextTimersOf = (clocks: readonly SlaClock[]): SlaTimer[] =>
  clocks.flatMap(clock => {
    const [first, ...others] = timersOfOne(clock)
    return first ? [others.reduce((nearest, one) => (one.at < nearest.at ? one : nearest), first)] : []
  })

function timersOfOne(clock: SlaClock): SlaTimer[] {
  const { metric, instance, retract, metAt } = clock
  const run = { metric, instance, targetS: clock.targetMs / 1000 }
  if (retract) return [{ kind: 'retract', at: atOnce, metric, instance, ...retract }]
  if (clock.breachRecorded) return []
  const breachAt = clock.breachedAt ?? (metAt === null ? clock.breachAt : null)
  const breach: SlaTimer[] =
    breachAt === null
      ? []
      : [{ kind: 'breach', at: breachAt, ...run, reason: clock.breachReason ?? 'time_passed' }]
  const warnings = metAt === null ? clock.warnings : []
  return [
    ...warnings.flatMap(({ at, beforeS, given }): SlaTimer[] =>
      at === null || given ? [] : [{ kind: 'warn', at, ...run, beforeS }]
    ),
    ...breach
  ]
}

/**
 * Every run that ended before this instant has nothing left to record, of these clocks and those left out: the ones that
 * ended before `since`. That stays so until a fact from before comes up, or another policy.
 */
export function settledBefore(clocks: readonly SlaClock[], since: Instant): Instant {
  const ended = clocks.flatMap(clock => (clock.metAt === null ? [] : [{ clock, at: clock.metAt }]))
  const unsettled = ended.filter(({ clock }) => timersOfOne(clock).length > 0)
  return Math.min(Math.max(since, ...ended.map(({ at }) => at)), ...unsettled.map(({ at }) => at))
}

/** How a ticket stands as a whole: by its clocks that have not ended. */
export type SlaStanding = 'none' | 'on_track' | 'at_risk' | 'breached'

/** At risk: a warning was given, and it is not breached. */
export function standingOf(clocks: readonly SlaClock[]): SlaStanding {
  const current = clocks.filter(({ metAt }) => metAt === null)
  if (current.some(({ state }) => state === 'breached')) return 'breached'
  if (current.some(({ warnings }) => warnings.some(({ given }) => given))) return 'at_risk'
  return current.length > 0 ? 'on_track' : 'none'
}
