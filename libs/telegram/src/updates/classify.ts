import type { Update } from '@grammyjs/types'
import { isJsonObject, type JsonObject, unreachable } from '#kernel'
import { authorOf, personIn } from './author.js'
import type { ButtonPlace, Classified, Concern, Membership, Other, Person } from './classified.js'
import { groupIdAt, idAt, instantAt, integerAt, isThere, objectAt, textAt, topicOf } from './fields.js'
import { classifyGroupMessage } from './group-message.js'
import { classifyPrivateMessage } from './private-message.js'
import type { BotIdentity } from './wire-message.js'

/** All that is needed to record it: an object with an integer `update_id`. Says nothing about the rest. */
export const isUpdate = (value: unknown): value is JsonObject & { readonly update_id: number } =>
  isJsonObject(value) && integerAt(value, 'update_id') !== undefined

type Reader = (update: {
  readonly id: number
  readonly body: JsonObject
  readonly bot: BotIdentity
}) => Classified

/** How each kind of update is read that the desk asks Telegram for. */
const readers = {
  message: ({ id, body, bot }) => classifyMessage(id, 'message', body, bot),
  edited_message: ({ id, body, bot }) => classifyMessage(id, 'edited_message', body, bot),
  callback_query: ({ id, body }) => classifyButton(id, body),
  my_chat_member: ({ id, body, bot }) => classifyMembership(id, body, bot),
  chat_member: ({ id, body }) => classifyMember(id, body)
} satisfies { readonly [kind in Exclude<keyof Update, 'update_id'>]?: Reader }

type Asked = keyof typeof readers

const read = Object.keys(readers) as readonly Asked[]

/**
 * What the desk asks Telegram for; the same for webhook and polling. The setting stays until it is changed. Inline queries
 * are answered at the door and never recorded: see `inlineQueryIn`.
 */
export const allowedUpdates = [...read, 'inline_query'] as const

export interface InlineQuery {
  readonly id: string
  readonly userId: number
  readonly words: string
}

/** What somebody types after the bot's name, in whatever chat. `malformed`: it is one, and can't be answered. */
export function inlineQueryIn(update: JsonObject): InlineQuery | 'malformed' | undefined {
  if (update['inline_query'] === undefined) return undefined
  const query = objectAt(update, 'inline_query')
  const id = textAt(query, 'id')
  const userId = idAt(objectAt(query, 'from'), 'id')
  if (!id || userId === undefined) return 'malformed'
  return { id, userId, words: textAt(query, 'query') ?? '' }
}

/**
 * What an update is for the desk. Never throws: what is unknown, malformed or of no interest is `other`.
 * The same update gives the same answer for ever.
 */
export function classify(update: unknown, bot: BotIdentity): Classified {
  if (!isUpdate(update)) return other(-1, 'not_an_update')
  const id = update.update_id
  for (const kind of read) {
    const body = objectAt(update, kind)
    if (body) return readers[kind]({ id, body, bot })
  }
  const name = Object.keys(update).find(key => key !== 'update_id' && /^[a-z_]{1,64}$/.test(key))
  return other(id, name ?? 'empty')
}

function classifyMessage(updateId: number, name: string, message: JsonObject, bot: BotIdentity): Classified {
  const ignored = (why: string) => other(updateId, `${name}.${why}`)
  const chat = chatOf(message)
  const messageId = integerAt(message, 'message_id')
  const sentAt = instantAt(message, 'date')
  if (messageId === 0 || isThere(message, 'ephemeral_message_id')) return ignored('ephemeral')
  if (chat === 'other') return ignored('other_chat')
  if (!chat || messageId === undefined || messageId < 0 || sentAt === undefined) return ignored('malformed')
  const editedAt = name === 'edited_message' ? (instantAt(message, 'edit_date') ?? sentAt) : undefined
  const wire = { updateId, chatId: chat.id, messageId, sentAt, editedAt, message, bot, ignored }
  if (chat.kind === 'private') return classifyPrivateMessage(wire)
  return objectAt(message, 'chat')?.['is_direct_messages'] === true
    ? ignored('direct_messages')
    : classifyGroupMessage(wire)
}

