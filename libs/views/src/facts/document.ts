import type { TicketStatus } from '#domain'
import type { CommandId, Instant, TicketId } from '#kernel'
import type { ViewCollection } from '#read-store'

/**
 * What reports count of a ticket, in the order in which it was recorded: a report of any past moment is told by the first of
 * it. Numbers, because there are many and each report reads all of its period.
 */
export type FactsDocument = {
  readonly id: TicketId
  readonly code: string
  readonly createdAt: Instant
  /** The month (UTC) in which its first fact lies, `2026-01`; `begunEarly` where that is long before it was recorded. */
  readonly begun: string
  /** When the last of it was recorded; `noInstant` while the ticket is not over. */
  readonly until: Instant
  /** The last append that was counted, and how many there were. */
  readonly command: CommandId
  readonly appends: number
  readonly status: TicketStatus
  readonly statusAt: Instant
  readonly lastCustomerMessageAt: Instant
  readonly lastAcceptedAt: Instant
  /** Ids and words that the numbers below name by their place. */
  readonly words: readonly string[]
  /** Append, time since `createdAt`, queue, priority, agent (-1: nobody), tags: how each append left the ticket that changed that. */
  readonly looks: readonly (readonly number[])[]
  /** Append, kind, time since `createdAt`, how much later it was recorded, word (-1: none): so many numbers for each fact. */
  readonly facts: readonly number[]
}

export const facts = {
  name: 'facts',
  fedBy: 'stream',
  /** What began before the end of a period and was not over at its beginning. */
  indexes: [{ name: 'lived', equal: ['begun'], order: 'until' }]
} as const satisfies ViewCollection

const day = 86_400_000
/** So much earlier than the ticket was recorded something may have happened, and it stands under that month. */
export const mostLateMs = 31 * day
/** Sorts before every month. */
export const begunEarly = '0000-00'

export function begunOf(firstAt: Instant, createdAt: Instant): string {
  return createdAt - firstAt > mostLateMs ? begunEarly : new Date(firstAt).toISOString().slice(0, 7)
}
