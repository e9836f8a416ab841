import type { TicketFacts } from '../outbox/index.js'
import type { Sources } from './sources.js'
import type { NoticeButton } from './staff-notices.js'

/** "Still need help": read in intake. */
export async function helpButton(
  { ticketId: id, code, language, conversationId }: TicketFacts,
  sources: Sources
): Promise<NoticeButton> {
  const { text } = await sources.said('still_need_help', { language, conversationId, ticket: { id, code } })
  return { text, data: `help:${id}:0:h` }
}
