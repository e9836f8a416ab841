import { change, post, remove } from '../world/post.js'
import { createTopic, topicsOf } from '../world/topics.js'
import type { SandboxMessage, StoredMessage, Topic } from '../world/types.js'
import { toView, userById } from '../world/wire.js'
import type { World } from '../world/world.js'
import { ControlError, must } from './error.js'
import { contentOf, type Said } from './input.js'

export type CustomerSays = Said & {
  reply_to_message_id?: number | undefined
  /** Part of the answered message that is quoted. */
  quote?: string | undefined
  /** Several messages with the same id are an album. */
  media_group_id?: string | undefined
  /** Forwarded from this person, who may be anybody. */
  forwarded_from?: string | undefined
  /** In the topic of this name in the private chat, made when there is none. */
  topic?: string | undefined
}

/** Writes to the bot in private. The first message makes the contact. */
export function customerSays(world: World, userId: number, says: CustomerSays): SandboxMessage {
  const person = must(world.people.get(userId), 'such person')
  if (person.blocked) throw new ControlError(409, 'The bot is blocked: unblock it first')
  const answered = says.reply_to_message_id
  const target =
    answered === undefined ? undefined : must(world.messages.get(userId, answered), 'such message')
  const content = contentOf(world, says)
  const quoted = quoteOf(target, says.quote)
  if (!person.started) world.people.set(userId, { ...person, started: true })
  const message = post(world, {
    chat_id: userId,
    thread_id: says.topic ? privateTopic(world, userId, says.topic).thread_id : 0,
    from_id: userId,
    content,
    ...(answered !== undefined && { reply_to: answered }),
    ...quoted,
    ...(says.media_group_id && { media_group_id: says.media_group_id }),
    ...forwardOf(world, says.forwarded_from)
  })
  return toView(world, message)
}

export const forwardOf = (world: World, from: string | undefined): Pick<StoredMessage, 'forward_origin'> =>
  from ? { forward_origin: { type: 'hidden_user', date: world.clock.seconds(), sender_user_name: from } } : {}

function privateTopic(world: World, userId: number, name: string): Topic {
  const known = topicsOf(world, userId).find(topic => topic.name === name)
  return known ?? createTopic(world, userId, userId, { name })
}

export function quoteOf(
  answered: StoredMessage | undefined,
  quote: string | undefined
): Pick<StoredMessage, 'quote'> {
  if (!quote) return {}
  const position = (answered?.content.text ?? answered?.content.caption ?? '').indexOf(quote)
  if (position < 0) throw new ControlError(400, 'The quote is not in the answered message')
  return { quote: { text: quote, position, is_manual: true } }
}

/** The person's own message; anywhere. */
export function editOwn(
  world: World,
  chatId: number,
  userId: number,
  messageId: number,
  says: Said
): SandboxMessage {
  const message = ownMessage(world, chatId, userId, messageId)
  if (says.media) return toView(world, change(world, { ...message, content: contentOf(world, says) }, true))
  const { text, caption, caption_entities: _c, entities: _e, ...rest } = message.content
  const isText = text !== undefined
  if (!isText && !says.text && caption === undefined) throw new ControlError(400, 'There is nothing to edit')
  const next = contentOf(world, { text: says.text, entities: says.entities })
  const content = isText
    ? next
    : {
        ...rest,
        ...(next.text && { caption: next.text }),
        ...(next.entities && { caption_entities: next.entities })
      }
  return toView(world, change(world, { ...message, content }, true))
}

function ownMessage(world: World, chatId: number, userId: number, messageId: number): StoredMessage {
  const message = must(world.messages.get(chatId, messageId), 'such message')
  if (message.from_id !== userId || message.service) {
    throw new ControlError(409, `The message is not ${userById(world, userId).first_name}'s`)
  }
  return message
}

/** A person takes a message away. The bot is not told. */
export function deleteMessage(world: World, chatId: number, messageId: number): void {
  must(world.messages.get(chatId, messageId), 'such message')
  remove(world, chatId, messageId)
}
