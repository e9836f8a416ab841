import type { RequestHandler } from 'express'
import type { BotId } from '#kernel'
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

export async function openTelegramDoor(core: Core, bot: BotId): Promise<TelegramDoor> {
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
    reused(updateId, stream) {
      metrics.updateNumbersReused.inc()
      logger.warn(
        { bot, updateId, stream },
        'Telegram used the number of an update again: recorded as another one'
      )
    }
  })
  const secret = settings.telegram.webhookSecret ?? derivedWebhookSecret(stores.masterKey, bot)
  return {
    door,
    secret,
    webhook: createWebhookHandler([{ bot, secret, door }], logger),
    async stop() {
      stop.abort()
      await keeping
    }
  }
}