function classifyButton(updateId: number, query: JsonObject): Classified {
  const message = objectAt(query, 'message')
  const from = personIn(objectAt(query, 'from'))
  const queryId = textAt(query, 'id')
  const data = textAt(query, 'data')
  const on = message && placeOf(message)
  if (!from || !queryId || data === undefined || !on) return other(updateId, 'callback_query.without_button')
  return { kind: 'button', about: concernOf(on, from), updateId, queryId, from, data, on }
}

function concernOf(on: ButtonPlace, from: Person): Concern {
  switch (on.where) {
    case 'private':
      return { whom: 'customer', userId: from.id }
    case 'topic':
      return { whom: 'topic', groupId: on.groupId, threadId: on.threadId }
    case 'general':
      return { whom: 'topic', groupId: on.groupId, threadId: 'general' }
    case 'inaccessible':
      return on.chat === 'private'
        ? { whom: 'customer', userId: from.id }
        : { whom: 'group', groupId: on.chatId }
    default:
      return unreachable(on)
  }
}

function placeOf(message: JsonObject): ButtonPlace | undefined {
  const chat = chatOf(message)
  const messageId = idAt(message, 'message_id')
  if (!chat || chat === 'other' || messageId === undefined) return undefined
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
  if (place === 'other') return other(updateId, 'my_chat_member.other_chat')
  if (!place || at === undefined) return other(updateId, 'my_chat_member.malformed')
  if (place.kind === 'group') {
    return {
      kind: 'bot_membership',
      about: { whom: 'group', groupId: place.id },
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
  if (!customer) return other(updateId, 'my_chat_member.malformed')
  const about = { whom: 'customer', userId: customer.id } as const
  switch (now.status) {
    case 'kicked':
      return { kind: 'customer_blocked', about, updateId, chatId: place.id, customer, at }
    case 'member':
      return { kind: 'customer_unblocked', about, updateId, chatId: place.id, customer, at }
    default:
      return other(updateId, `my_chat_member.${now.status}`)
  }
}

/** Only who comes and who goes; what else changes of a member changes nothing for the desk. */
function classifyMember(updateId: number, change: JsonObject): Classified {
  const place = chatOf(change)
  const member = objectAt(change, 'new_chat_member')
  const person = personIn(objectAt(member, 'user'))
  if (!place || place === 'other' || place.kind !== 'group') return other(updateId, 'chat_member.other_chat')
  if (!person) return other(updateId, 'chat_member.not_a_person')
  const at = instantAt(change, 'date')
  const isMember = isInChat(member)
  if (
    isMember === undefined ||
    at === undefined ||
    isMember === isInChat(objectAt(change, 'old_chat_member'))
  )
    return other(updateId, 'chat_member.no_move')
  const about = { whom: 'group', groupId: place.id } as const
  return { kind: 'staff_membership', about, updateId, groupId: place.id, person, isMember, at }
}

/** Undefined where Telegram says something that we do not know. */
export function isInChat(
  member: { readonly status?: unknown; readonly is_member?: unknown } | undefined
): boolean | undefined {
  switch (statuses.find(status => status === member?.status)) {
    case 'creator':
    case 'administrator':
    case 'member':
      return true
    case 'restricted':
      return member?.is_member === true
    case 'left':
    case 'kicked':
      return false
    case undefined:
      return undefined
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

type Chat = { readonly kind: 'private' | 'group'; readonly id: number }

/** Undefined: of a kind that its id can't be of. */
function chatOf(holder: JsonObject | undefined): Chat | 'other' | undefined {
  const chat = objectAt(holder, 'chat')
  switch (textAt(chat, 'type')) {
    case 'private': {
      const id = idAt(chat, 'id')
      return id === undefined ? undefined : { kind: 'private', id }
    }
    case 'group':
    case 'supergroup': {
      const id = groupIdAt(chat, 'id')
      return id === undefined ? undefined : { kind: 'group', id }
    }
    default:
      return chat && 'other'
  }
}

const other = (updateId: number, what: string): Other => ({
  kind: 'other',
  about: { whom: 'nobody' },
  updateId,
  what
})
