import type { MessageEntity } from '@grammyjs/types'
import { isJsonObject, type Json, type JsonObject } from '#kernel'

export { cut } from '#kernel'

/** Text with its formatting, as Telegram sends and takes it: offsets and lengths in UTF-16 units. */
export interface RichText {
  readonly text: string
  readonly entities: readonly MessageEntity[]
}

/** Telegram's limits, in UTF-16 units. */
export const textLimit = 4096
export const captionLimit = 1024

export const plain = (text: string): RichText => ({ text, entities: [] })

/** Those of a list that lie within the text; beyond type, offset and length they are taken as documented. */
export function entitiesIn(list: Json | undefined, text: string): MessageEntity[] {
  if (!Array.isArray(list)) return []
  return list.filter((entity): entity is MessageEntity & JsonObject => {
    if (!isJsonObject(entity) || typeof entity['type'] !== 'string' || entity['type'] === '') return false
    const { offset, length } = entity
    if (!isWhole(offset) || !isWhole(length)) return false
    return offset >= 0 && length > 0 && offset + length <= text.length
  })
}

const isWhole = (value: Json | undefined): value is number => Number.isSafeInteger(value)

/** The characters from `from` to before `to`; entities are clipped to them, those outside are dropped. */
export function sliceText({ text, entities }: RichText, from: number, to: number): RichText {
  const clipped = entities.flatMap(entity => {
    const start = Math.max(entity.offset, from)
    const end = Math.min(entity.offset + entity.length, to)
    return end > start ? [{ ...entity, offset: start - from, length: end - start }] : []
  })
  return { text: text.slice(from, to), entities: clipped }
}

/** The body behind a prefix, formatting kept where it was. */
export function prefixed(prefix: string | RichText, body: RichText): RichText {
  const head = typeof prefix === 'string' ? plain(prefix) : prefix
  const moved = body.entities.map(entity => ({ ...entity, offset: entity.offset + head.text.length }))
  return { text: head.text + body.text, entities: [...head.entities, ...moved] }
}

/** Telegram takes no message of nothing but white space and signs that it takes out of every text. */
export const isBlank = ({ text }: RichText): boolean =>
  /^(?:[\s\p{Cc}\u2028-\u202e]|\u0333|\u033f|\u030a)*$/u.test(text)
