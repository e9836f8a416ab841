import { conversationStream } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { ConversationId, TicketId } from '#kernel'
import type { Desk } from '../desk.js'

/**
 * The payload of the last `/start` after the former ticket was allotted and before this one was. The same whenever it
 * is asked for, so a ticket that is opened after a crash has it, too.
 */
export async function sourceOfTicket(
  { log, sealer }: Pick<Desk, 'log' | 'sealer'>,
  conversationId: ConversationId,
  ticketId: TicketId
): Promise<string | undefined> {
  let start: RecordedEvent | undefined
  for await (const event of log.readStream(conversationStream(conversationId))) {
    if (event.type === 'GreetingRequested' && event.personal !== undefined) start = event
    if (event.type !== 'TicketAllotted') continue
    if (event.data['ticketId'] === ticketId) break
    start = undefined
  }
  if (start?.personal === undefined || start.meta.subjectId === undefined) return undefined
  const { stream, id: eventId, type } = start
  const opened = await sealer.open({ stream, eventId, type, subjectId: start.meta.subjectId }, start.personal)
  const payload = opened?.['payload']
  return typeof payload === 'string' ? payload : undefined
}
