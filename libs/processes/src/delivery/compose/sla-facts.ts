import { ticketSlaFromLog } from '#application'
import type { Metric } from '#domain'
import type { EventLog } from '#event-log'
import type { Instant, TicketId } from '#kernel'

/** The nearest thing that is owed on a ticket. */
export interface Deadline {
  readonly metric: Metric
  readonly at: Instant
  readonly isOver: boolean
}

/** From the log alone, as it is now: a card is not held up by a view that is behind. Undefined: nothing is owed, or it stands still. */
export async function deadlineOf(
  log: Pick<EventLog, 'readStream'>,
  ticketId: TicketId,
  now: Instant
): Promise<Deadline | undefined> {
  const clocks = (await ticketSlaFromLog(log, ticketId, now))?.clocks ?? []
  const owed = clocks.flatMap(({ metric, metAt, state, dueAt, breachedAt }) => {
    const at = dueAt ?? (state === 'breached' ? breachedAt : null)
    return metAt !== null || at === null ? [] : [{ metric, at, isOver: state === 'breached' }]
  })
  return owed.sort((a, b) => a.at - b.at)[0]
}
