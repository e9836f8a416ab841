import type { MessageEntity } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import { isRecord, isWhole } from '../params.js'

export interface Formatted {
  text: string
  entities: MessageEntity[]
}

const kinds: ReadonlySet<string> = new Set<MessageEntity['type']>([
  'mention',
  'hashtag',
  'cashtag',
  'bot_command',
  'url',
  'email',
  'phone_number',
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'expandable_blockquote',
  'code',
  'pre',
  'text_link',
  'text_mention',
  'custom_emoji',
  'date_time'
])

const isEntity = (value: unknown): value is MessageEntity =>
  isRecord(value) &&
  typeof value['type'] === 'string' &&
  kinds.has(value['type']) &&
  isWhole(value['offset']) &&
  isWhole(value['length'])

const splitsPair = (text: string, at: number): boolean => {
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff
}

/** Entities given by the caller: known kinds, within the text, not inside a surrogate pair. Offsets are UTF-16 units. */
export function checkEntities(text: string, given: unknown): MessageEntity[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) throw badRequest("can't parse entities: expected an Array of MessageEntity")
  return given.map(entity => {
    if (!isEntity(entity)) throw badRequest("can't parse entities: MessageEntity has unsupported fields")
    const { offset, length } = entity
    const end = offset + length
    if (offset < 0 || length <= 0 || end > text.length) {
      throw badRequest(
        `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${text.length}`
      )
    }
    if (splitsPair(text, offset) || splitsPair(text, end)) {
      throw badRequest(`entity beginning at UTF-16 offset ${offset} splits a UTF-16 symbol`)
    }
    return entity
  })
}

const automatic: [
  MessageEntity['type'] & ('bot_command' | 'url' | 'email' | 'mention' | 'hashtag'),
  RegExp
][] = [
  ['bot_command', /(?<![\w/@])\/[a-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])/gi],
  ['url', /\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)]/gi],
  ['email', /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g],
  ['mention', /(?<![\w@])@\w{3,32}\b/g],
  ['hashtag', /(?<![\w#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu]
]

const around: ReadonlySet<string> = new Set<MessageEntity['type']>([
  ...(['bold', 'italic', 'underline', 'strikethrough', 'spoiler'] as const),
  ...(['blockquote', 'expandable_blockquote'] as const)
])

/** What Telegram finds in every text by itself, where no other entity stands yet. */
export function withAutomatic({ text, entities }: Formatted): Formatted {
  if (!/[/@#]/.test(text)) return { text, entities }
  const all = [...entities]
  const free = (offset: number, length: number) =>
    !all.some(
      other =>
        offset < other.offset + other.length && other.offset < offset + length && !around.has(other.type)
    )
  for (const [type, pattern] of automatic) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length }
      if (free(entity.offset, entity.length)) all.push(entity)
    }
  }
  return { text, entities: all.sort((a, b) => a.offset - b.offset || b.length - a.length) }
}

/** White space at both ends is cut, as Telegram does; entities follow. */
export function trimmed({ text, entities }: Formatted): Formatted {
  const start = text.length - text.trimStart().length
  const cut = text.trim()
  if (cut.length === text.length) return { text, entities }
  const moved = entities.flatMap(entity => {
    const offset = Math.max(0, entity.offset - start)
    const end = Math.min(cut.length, entity.offset + entity.length - start)
    return end > offset ? [{ ...entity, offset, length: end - offset }] : []
  })
  return { text: cut, entities: moved }
}
