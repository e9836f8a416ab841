import type { CallResult } from '../client/call-result.js'
import type { TelegramClient } from '../client/client.js'
import { allowedUpdates } from '../updates/classify.js'

export interface Webhook {
  /** Registered as given. */
  readonly url: string
  /** 1-256 of `A-Za-z0-9_-`; comes back in `X-Telegram-Bot-Api-Secret-Token`. */
  readonly secret: string
}

/** Has updates sent to `url` from now on. What waits is kept. May be repeated. */
export const configureWebhook = (
  client: TelegramClient,
  { url, secret }: Webhook,
  signal?: AbortSignal
): Promise<CallResult<true>> =>
  client.call('setWebhook', { url, secret_token: secret, allowed_updates: allowedUpdates }, signal)

/** Has updates wait for `poll` from now on. What waits is kept. May be repeated. */
export const deleteWebhook = (client: TelegramClient, signal?: AbortSignal): Promise<CallResult<true>> =>
  client.call('deleteWebhook', {}, signal)
