import { isJsonObject, type JsonObject } from '#kernel'
import { authorOf, personIn } from './author.js'
import type { ButtonPlace, Classified, Membership, Other } from './classified.js'
import { instantAt, integerAt, objectAt, textAt, topicOf } from './fields.js'
import { classifyGroupMessage } from './group-message.js'
import { classifyPrivateMessage } from './private-message.js'

/** Which bot an update came to. */
export interface BotIdentity {
  readonly id: number
  /** Undefined before getMe has answered: then every command that names a bot counts as this bot's. */
  readonly username: string | undefined
}

/** All that is needed to record it: an object with an integer `update_id`. Says nothing about the rest. */
export const isUpdate = (value: unknown): value is JsonObject & { readonly update_id: number } =>
  isJsonObject(value) && integerAt(value, 'update_id') !== undefined

/**
 * What an update is for the desk. Never throws: what is unknown, malformed or of no interest is `other`.
 * The same update gives the same answer for ever.
 */
export function classify(update: unknown, bot: BotIdentity): Classified {
  if (!isUpdate(update)) return { kind: 'other', updateId: -1, what: 'not_an_update', chat: undefined }
  const updateId = update.update_id
  for (const name of ['message', 'edited_message'] as const) {
    const message = objectAt(update, name)
    if (message) return classifyMessage(updateId, name, message, bot)
  }
  const query = objectAt(update, 'callback_query')
  if (query) return classifyButton(updateId, query)
  const member = objectAt(update, 'my_chat_member')
  if (member) return classifyMembership(updateId, member, bot)
  const name = Object.keys(update).find(key => key !== 'update_id' && /^[a-z_]{1,64}$/.test(key))
  return other(updateId, name ?? 'empty', undefined)
}

function classifyMessage(updateId: number, name: string, message: JsonObject, bot: BotIdentity): Classified {
  const ignored = (why: string) => other(updateId, `${name}.${why}`, message)
  const head = {
    updateId,
    chatId: integerAt(objectAt(message, 'chat'), 'id'),
    messageId: integerAt(message, 'message_id'),
    sentAt: instantAt(message, 'date')
  }
  const { chatId, messageId, sentAt } = head
  if (chatId === undefined || messageId === undefined || sentAt === undefined) return ignored('malformed')
  if (messageId === 0 || message['ephemeral_message_id'] !== undefined) return ignored('ephemeral')
  const editedAt = name === 'edited_message' ? (instantAt(message, 'edit_date') ?? sentAt) : undefined
  const wire = { updateId, chatId, messageId, sentAt, editedAt, message, bot, ignored }
  switch (textAt(objectAt(message, 'chat'), 'type')) {
    case 'private':
      return classifyPrivateMessage(wire)
    case 'group':
    case 'supergroup':
      return objectAt(message, 'chat')?.['is_direct_messages'] === true
        ? ignored('direct_messages')
        : classifyGroupMessage(wire)
    default:
      return ignored('other_chat')
  }
}

function classifyButton(updateId: number, query: JsonObject): Classified {
  const message = objectAt(query, 'message')
  const from = personIn(objectAt(query, 'from'))
  const queryId = textAt(query, 'id')
  const data = textAt(query, 'data')
  const on = message && placeOf(message)
  if (!from || !queryId || data === undefined || !on)
    return other(updateId, 'callback_query.without_button', message)
  return { kind: 'button', updateId, queryId, from, data, on }
}

function placeOf(message: JsonObject): ButtonPlace | undefined {
  const chat = chatOf(message)
  const messageId = integerAt(message, 'message_id')
  if (!chat || messageId === undefined) return undefined
  const date = integerAt(message, 'date')
  if (!date) return { where: 'inaccessible', chatId: chat.id, chat: chat.kind, messageId }
  if (chat.kind === 'private') return { where: 'private', chatId: chat.id, messageId }
  const threadId = topicOf(message)
  return threadId === undefined
    ? { where: 'general', groupId: chat.id, messageId }
    : { where: 'topic', groupId: chat.id, threadId, messageId }
}

function classifyMembership(updateId: number, change: JsonObject, bot: BotIdentity): Classified {
  const chat = objectAt(change, 'chat')
  const place = chatOf(change)
  const at = instantAt(change, 'date')
  const now = membershipIn(objectAt(change, 'new_chat_member'))
  if (!place || at === undefined) return other(updateId, 'my_chat_member.other_chat', change)
  if (place.kind === 'group') {
    return {
      kind: 'bot_membership',
      updateId,
      groupId: place.id,
      title: textAt(chat, 'title') ?? '',
      isForum: chat?.['is_forum'] === true,
      by: authorOf(change, bot.id) ?? { kind: 'anonymous_admin', title: undefined },
      before: membershipIn(objectAt(change, 'old_chat_member')),
      now,
      at
    }
  }
  const customer = personIn(objectAt(change, 'from'))
  if (!customer) return other(updateId, 'my_chat_member.malformed', change)
  switch (now.status) {
    case 'kicked':
      return { kind: 'customer_blocked', updateId, chatId: place.id, customer, at }
    case 'member':
      return { kind: 'customer_unblocked', updateId, chatId: place.id, customer, at }
    default:
      return other(updateId, `my_chat_member.${now.status}`, change)
  }
}

const statuses = ['creator', 'administrator', 'member', 'restricted', 'left', 'kicked'] as const

/** The rights of a chat member as the API describes it; a creator has all. */
export function membershipIn(member: JsonObject | undefined): Membership {
  const said = textAt(member, 'status')
  const status = statuses.find(name => name === said) ?? 'unknown'
  const may = (right: string) =>
    status === 'creator' || (status === 'administrator' && member?.[right] === true)
  return {
    status,
    canManageTopics: may('can_manage_topics'),
    canDeleteMessages: may('can_delete_messages'),
    canPinMessages: may('can_pin_messages')
  }
}

function chatOf(holder: JsonObject | undefined): Other['chat'] {
  const chat = objectAt(holder, 'chat')
  const id = integerAt(chat, 'id')
  const type = textAt(chat, 'type')
  if (id === undefined) return undefined
  if (type === 'private') return { kind: 'private', id }
  return type === 'group' || type === 'supergroup' ? { kind: 'group', id } : undefined
}

const other = (updateId: number, what: string, holder: JsonObject | undefined): Other => ({
  kind: 'other',
  updateId,
  what,
  chat: chatOf(holder)
})
