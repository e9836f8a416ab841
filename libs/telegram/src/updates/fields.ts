import type { MessageEntity } from '@grammyjs/types'
import { type Instant, isJsonObject, type JsonObject } from '#kernel'
import { entitiesIn } from '../text/rich-text.js'

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

/** Telegram's times are seconds in 32 bits; what is none, nobody wrote or did. */
export const instantAt = (from: JsonObject | undefined, key: string): Instant | undefined => {
  const seconds = integerAt(from, key)
  return seconds !== undefined && seconds > 0 && seconds < 2 ** 32 ? seconds * 1000 : undefined
}

/** The id of a person, a message or a topic; of a group with the other sign. */
export const idAt = (from: JsonObject | undefined, key: string): number | undefined => {
  const id = integerAt(from, key)
  return id !== undefined && id > 0 ? id : undefined
}

export const groupIdAt = (from: JsonObject | undefined, key: string): number | undefined => {
  const id = integerAt(from, key)
  return id !== undefined && id < 0 ? id : undefined
}

/** Of a field that is a number, words, a list or an object where it is there at all: a flag that is false, or an empty list, is not. */
export const isThere = (from: JsonObject, key: string): boolean => {
  const value = from[key]
  if (Array.isArray(value)) return value.length > 0
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== ''
}

/** Only entities that lie within the text. */
export const entitiesAt = (from: JsonObject, key: string, text: string): MessageEntity[] =>
  entitiesIn(from[key], text)

/** General has no thread id worth the name, and replies in groups without topics have one: only the flag counts. */
export const topicOf = (message: JsonObject): number | undefined =>
  message['is_topic_message'] === true ? idAt(message, 'message_thread_id') : undefined
