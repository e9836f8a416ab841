import { ticketStream } from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import type { Instant, TicketId } from '#kernel'
import { type CustomerDocument, foldTicket, type TicketDocument } from '#views'
import { customerOf } from './ticket-answer.js'

/** `time`: what was recorded at or before it. */
export type TicketMoment = { readonly kind: 'now' } | PastMoment

export type PastMoment =
  | { readonly kind: 'time'; readonly instant: Instant }
  | { readonly kind: 'revision'; readonly revision: number }

/** What was recorded of a ticket by then. */
export async function* historyUntil(
  log: EventLog,
  ticketId: TicketId,
  moment: PastMoment
): AsyncGenerator<RecordedEvent> {
  for await (const event of log.readStream(ticketStream(ticketId))) {
    if (moment.kind === 'time' && event.recordedAt > moment.instant) return
    if (moment.kind === 'revision' && event.revision > moment.revision) return
    yield event
  }
}

/**
 * The ticket as it was, and what was known of its customer: from the log, folded as the view folds it. Undefined: there was
 * none yet, or it has no such revision.
 */
export async function ticketThen(
  log: EventLog,
  ticketId: TicketId,
  moment: PastMoment
): Promise<{ ticket: TicketDocument; customer: CustomerDocument | undefined } | undefined> {
  let ticket: TicketDocument | undefined
  for await (const event of historyUntil(log, ticketId, moment)) ticket = foldTicket(ticket, event)
  if (!ticket || (moment.kind === 'revision' && ticket.revision !== moment.revision)) return undefined
  const then = moment.kind === 'time' ? moment.instant : ticket.updatedAt
  return { ticket, customer: await customerOf(log, ticket, then) }
}
