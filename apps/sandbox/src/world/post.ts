import { publishEdit, publishMessage } from '../updates/publish.js'
import type { Content, StoredMessage } from './types.js'
import { toView } from './wire.js'
import type { World } from './world.js'

export type Draft = Omit<
  StoredMessage,
  'message_id' | 'thread_id' | 'date' | 'edit_date' | 'reactions' | 'service'
> & {
  /** 'own': this message opens a topic, whose id is its own. */
  thread_id: number | 'own'
  service?: boolean
}

/** Puts a message into its chat, whoever wrote it, and tells the bot where it should know. */
export function post(world: World, draft: Draft): StoredMessage {
  const id = world.messages.nextId(draft.chat_id)
  const message: StoredMessage = {
    ...draft,
    message_id: id,
    thread_id: draft.thread_id === 'own' ? id : draft.thread_id,
    date: world.clock.seconds(),
    service: draft.service ?? false,
    reactions: []
  }
  world.messages.add(message)
  showMessage(world, message)
  publishMessage(world, message)
  return message
}

/** Keeps a changed message; `edited` also dates the edit and tells the bot. */
export function change(world: World, message: StoredMessage, edited: boolean): StoredMessage {
  const next = edited ? { ...message, edit_date: world.clock.seconds() } : message
  world.messages.replace(next)
  showMessage(world, next)
  if (edited) publishEdit(world, next)
  return next
}

export function postService(
  world: World,
  chatId: number,
  threadId: number | 'own',
  fromId: number,
  content: Content,
  anonymous?: string
): StoredMessage {
  return post(world, {
    chat_id: chatId,
    thread_id: threadId,
    from_id: fromId,
    content,
    service: true,
    ...(anonymous !== undefined && { anonymous })
  })
}

/** Nobody is told of a deletion. */
export function remove(world: World, chatId: number, messageId: number): void {
  world.messages.delete(chatId, messageId)
  world.changes.tell({ type: 'message_deleted', chat_id: chatId, message_id: messageId })
}

export function showMessage(world: World, message: StoredMessage): void {
  if (!world.changes.watched) return
  world.changes.tell({ type: 'message', chat_id: message.chat_id, message: toView(world, message) })
}
