import type { TelegramClient } from '#telegram'

/** The sign on a command that was done. Not waited for: it is lost without harm. */
export function acknowledge(
  client: TelegramClient,
  at: { readonly chatId: number; readonly messageId: number }
): void {
  const reaction = [{ type: 'emoji' as const, emoji: '👌' as const }]
  void client.call('setMessageReaction', { chat_id: at.chatId, message_id: at.messageId, reaction })
}
