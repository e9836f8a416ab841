import type { Instant } from '#kernel'
import type { ExistingTicket } from '../ticket/state.js'
import type { SignalName } from './words.js'

const repeatedFrom = 3
const repeatedAfterMs = 30 * 60_000

/** What is heard in how the ticket stands: nobody has answered for long, or its rating is low. */
export function ticketSignals({ rules, rating }: ExistingTicket, now: Instant): readonly SignalName[] {
  const { unanswered, unansweredFrom } = rules.heard
  const isRepeated =
    unanswered >= repeatedFrom && unansweredFrom !== null && now - unansweredFrom >= repeatedAfterMs
  return [
    ...(isRepeated ? (['repeated_contact'] as const) : []),
    ...(rating.given?.isLow ? (['low_rating'] as const) : [])
  ]
}
