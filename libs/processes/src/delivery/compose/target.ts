import type { ReplyParameters } from '@grammyjs/types'
import type { RichText } from '#telegram'

/** Where a call goes. */
export interface Target {
  readonly chatId: number
  /** Absent: a private chat without topics, or General. */
  readonly threadId: number | null
}

/** A message of the same chat that another one answers. */
export interface ReplyTarget {
  readonly messageId: number
  readonly quote?: RichText
  /** Where it is gone: Telegram sends without it, else refuses. */
  readonly orWithout: boolean
}

export const at = ({ chatId, threadId }: Target) => ({
  chat_id: chatId,
  ...(threadId === null ? {} : { message_thread_id: threadId })
})

export function replyTo(target: ReplyTarget | null): { reply_parameters?: ReplyParameters } {
  if (!target) return {}
  const { messageId, quote, orWithout } = target
  const reply_parameters = {
    message_id: messageId,
    ...(orWithout && { allow_sending_without_reply: true }),
    ...(quote && { quote: quote.text }),
    ...(quote && quote.entities.length > 0 && { quote_entities: [...quote.entities] })
  }
  return { reply_parameters }
}
