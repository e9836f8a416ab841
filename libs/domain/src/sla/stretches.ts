import type { Instant } from '#kernel'
import type { TicketStatus } from '../ticket-words.js'
import type { PauseCause } from './events.js'
import type { Applied, Fact } from './facts.js'

/** A stretch of time in which nothing that matters to any clock changed. */
export interface Stretch {
  readonly from: Instant
  readonly eventId: string
  readonly status: TicketStatus
  readonly causes: readonly PauseCause[]
  readonly applied: Applied | undefined
}

/** By the instants of the facts; what holds before the first policy was applied is counted by that policy. */
export function stretchesOf(timeline: readonly Fact[]): Stretch[] {
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

/** The last stretch that begins at or before. */
export function stretchAt(stretches: readonly Stretch[], at: Instant): number {
  let low = 0
  let high = stretches.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((stretches[middle]?.from ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}

/** From `at` on, what was counted by an earlier version of the calendar is counted by this one. */
export interface Correction {
  readonly at: Instant
  readonly calendarId: string
  readonly version: number
}

/** The recomputations of a ticket, in the order of their instants. */
export const correctionsOf = (timeline: readonly Fact[]): Correction[] =>
  timeline.flatMap(fact => {
    if (fact.kind !== 'applied' || fact.applied.cause !== 'recomputation') return []
    const { calendarId, calendarVersion: version } = fact.applied
    return calendarId === null || version === null ? [] : [{ at: fact.at, calendarId, version }]
  })
