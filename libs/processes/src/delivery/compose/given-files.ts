import { told } from '#domain'
import type { Task, TicketFacts } from '../outbox/index.js'
import type { Call } from './calls.js'
import type { Sources } from './sources.js'
import { at, type Target } from './target.js'

/** What the customer got, for the topic; what was said with it stands there already. Undefined: nothing can be shown. */
export async function fileInTopic(
  { event, media }: Task,
  { conversationId }: TicketFacts,
  target: Target,
  sources: Sources
): Promise<Call | undefined> {
  const responded = told(event)
  if (responded.type !== 'TicketResponded' || media !== 'copy') return undefined
  const chatId = await sources.privateChat(conversationId)
  const [messageId] = responded.data.telegramMessageIds
  if (chatId === undefined || messageId === undefined) return undefined
  const params = { ...at(target), from_chat_id: chatId, message_id: messageId, caption: '' }
  return { method: 'copyMessage', params }
}
