import type { MessageEntity } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import { isRecord, isWhole, type JsonRecord } from '../params.js'
import { customEmojiId, dateTimeFormat } from './app-links.js'
import { checkedLink } from './links.js'
import { linked, type Span } from './make.js'
import { bytesBefore } from './parse-error.js'

export interface Formatted {
  text: string
  entities: MessageEntity[]
}

type Plain = MessageEntity.CommonMessageEntity['type']
const plain: readonly Plain[] = [
  ...(['mention', 'hashtag', 'cashtag', 'bot_command', 'url', 'email', 'phone_number'] as const),
  ...(['bold', 'italic', 'underline', 'strikethrough', 'spoiler', 'code'] as const),
  ...(['blockquote', 'expandable_blockquote'] as const)
]
const isPlain = (type: unknown): type is Plain => plain.some(each => each === type)

const byTelegram = (reason: string) => badRequest(`can't parse entities: ${reason}`)
const words = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What an entity says besides its place. */
function entityOf(given: JsonRecord, at: Span): MessageEntity[] {
  const type = given['type']
  switch (type) {
    case 'text_link': {
      const url = words(given['url'])
      const [mention] = linked(url, at)
      if (mention?.type === 'text_mention') return [mention]
      const link = checkedLink(url)
      if ('wrong' in link) throw badRequest(`entity URL '${url}' is invalid: ${link.wrong}`)
      return [{ type, url: link.url, ...at }]
    }
    case 'text_mention': {
      const user = given['user']
      const id = isRecord(user) ? user['id'] : undefined
      if (!isWhole(id)) throw byTelegram('MessageEntity must have a valid user')
      return [{ type, user: { id, is_bot: false, first_name: '' }, ...at }]
    }
    case 'custom_emoji': {
      const custom_emoji_id = customEmojiId(words(given['custom_emoji_id']))
      if (custom_emoji_id === undefined) throw badRequest('invalid custom emoji identifier specified')
      return [{ type, custom_emoji_id, ...at }]
    }
    case 'date_time': {
      const unix_time = given['unix_time']
      const date_time_format = dateTimeFormat(words(given['date_time_format']))
      if (!isWhole(unix_time) || unix_time <= 0) throw badRequest('invalid date specified')
      if (date_time_format === undefined) throw badRequest('invalid date format used')
      return [{ type, unix_time, date_time_format, ...at }]
    }
    case 'pre': {
      const language = words(given['language'])
      return [{ type, ...(language !== '' && { language }), ...at }]
    }
    default:
      if (!isPlain(type)) throw byTelegram('MessageEntity has unsupported type')
      return [{ type, ...at }]
  }
}

const splitsPair = (text: string, at: number): boolean => {
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff
}

function checkPlace(text: string, offset: number, length: number): void {
  const end = offset + length
  if (offset < 0) throw badRequest(`receive an entity with incorrect offset ${offset}`)
  if (length < 0) throw badRequest(`receive an entity with incorrect length ${length}`)
  if (length === 0) return
  const behind = (at: number) => bytesBefore(text, at + 1)
  const whole = `entity beginning at UTF-16 offset ${offset}`
  if (splitsPair(text, offset)) {
    throw badRequest(`entity begins in a middle of a UTF-16 symbol at byte offset ${behind(offset)}`)
  }
  if (splitsPair(text, end)) {
    throw badRequest(`${whole} ends in a middle of a UTF-16 symbol at byte offset ${behind(end)}`)
  }
  if (offset > text.length) {
    throw badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`)
  }
  if (end > text.length) {
    throw badRequest(`${whole} ends after the end of the text at UTF-16 offset ${end}`)
  }
}

/** Entities given by the caller: known kinds, within the text, not inside a surrogate pair. Offsets are UTF-16 units. */
export function checkEntities(text: string, given: unknown): MessageEntity[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) throw byTelegram('expected an Array of MessageEntity')
  return given.flatMap((entity: unknown) => {
    if (!isRecord(entity)) throw byTelegram('MessageEntity must be an Object')
    const { offset, length } = entity
    if (!isWhole(offset) || !isWhole(length)) throw byTelegram('MessageEntity has unsupported fields')
    checkPlace(text, offset, length)
    return length === 0 ? [] : entityOf(entity, { offset, length })
  })
}
