import {
  type DeskEvent,
  idOf,
  isStreamOf,
  type PublicType,
  publicTypeOf,
  type Told,
  told,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import type { QueueId, TicketId } from '#kernel'
import type { TicketHistories, TicketThen } from './ticket-histories.js'

/** Something that the outside is told: one event of the log under one public type. */
export interface PublicEvent {
  readonly type: PublicType
  readonly event: Told<RecordedEvent>
  /** Null: it is about no ticket. */
  readonly ticket: TicketThen | null
  /** Where the ticket was before and after; null: it is about no ticket. */
  readonly queues: readonly QueueId[] | null
}

const streams = ['conversation', 'agent', 'setting', 'subject', 'alerts'] as const

/** All that the outside is told of an event, mostly nothing. @throws Unavailable, Corrupt */
export async function publicEventsOf(
  event: RecordedEvent,
  histories: Pick<TicketHistories, 'at'>
): Promise<readonly PublicEvent[]> {
  if (toldIn('ticket', event)) return ofTicket(event, histories)
  if (!streams.some(category => isStreamOf(event.stream, category))) return []
  const type = publicTypeOf(told(event) as DeskEvent)
  return type === undefined ? [] : [{ type, event: told(event), ticket: null, queues: null }]
}

async function ofTicket(
  event: RecordedEvent,
  histories: Pick<TicketHistories, 'at'>
): Promise<readonly PublicEvent[]> {
  const ticket = await histories.at(idOf(event.stream) as TicketId, event)
  if (!ticket) return []
  const { before, after } = ticket
  const queues = [...new Set([before?.queueId ?? after.queueId, after.queueId])]
  return ticket.types.map(type => ({ type, event: told(event), ticket, queues }))
}
