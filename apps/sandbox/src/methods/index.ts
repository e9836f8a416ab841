import type { Params } from '../params.js'
import * as albums from './albums.js'
import * as chats from './chats.js'
import * as commands from './commands.js'
import * as copy from './copy.js'
import * as deletion from './deletion.js'
import { editMessageMedia } from './edit-media.js'
import * as general from './general-topic.js'
import { answerInlineQuery } from './inline.js'
import * as media from './media.js'
import type { Cost, Method } from './method.js'
import * as misc from './misc.js'
import * as pins from './pins.js'
import { setMessageReaction } from './reactions.js'
import { refuseUnplayed } from './refused.js'
import * as text from './text.js'
import * as topics from './topics.js'

/** Every method that only reads or changes the world; those about updates stand with the server. */
const methods: Record<string, Method> = {
  getMe: chats.getMe,
  getChat: chats.getChat,
  getChatMember: chats.getChatMember,
  getChatAdministrators: chats.getChatAdministrators,
  getChatMemberCount: chats.getChatMemberCount,
  leaveChat: chats.leaveChat,
  sendMessage: text.sendMessage,
  editMessageText: text.editMessageText,
  editMessageCaption: text.editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup: text.editMessageReplyMarkup,
  ...media.methods,
  sendMediaGroup: albums.sendMediaGroup,
  copyMessage: copy.copyMessage,
  copyMessages: copy.copyMessages,
  forwardMessage: copy.forwardMessage,
  forwardMessages: copy.forwardMessages,
  deleteMessage: deletion.deleteMessage,
  deleteMessages: deletion.deleteMessages,
  setMessageReaction,
  answerInlineQuery,
  ...topics.methods,
  ...general.methods,
  pinChatMessage: pins.pinChatMessage,
  unpinChatMessage: pins.unpinChatMessage,
  unpinAllChatMessages: pins.unpinAllChatMessages,
  unpinAllForumTopicMessages: pins.unpinAllForumTopicMessages,
  ...commands.methods,
  ...misc.methods
}

const byLowerCase = new Map(Object.entries(methods).map(([name, method]) => [name.toLowerCase(), method]))

/** Those that stand with the server. */
const aboutUpdates = ['getupdates', 'setwebhook', 'deletewebhook', 'getwebhookinfo']

export const isMethod = (name: string): boolean =>
  byLowerCase.has(name.toLowerCase()) || aboutUpdates.includes(name.toLowerCase())

/** Telegram does not mind the case of a method's name. */
export function methodNamed(name: string): Method | undefined {
  const method = byLowerCase.get(name.toLowerCase())
  if (!method) return undefined
  return (world, params) => {
    refuseUnplayed(name.toLowerCase(), params)
    return method(world, params)
  }
}

const listLength = (params: Params, name: string): number => {
  try {
    const list = params.json(name, name)
    return Array.isArray(list) ? Math.max(1, list.length) : 1
  } catch {
    return 1
  }
}

const one: Cost = () => 1
const inGroups: Cost = params => ((params.int('chat_id') ?? 0) < 0 ? 1 : 0)

/** What puts messages into a chat, service messages too, and in groups also edits: that is what Telegram limits. */
const costs: [RegExp, Cost][] = [
  [/^sendchataction$/, () => 0],
  [/^sendmediagroup$/, params => listLength(params, 'media')],
  [/^(copy|forward)messages$/, params => listLength(params, 'message_ids')],
  [/^(send|copymessage|forwardmessage)/, one],
  [/^editmessage/, inGroups],
  [/^(create|edit|close|reopen|hide|unhide)(general)?forumtopic$/, inGroups],
  [/^pinchatmessage$/, inGroups]
]

export const costOf = (name: string, params: Params): number =>
  costs.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1](params) ?? 0
