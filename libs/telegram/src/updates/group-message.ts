import type { JsonObject } from '#kernel'
import { authorOf } from './author.js'
import type { Author, Classified, Content, Migrated, TopicRoot } from './classified.js'
import { commandIn, contentOf, replyToOf, serviceKindOf } from './content.js'
import type { ServiceKind } from './content-kinds.js'
import { groupIdAt, idAt, objectAt, textAt, topicOf } from './fields.js'
import { messageOf, type WireMessage } from './wire-message.js'

/** A message in a group: what staff write and do in topics and in General. */
export function classifyGroupMessage(wire: WireMessage): Classified {
  const { message, chatId: groupId, editedAt, bot, ignored } = wire
  const author = authorOf(message, bot.id)
  const threadId = topicOf(message)
  const service = serviceKindOf(message)
  if (service) return classifyService(wire, service, author, threadId)
  if (!author) return ignored('without_author')
  if (author.kind === 'self') return ignored('own')

  const all = { ...messageOf(wire), groupId, author }
  const { command, bot: addressee } = commandIn(all.content) ?? {}
  const isForAnother = addressee && bot.username && addressee !== bot.username.toLowerCase()
  // The caption of an album is asked about as any other: what is for another bot is not for the customer.
  const isOfAlbum = all.content.mediaGroupId !== undefined && threadId !== undefined
  if (isForAnother && !(isOfAlbum && editedAt === undefined)) return ignored('command_for_another_bot')
  const about = { whom: 'topic', groupId, threadId: threadId ?? 'general' } as const
  if (threadId === undefined) {
    const isForum = objectAt(message, 'chat')?.['is_forum'] === true
    return editedAt === undefined
      ? { kind: 'staff_general', ...all, about, isForum, command, ...(command && answeredBy(wire)) }
      : ignored('in_general')
  }
  const inTopic = { ...all, about, threadId, topicRoot: topicRootIn(message, bot.id) }
  if (editedAt !== undefined) return { kind: 'staff_edit', ...inTopic, editedAt, command }
  if (command && !isForAnother) return { kind: 'staff_command', ...inTopic, command, ...answeredBy(wire) }
  const viaSelf = idAt(objectAt(message, 'via_bot'), 'id') === bot.id
  return { kind: 'staff_message', ...inTopic, viaSelf }
}

function answeredBy({ message }: WireMessage): { readonly answered?: Content } {
  const target = objectAt(message, 'reply_to_message')
  return target && replyToOf(message) ? { answered: contentOf(target) } : {}
}

function topicRootIn(message: JsonObject, botId: number): TopicRoot | undefined {
  const root = objectAt(message, 'reply_to_message')
  const created = objectAt(root, 'forum_topic_created')
  if (!root || !created || idAt(root, 'message_id') !== topicOf(message)) return undefined
  const by = authorOf(root, botId)
  return by && { by, name: textAt(created, 'name') ?? '' }
}

function classifyService(
  wire: WireMessage,
  service: ServiceKind,
  author: Author | undefined,
  threadId: number | undefined
): Classified {
  const { updateId, chatId, messageId, sentAt, message, ignored } = wire
  const to = groupIdAt(message, 'migrate_to_chat_id')
  if (to !== undefined) return migrated(updateId, chatId, to)
  const from = groupIdAt(message, 'migrate_from_chat_id')
  if (from !== undefined) return migrated(updateId, from, chatId)

  if (threadId === undefined || !author) return ignored(service)
  const about = { whom: 'topic', groupId: chatId, threadId } as const
  const topic = { about, updateId, groupId: chatId, threadId, messageId, by: author, at: sentAt }
  const details: JsonObject | undefined = objectAt(message, service)
  const name = textAt(details, 'name')
  switch (service) {
    case 'forum_topic_created':
      return { kind: 'topic_created', ...topic, name: name ?? '' }
    case 'forum_topic_edited':
      return {
        kind: 'topic_edited',
        ...topic,
        name,
        iconCustomEmojiId: textAt(details, 'icon_custom_emoji_id')
      }
    case 'pinned_message':
      return { kind: 'topic_pinned', ...topic }
    case 'forum_topic_closed':
      return { kind: 'topic_closed', ...topic }
    case 'forum_topic_reopened':
      return { kind: 'topic_reopened', ...topic }
    default:
      return ignored(service)
  }
}

/** Told in both chats, in any order: in order with the group that it has become. */
const migrated = (updateId: number, from: number, to: number): Migrated => ({
  kind: 'migrated',
  about: { whom: 'group', groupId: to },
  updateId,
  from,
  to
})
