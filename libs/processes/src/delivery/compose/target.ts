/** Where a call goes. */
export interface Target {
  readonly chatId: number
  /** Absent: a private chat, or General. */
  readonly threadId: number | null
}

export const at = ({ chatId, threadId }: Target) => ({
  chat_id: chatId,
  ...(threadId === null ? {} : { message_thread_id: threadId })
})

/** Telegram then sends it without the reply where the other message is gone. */
export const replyTo = (messageId: number | null | undefined) =>
  messageId ? { reply_parameters: { message_id: messageId, allow_sending_without_reply: true } } : {}
