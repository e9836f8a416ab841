import type { Message, Params } from './types.js'
import { Refused } from './types.js'
import type { World } from './world.js'

const number = (params: Params, name: string): number => {
  const value = params[name]
  if (typeof value !== 'number') throw new Refused(400, `Bad Request: ${name} is missing`)
  return value
}

const text = (params: Params, name: string): string => {
  const value = params[name]
  if (typeof value !== 'string' || value === '') throw new Refused(400, 'Bad Request: message text is empty')
  return value
}

/** Where a message goes; refuses as Telegram does. */
function target(world: World, params: Params) {
  const chat = world.chat(number(params, 'chat_id'))
  if (world.blockedBy.has(chat.id)) throw new Refused(403, 'Forbidden: bot was blocked by the user')
  const thread = params['message_thread_id']
  if (typeof thread !== 'number') return { chat, thread: undefined }
  if (!world.topics.has(thread)) throw new Refused(400, 'Bad Request: message thread not found')
  return { chat, thread }
}

function send(world: World, params: Params, content: Partial<Message>): Message {
  const { chat, thread } = target(world, params)
  const reply = params['reply_parameters']
  const to =
    typeof reply === 'object' && reply !== null && 'message_id' in reply
      ? world.find(chat.id, Number(reply.message_id))
      : undefined
  const extras = {
    ...(to && { reply_to_message: to }),
    ...(params['reply_markup'] !== undefined && { reply_markup: params['reply_markup'] }),
    ...(params['entities'] !== undefined && { entities: params['entities'] })
  } as Partial<Message>
  return world.post(chat, world.bot, { ...content, ...extras }, thread)
}

function needTopicRight(world: World, what: string): void {
  if (!world.rights['can_manage_topics']) throw new Refused(400, `Bad Request: not enough rights to ${what}`)
}

const moved = (world: World, params: Params, closed: boolean): true => {
  world.chat(number(params, 'chat_id'))
  needTopicRight(world, 'close or open the topic')
  if (!world.moveTopic(number(params, 'message_thread_id'), closed, world.bot)) {
    throw new Refused(400, 'Bad Request: TOPIC_NOT_MODIFIED')
  }
  return true
}

/** What each method does and answers. */
export const methods: Readonly<Record<string, (world: World, params: Params) => unknown>> = {
  getMe: world => ({ ...world.bot, can_join_groups: true, can_read_all_group_messages: true }),
  getChat: (world, params) => world.chat(number(params, 'chat_id')),
  getChatMember: (world, params) => {
    world.chat(number(params, 'chat_id'))
    return world.member(number(params, 'user_id'))
  },
  getChatAdministrators: world => [
    world.member(world.bot.id),
    ...[...world.admins].map(id => world.member(id))
  ],
  getMyCommands: () => [],
  setMyCommands: () => true,
  sendMessage: (world, params) => send(world, params, { text: text(params, 'text') }),
  copyMessage: (world, params) => {
    const source = world.find(number(params, 'from_chat_id'), number(params, 'message_id'))
    if (!source) throw new Refused(400, 'Bad Request: message to copy not found')
    const { text, caption, photo } = source
    const copied = send(world, params, {
      ...(text !== undefined && { text }),
      ...(caption !== undefined && { caption }),
      ...(photo && { photo })
    })
    return { message_id: copied.message_id }
  },
  editMessageText: (world, params) => {
    const chat = world.chat(number(params, 'chat_id'))
    const message = world.find(chat.id, number(params, 'message_id'))
    if (!message) throw new Refused(400, 'Bad Request: message to edit not found')
    Object.assign(message, {
      text: text(params, 'text'),
      entities: params['entities'],
      reply_markup: params['reply_markup']
    })
    return message
  },
  setMessageReaction: (world, params) => {
    const chatId = number(params, 'chat_id')
    const messageId = number(params, 'message_id')
    if (!world.find(chatId, messageId)) throw new Refused(400, 'Bad Request: message to react not found')
    const [first] = (params['reaction'] ?? []) as { emoji: string }[]
    world.reactions.set(`${chatId}:${messageId}`, first?.emoji ?? '')
    return true
  },
  answerCallbackQuery: () => true,
  pinChatMessage: (world, params) => {
    const chat = world.chat(number(params, 'chat_id'))
    const message = world.find(chat.id, number(params, 'message_id'))
    if (!message) throw new Refused(400, 'Bad Request: message to pin not found')
    const pinned = world.post(chat, world.bot, { pinned_message: message }, message.message_thread_id)
    world.tell({ message: pinned })
    return true
  },
  createForumTopic: (world, params) => {
    world.chat(number(params, 'chat_id'))
    needTopicRight(world, 'create a topic')
    const topic = world.openTopic(text(params, 'name'), world.bot)
    return { message_thread_id: topic.id, name: topic.name, icon_color: 7_322_096 }
  },
  closeForumTopic: (world, params) => moved(world, params, true),
  reopenForumTopic: (world, params) => moved(world, params, false)
}
