import type { Instant, JsonObject } from '#kernel'
import type { Other, ReceivedMessage } from './classified.js'
import { contentOf, forwardedFromOf, replyToOf } from './content.js'

/** Which bot an update came to. */
export interface BotIdentity {
  readonly id: number
  /** Undefined before getMe has answered: then every command that names a bot counts as this bot's. */
  readonly username: string | undefined
}

/** A message whose envelope was found sound. */
export interface WireMessage {
  readonly updateId: number
  readonly chatId: number
  readonly messageId: number
  readonly sentAt: Instant
  /** Set when this is an edit. */
  readonly editedAt: Instant | undefined
  readonly message: JsonObject
  readonly bot: BotIdentity
  readonly ignored: (why: string) => Other
}

export const messageOf = ({ updateId, messageId, sentAt, message }: WireMessage): ReceivedMessage => ({
  updateId,
  messageId,
  sentAt,
  content: contentOf(message),
  replyTo: replyToOf(message),
  forwardedFrom: forwardedFromOf(message)
})
