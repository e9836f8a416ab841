import { isJsonObject, type JsonObject } from '#kernel'
import type { RichText } from '../text/rich-text.js'
import { plain, sliceText } from '../text/rich-text.js'
import type { Command, Content, FileRef, ForwardedFrom, ReplyTo } from './classified.js'
import { type ContentKind, contentKinds, type ServiceKind, serviceKinds } from './content-kinds.js'
import { detailsOf } from './details.js'
import { entitiesAt, groupIdAt, idAt, isThere, objectAt, textAt } from './fields.js'
import { wordsOfRichMessage } from './rich-message.js'

/** What holds words or a file was sent by somebody, whatever stands beside it. */
export function serviceKindOf(message: JsonObject): ServiceKind | undefined {
  const service = serviceKinds.find(kind => isService(kind, message))
  if (!service) return undefined
  const { text, file } = contentOf(message)
  return text === '' && !file ? service : undefined
}

/** Each can only be what the Bot API says of it; `forum_topic_closed` is an object without fields. */
function isService(kind: ServiceKind, message: JsonObject): boolean {
  switch (kind) {
    case 'delete_chat_photo':
    case 'group_chat_created':
    case 'supergroup_chat_created':
    case 'channel_chat_created':
      return message[kind] === true
    case 'new_chat_members':
    case 'new_chat_photo':
      return Array.isArray(message[kind]) && isThere(message, kind)
    case 'new_chat_title':
    case 'connected_website':
      return Boolean(textAt(message, kind))
    case 'migrate_to_chat_id':
    case 'migrate_from_chat_id':
      return groupIdAt(message, kind) !== undefined
    default:
      return objectAt(message, kind) !== undefined
  }
}

export function contentOf(message: JsonObject): Content {
  const holds = (name: ContentKind) =>
    name === 'text' ? textAt(message, name) !== undefined : isThere(message, name)
  const kind: ContentKind = contentKinds.find(holds) ?? 'unknown'
  return {
    kind,
    ...writtenIn(kind, message),
    file: kind === 'unknown' ? undefined : fileIn(kind, message[kind]),
    details: detailsOf(kind, message),
    mediaGroupId: textAt(message, 'media_group_id') || undefined
  }
}

function writtenIn(kind: ContentKind, message: JsonObject): RichText {
  switch (kind) {
    case 'text':
      return richTextAt(message, 'text', 'entities')
    case 'rich_message':
      return plain(wordsOfRichMessage(message['rich_message']))
    default:
      return richTextAt(message, 'caption', 'caption_entities')
  }
}

function richTextAt(message: JsonObject, textKey: string, entitiesKey: string): RichText {
  const text = textAt(message, textKey) ?? ''
  return { text, entities: entitiesAt(message, entitiesKey, text) }
}

/** What Telegram makes of these, without saying so (Bot API, "PhotoSize", "VideoNote", "Sticker"). */
function impliedType(kind: ContentKind, file: JsonObject): string | undefined {
  switch (kind) {
    case 'photo':
      return 'image/jpeg'
    case 'video_note':
      return 'video/mp4'
    case 'sticker':
      if (file['is_animated'] === true) return 'application/x-tgsticker'
      return file['is_video'] === true ? 'video/webm' : 'image/webp'
    default:
      return undefined
  }
}

/** A photo is a list of sizes, the largest last. */
function fileIn(kind: ContentKind, media: unknown): FileRef | undefined {
  const file: unknown = Array.isArray(media) ? media.at(-1) : media
  if (!isJsonObject(file)) return undefined
  const id = textAt(file, 'file_id')
  if (!id) return undefined
  return {
    id,
    uniqueId: textAt(file, 'file_unique_id') ?? id,
    name: textAt(file, 'file_name'),
    mimeType: textAt(file, 'mime_type') ?? impliedType(kind, file),
    size: idAt(file, 'file_size')
  }
}

/** Every first message in a topic that is no reply names the topic's root: that is not a reply. */
export function replyToOf(message: JsonObject): ReplyTo | undefined {
  const quoted = objectAt(message, 'quote')
  const text = quoted && richTextAt(quoted, 'text', 'entities')
  const quote = text && text.text !== '' ? text : undefined
  const elsewhere = objectAt(message, 'external_reply')
  if (elsewhere) return { messageId: messageIdIn(elsewhere, message), quote, words: undefined }
  const target = objectAt(message, 'reply_to_message')
  const messageId = idAt(target, 'message_id')
  if (messageId === undefined || objectAt(target, 'forum_topic_created')) return undefined
  if (message['is_topic_message'] === true && messageId === idAt(message, 'message_thread_id'))
    return undefined
  return { messageId, quote, words: textAt(target, 'text') ?? textAt(target, 'caption') }
}

/** Of a message in another topic of the same chat; numbers of other chats say nothing here. */
const messageIdIn = (elsewhere: JsonObject, message: JsonObject): number | undefined =>
  objectAt(elsewhere, 'chat')?.['id'] === objectAt(message, 'chat')?.['id']
    ? idAt(elsewhere, 'message_id')
    : undefined

export function forwardedFromOf(message: JsonObject): ForwardedFrom | undefined {
  const origin = objectAt(message, 'forward_origin')
  switch (textAt(origin, 'type')) {
    case 'user': {
      const user = objectAt(origin, 'sender_user')
      const names = [textAt(user, 'first_name'), textAt(user, 'last_name')]
      return { kind: 'user', name: names.filter(Boolean).join(' ') }
    }
    case 'hidden_user':
      return { kind: 'hidden_user', name: textAt(origin, 'sender_user_name') ?? '' }
    case 'chat':
      return { kind: 'chat', name: textAt(objectAt(origin, 'sender_chat'), 'title') ?? '' }
    case 'channel':
      return { kind: 'channel', name: textAt(objectAt(origin, 'chat'), 'title') ?? '' }
    default:
      return undefined
  }
}

/** A command at the very beginning of text or caption, and the bot that it names. */
export function commandIn({
  text,
  entities
}: RichText): { command: Command; bot: string | undefined } | undefined {
  const length = commandLength({ text, entities })
  if (length === undefined) return undefined
  const [name = '', bot] = text.slice(1, length).toLowerCase().split('@')
  const rest = text.slice(length)
  const from = length + (rest.length - rest.trimStart().length)
  const to = text.trimEnd().length
  const args = from < to ? sliceText({ text, entities }, from, to) : plain('')
  return { command: { name, args }, bot }
}

/** Telegram marks a command; a server that marks nothing is read as Telegram would mark it. */
function commandLength({ text, entities }: RichText): number | undefined {
  const marked = entities.find(({ type, offset }) => type === 'bot_command' && offset === 0)
  if (marked || entities.length > 0) return marked?.length
  return /^\/[a-z0-9_]{1,32}(?:@[a-z0-9_]{1,32})?(?=\s|$)/i.exec(text)?.[0].length
}
