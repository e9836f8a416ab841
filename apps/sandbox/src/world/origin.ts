import type { MessageOrigin } from '@grammyjs/types'
import type { StoredMessage } from './types.js'
import { chatById, userById } from './wire.js'
import type { World } from './world.js'

/** Who wrote a message and when. Of an anonymous administrator only the group is told. */
export function authorOf(world: World, message: StoredMessage): MessageOrigin {
  const { date, anonymous } = message
  if (anonymous === undefined) return { type: 'user', date, sender_user: userById(world, message.from_id) }
  return {
    type: 'chat',
    date,
    sender_chat: chatById(world, message.chat_id),
    ...(anonymous && { author_signature: anonymous })
  }
}

/** How a message stands to the one it answers: within one topic as a reply, otherwise as an external one. */
export function answering(
  world: World,
  place: { chat_id: number; thread_id: number },
  answered: StoredMessage | undefined
): Pick<StoredMessage, 'reply_to' | 'external_reply'> {
  if (!answered) return {}
  const { chat_id, message_id } = answered
  if (chat_id === place.chat_id && answered.thread_id === place.thread_id) return { reply_to: message_id }
  return { external_reply: { chat_id, message_id, origin: authorOf(world, answered) } }
}
