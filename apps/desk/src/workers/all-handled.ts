import type { EventLog } from '#event-log'
import type { TelegramClient } from '#telegram'

/** Whether all that Telegram had to tell when this was asked has been handled, whichever way it comes; false: perhaps not. */
export async function isAllHandled(
  client: TelegramClient,
  log: Pick<EventLog, 'head'>,
  handledUpTo: (position: string) => Promise<boolean>
): Promise<boolean> {
  const webhook = await client.call('getWebhookInfo', {})
  // Also by polling: an update counts as pending until it is confirmed, and that is after it was recorded.
  if (webhook.kind !== 'ok' || webhook.result.pending_update_count > 0) return false
  const head = await log.head()
  return head === undefined || handledUpTo(head)
}
