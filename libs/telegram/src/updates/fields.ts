import type { MessageEntity } from '@grammyjs/types'
import { type Instant, isJsonObject, type JsonObject } from '#kernel'

/** Reading the wire by hand: whatever has another type than documented counts as absent. */
export const objectAt = (from: JsonObject | undefined, key: string): JsonObject | undefined => {
  const value = from?.[key]
  return isJsonObject(value) ? value : undefined
}

export const textAt = (from: JsonObject | undefined, key: string): string | undefined => {
  const value = from?.[key]
  return typeof value === 'string' ? value : undefined
}

export const integerAt = (from: JsonObject | undefined, key: string): number | undefined => {
  const value = from?.[key]
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

/** Telegram's times are seconds. */
export const instantAt = (from: JsonObject | undefined, key: string): Instant | undefined => {
  const seconds = integerAt(from, key)
  return seconds === undefined ? undefined : seconds * 1000
}

/** Only entities that lie within the text. Beyond type, offset and length they are taken as documented. */
export function entitiesAt(from: JsonObject, key: string, text: string): MessageEntity[] {
  const value = from[key]
  if (!Array.isArray(value)) return []
  return value.filter((entity): entity is MessageEntity & JsonObject => {
    if (!isJsonObject(entity) || !textAt(entity, 'type')) return false
    const offset = integerAt(entity, 'offset') ?? -1
    const length = integerAt(entity, 'length') ?? 0
    return offset >= 0 && length > 0 && offset + length <= text.length
  })
}

/** General has no thread id worth the name, and replies in groups without topics have one: only the flag counts. */
export const topicOf = (message: JsonObject): number | undefined =>
  message['is_topic_message'] === true ? integerAt(message, 'message_thread_id') : undefined
