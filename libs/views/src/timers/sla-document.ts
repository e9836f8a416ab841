import {
  type Awaited,
  clocksOf,
  type Fact,
  type PauseCause,
  pauseCauses,
  type RoutingRecord,
  type SlaClock,
  type SlaStanding,
  type TicketStatus,
  type Unheard
} from '#domain'
import type { ConversationId, EventId, Instant, JsonObject, QueueId, StaffGroupId, TicketId } from '#kernel'
import type { ViewCollection } from '#read-store'
import { businessTimeOf, calendarKey } from './sla-calendars.js'
import type { Timer } from './timer.js'

/** A ticket's clocks: what they are told from, how they stand, and what is due later. */
export type SlaDocument = {
  readonly id: TicketId
  readonly conversationId: ConversationId
  readonly queueId: QueueId
  readonly staffGroupId: StaffGroupId | null
  readonly status: TicketStatus
  /** Neither resolved nor closed. */
  readonly live: boolean
  readonly createdAt: Instant
  readonly facts: readonly Fact[]
  /** What holds its clocks still besides its status: the causes in alphabetical order, joined by spaces. */
  readonly pausedBy: string
  readonly statusAt: Instant
  readonly lastCustomerMessageAt: Instant
  readonly lastAcceptedAt: Instant
  /** The calendars that its policies named, as they were published, by `{id}/{version}`. */
  readonly calendars: { readonly [key: string]: { readonly eventId: EventId; readonly body: JsonObject } }
  readonly standing: SlaStanding
  /** The nearest breach of a clock that has not ended, given or to come; `noInstant` when there is none. */
  readonly nextBreachAt: Instant
  /** What is due later: each stands as a document of its own beside this one. */
  readonly timers: readonly Timer[]
  /** Null: the desk has decided nothing on it by itself. */
  readonly routing: RoutingRecord | null
  /** Rules that act later. */
  readonly awaited: readonly Awaited[]
  readonly unheard: readonly Unheard[]
  /** When a reply was not there, as far as it matters to what is awaited. `to` null: still. */
  readonly stood: readonly { readonly from: Instant; readonly to: Instant | null }[]
  /** Runs that ended before have nothing left to record: they need not be counted again. */
  readonly settledBefore: Instant
  readonly revision: number
}

/** Sorts after every instant. */
export const noInstant: Instant = Number.MAX_SAFE_INTEGER

export const slaTickets = {
  name: 'sla_tickets',
  fedBy: 'whole-stream',
  indexes: [
    { name: 'standing', equal: ['standing'], order: 'nextBreachAt' },
    { name: 'queue', equal: ['queueId', 'live', 'standing'], order: 'nextBreachAt' },
    { name: 'paused', equal: ['live', 'pausedBy'], order: 'createdAt' },
    { name: 'live', equal: ['live'], order: 'createdAt' },
    { name: 'group', equal: ['live', 'staffGroupId'], order: 'createdAt' }
  ]
} as const satisfies ViewCollection

/** Every `pausedBy` with, or without, this cause among others. */
export function pausedByWith(cause: PauseCause, isAmong: boolean): string[] {
  let subsets: PauseCause[][] = [[]]
  for (const one of pauseCauses) subsets = subsets.flatMap(set => [set, [...set, one]])
  return subsets.filter(set => set.includes(cause) === isAmong).map(pausedByOf)
}

export const pausedByOf = (causes: readonly PauseCause[]): string => [...causes].sort().join(' ')

/** The clocks as they stand at `now`; of the past too, from the facts that were known then. See `clocksOf`. */
export const clocksOfTicket = (
  { facts, calendars }: Pick<SlaDocument, 'facts' | 'calendars'>,
  now: Instant,
  endedFrom?: Instant
): SlaClock[] =>
  clocksOf(
    facts,
    (id, version) => {
      const calendar = calendars[calendarKey(id, version)]
      if (!calendar) throw new Error(`the calendar ${id}, version ${version}, was never published`)
      return businessTimeOf(calendar)
    },
    now,
    endedFrom
  )
