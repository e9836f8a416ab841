import { type Applied, clocksOf, gather, nothingGathered, type SlaClock, ticketStream, toldIn } from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import type { Instant, TicketId } from '#kernel'
import { CalendarsOfLog } from '../queries/sla-calendars.js'

export interface TicketSla {
  readonly ticketId: TicketId
  /** What was applied last; null: nothing yet. */
  readonly applied: Applied | null
  readonly clocks: readonly SlaClock[]
  /** Of the last event that was looked at. */
  readonly revision: number
}

/**
 * A ticket's clocks at `now`, told from the log alone: from its own stream and the calendars that it names. What is recorded has happened, also where the clock was put back since. Give the same
 * `calendars` for many tickets. Undefined: there is no such ticket, or there was none yet.
 */
export async function ticketSlaFromLog(
  log: Pick<EventLog, 'readStream'>,
  ticketId: TicketId,
  now: Instant,
  { calendars = new CalendarsOfLog(log) }: { readonly calendars?: CalendarsOfLog } = {}
): Promise<TicketSla | undefined> {
  return ticketSlaOf(ticketId, log.readStream(ticketStream(ticketId)), now, calendars)
}

/** The same, of a ticket's events from its first one on. */
export async function ticketSlaOf(
  ticketId: TicketId,
  history: AsyncIterable<RecordedEvent> | Iterable<RecordedEvent>,
  now: Instant,
  calendars: CalendarsOfLog
): Promise<TicketSla | undefined> {
  let gathered = nothingGathered
  let applied: Applied | null = null
  let revision = -1
  let latest = now
  for await (const recorded of history) {
    const event = toldIn('ticket', recorded)
    if (!event) continue
    const { id, recordedAt } = recorded
    if (event.type === 'SlaApplied') {
      applied = event.data
      await calendars.load(event.data)
    }
    gathered = gather(gathered, { id, recordedAt, event })
    revision = recorded.revision
    latest = Math.max(latest, recordedAt)
  }
  if (gathered.facts.length === 0) return undefined
  return { ticketId, applied, clocks: clocksOf(gathered.facts, calendars.of, latest), revision }
}
