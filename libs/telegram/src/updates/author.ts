import type { JsonObject } from '#kernel'
import type { Author, Person } from './classified.js'
import { idAt, integerAt, objectAt, textAt } from './fields.js'

/** Stand-ins that Telegram puts into `from`; the second number is the test data centre's. */
const anonymousAdmins = new Set([1_087_968_824, 552_888])
const channelSenders = new Set([136_817_688, 936_174, 777_000])

/** A user that is no bot. */
export function personIn(user: JsonObject | undefined): Person | undefined {
  const id = idAt(user, 'id')
  if (id === undefined || user?.['is_bot'] === true) return undefined
  return {
    id,
    firstName: textAt(user, 'first_name') ?? '',
    lastName: textAt(user, 'last_name'),
    username: textAt(user, 'username'),
    languageCode: textAt(user, 'language_code')
  }
}

/** Who wrote a message, or did what a service message tells. */
export function authorOf(message: JsonObject, botId: number): Author | undefined {
  const from = objectAt(message, 'from')
  const fromId = integerAt(from, 'id')
  if (fromId === botId) return { kind: 'self' }
  const senderId = integerAt(objectAt(message, 'sender_chat'), 'id')
  const chatId = integerAt(objectAt(message, 'chat'), 'id')
  if (senderId !== undefined && senderId !== chatId) return { kind: 'channel', id: senderId }
  if (senderId !== undefined || (fromId !== undefined && anonymousAdmins.has(fromId))) {
    return { kind: 'anonymous_admin', title: textAt(message, 'author_signature') }
  }
  if (fromId === undefined) return undefined
  if (channelSenders.has(fromId)) return { kind: 'channel', id: fromId }
  const person = personIn(from)
  return person ? { kind: 'person', person } : { kind: 'bot', id: fromId }
}
