import type { Metric, SlaClock } from '#domain'

export interface ClockChange {
  readonly metric: Metric
  readonly instance: number
  /** Null: no such clock. */
  readonly before: SlaClock | null
  readonly after: SlaClock | null
}

/** Those that show something else. */
export const changesOf = (pairs: readonly ClockChange[]): ClockChange[] =>
  pairs.filter(({ before, after }) => verdictOf(before) !== verdictOf(after))

const verdictOf = (clock: SlaClock | null): string =>
  clock ? JSON.stringify([clock.state, clock.targetMs, clock.breachAt, clock.breachedAt]) : ''

/** By metric and instance. */
export function paired(before: readonly SlaClock[], after: readonly SlaClock[]): ClockChange[] {
  const pairs = new Map<string, ClockChange>()
  const keyOf = ({ metric, instance }: SlaClock) => `${metric} ${instance}`
  for (const clock of before) {
    const { metric, instance } = clock
    pairs.set(keyOf(clock), { metric, instance, before: clock, after: null })
  }
  for (const clock of after) {
    const { metric, instance } = clock
    const known = pairs.get(keyOf(clock)) ?? { metric, instance, before: null }
    pairs.set(keyOf(clock), { ...known, after: clock })
  }
  return [...pairs.values()]
}
