import type { Update } from '@grammyjs/types'

/** What the desk asks Telegram for; the same for webhook and polling. The setting stays until it is changed. */
export const allowedUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'chat_member',
  'message_reaction'
] as const satisfies readonly Exclude<keyof Update, 'update_id'>[]
