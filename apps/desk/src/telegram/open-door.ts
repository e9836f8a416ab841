import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { type BotId, ipRanges } from '#kernel'
import type { InlineQuery } from '#telegram'
import type { Front } from '../http/index.js'
import type { Core } from '../start/core.js'
import { derivedWebhookSecret } from './bot.js'
import { createUpdateDoor, type UpdateDoor } from './door.js'
import { createInboxKeys } from './inbox-keys.js'
import { createWebhookHandler } from './webhook.js'

/** The way in for updates: what the webhook and the poller share. */
export interface TelegramDoor {
  readonly door: UpdateDoor
  readonly secret: string
  readonly webhook: RequestHandler
  stop(): Promise<void>
}

export async function openTelegramDoor(
  core: Core,
  bot: BotId,
  front: Front,
  inline: (query: InlineQuery) => void
): Promise<TelegramDoor> {
  const { settings, stores, clock, logger, metrics } = core
  const keys = createInboxKeys({ bot, vault: stores.vault, clock, logger })
  await keys.prepare()
  const stop = new AbortController()
  const keeping = keys.keepReady(stop.signal)
  const door = createUpdateDoor({
    bot,
    log: stores.log,
    keys,
    clock,
    inline,
    reused(updateId, stream) {
      metrics.updateNumbersReused.inc()
      logger.warn(
        { bot, updateId, stream },
        'Telegram used the number of an update again: recorded as another one'
      )
    }
  })
  const secret = settings.telegram.webhookSecret ?? derivedWebhookSecret(stores.masterKey, bot)
  const { webhookCidrs } = settings.telegram
  const isTelegram = webhookCidrs && ipRanges(webhookCidrs)
  const maySend = (request: IncomingMessage): boolean => {
    if (!isTelegram) return true
    const address = front.addressOf(request)
    return address !== undefined && isTelegram(address)
  }
  return {
    door,
    secret,
    webhook: createWebhookHandler([{ bot, secret, door }], logger, maySend),
    async stop() {
      stop.abort()
      await keeping
    }
  }
}
