import type { Instant } from '#kernel'
import type { AgentEvent } from './agent.js'

/** How long an agent is away already, as far as it is on record. */
export type Absence = {
  readonly since: Instant
  /** So long it is on record; null: not at all. */
  readonly notedS: number | null
}

/** Null while they are not away. Another end is the same absence. */
export function absenceAfter(before: Absence | null, event: AgentEvent, recordedAt: Instant): Absence | null {
  switch (event.type) {
    case 'AvailabilityChanged':
      if (event.data.availability !== 'away') return null
      return before ?? { since: recordedAt, notedS: null }
    case 'AgentAbsent':
      return before && { ...before, notedS: event.data.afterS }
    default:
      return before
  }
}
