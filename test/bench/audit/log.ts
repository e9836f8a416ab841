import type { EventLog, NewEvent } from '#event-log'
import { commandIdFor, eventIdFor, type TicketId, ticketCodeFor } from '#kernel'

const perTicket = 20
/** Appends that are under way at once. */
const atOnce = 64

/** Which ticket has a number: one of `perTicket` events. */
export const ticketOf = (n: number): TicketId => commandIdFor('bench ticket', n) as string as TicketId

/** Events as large as the desk's are. @returns how many tickets there are now */
export async function fill(log: EventLog, firstTicket: number, events: number): Promise<number> {
  const end = firstTicket + Math.ceil(events / perTicket)
  let next = firstTicket
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < end) await append(log, ticketOf(next++), 0, perTicket)
    })
  )
  return end
}

export async function append(log: EventLog, ticket: TicketId, from: number, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, i): NewEvent => {
    const revision = from + i
    const commandId = commandIdFor(`bench ${ticket}`, revision)
    return {
      id: eventIdFor(commandId, 0),
      type: revision === 0 ? 'TicketOpened' : 'CustomerMessageReceived',
      recordedAt: Date.UTC(2026, 0, 5) + revision,
      data:
        revision === 0
          ? { code: ticketCodeFor(ticket), queueId: 'general', priority: 'normal' }
          : {
              messageId: commandId,
              telegramMessageId: revision,
              kind: 'text',
              digest: commandId,
              late: false
            },
      meta: { commandId, $causationId: commandId, $correlationId: commandId, actor: 'customer', schema: 1 }
    }
  })
  await log.append(`ticket-${ticket}`, events, from === 0 ? 'none' : from - 1)
}
