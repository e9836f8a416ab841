import type { Chat, ChatMember, User } from '@grammyjs/types'
import type { Member, Person, SandboxMessage, StoredMessage, WireMessage } from './types.js'
import type { World } from './world.js'

/** Telegram's stand-in for the sender when an administrator writes as the group. */
export const anonymousUser: User = {
  id: 1087968824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot'
}

export const personUser = (person: Person): User => ({
  id: person.id,
  is_bot: false,
  first_name: person.first_name,
  ...(person.last_name && { last_name: person.last_name }),
  ...(person.username && { username: person.username }),
  ...(person.language_code && { language_code: person.language_code })
})

export const botUser = ({ bot }: World): User => ({
  id: bot.id,
  is_bot: true,
  first_name: bot.first_name,
  username: bot.username
})

export function userById(world: World, id: number): User {
  if (id === world.bot.id) return botUser(world)
  const person = world.people.get(id)
  return person ? personUser(person) : { id, is_bot: false, first_name: 'Deleted Account' }
}

export function chatById(world: World, id: number): Chat {
  const group = id < 0 ? world.groups.get(id) : undefined
  if (group) {
    return {
      id,
      type: 'supergroup',
      title: group.title,
      ...(group.is_forum && { is_forum: true })
    }
  }
  const { is_bot: _bot, language_code: _language, ...names } = userById(world, id)
  return { ...names, type: 'private' }
}

export function memberWire(world: World, member: Member | undefined, userId: number): ChatMember {
  const user = userById(world, userId)
  if (!member || member.status === 'left') return { status: 'left', user }
  switch (member.status) {
    case 'creator':
      return {
        status: 'creator',
        user,
        is_anonymous: false,
        ...(member.custom_title && { custom_title: member.custom_title })
      }
    case 'administrator':
      return {
        status: 'administrator',
        user,
        can_be_edited: false,
        is_anonymous: false,
        ...member.rights,
        ...(member.custom_title && { custom_title: member.custom_title })
      }
    case 'member':
      return { status: 'member', user }
    case 'kicked':
      return { status: 'kicked', user, until_date: 0 }
  }
}

/** `nested`: inside another message, where replies are left out. */
export function toWire(world: World, message: StoredMessage, nested = false): WireMessage {
  const chat = chatById(world, message.chat_id)
  const isProtected = message.protected || world.groups.get(message.chat_id)?.protected
  const external = message.external_reply
  return {
    message_id: message.message_id,
    from: message.anonymous === undefined ? userById(world, message.from_id) : anonymousUser,
    ...(message.anonymous !== undefined && { sender_chat: chat }),
    ...(message.anonymous && { author_signature: message.anonymous }),
    chat,
    date: message.date,
    ...(message.edit_date !== undefined && { edit_date: message.edit_date }),
    ...(message.thread_id !== 0 && { message_thread_id: message.thread_id, is_topic_message: true }),
    ...(message.forward_origin && { forward_origin: message.forward_origin }),
    ...(message.media_group_id && { media_group_id: message.media_group_id }),
    ...(isProtected && !message.service && { has_protected_content: true as const }),
    ...(message.via_bot && { via_bot: botUser(world) }),
    ...(message.effect_id && { effect_id: message.effect_id }),
    ...message.content,
    ...(!nested && related(world, message)),
    ...(external && {
      external_reply: {
        origin: external.origin,
        chat: chatById(world, external.chat_id),
        message_id: external.message_id
      }
    }),
    ...(message.quote && { quote: message.quote }),
    ...(message.reply_markup && { reply_markup: message.reply_markup })
  }
}

/**
 * What else is shown inside a message: the one it answers, or, in a topic, the message that made the topic;
 * and the one it pins.
 */
function related(
  world: World,
  message: StoredMessage
): Pick<WireMessage, 'reply_to_message' | 'pinned_message'> {
  const root = message.thread_id === message.message_id ? 0 : message.thread_id
  const repliesTo = world.messages.get(message.chat_id, message.reply_to ?? root)
  const pinned = message.pins === undefined ? undefined : world.messages.get(message.chat_id, message.pins)
  return {
    ...(repliesTo && { reply_to_message: toWire(world, repliesTo, true) }),
    ...(pinned && { pinned_message: toWire(world, pinned, true) })
  }
}

export const toView = (world: World, message: StoredMessage): SandboxMessage => ({
  ...toWire(world, message),
  ...(message.keyboard && { keyboard: message.keyboard }),
  ...(message.silent && { silent: true as const }),
  ...(message.force_reply && { force_reply: true as const }),
  reactions: message.reactions,
  service: message.service
})
