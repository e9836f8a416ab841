import { hkdfSync } from 'node:crypto'
import type { Clock } from '#kernel'
import type { Logger } from '#observability'
import { type TelegramClient, whoAmI } from '#telegram'

const firstPauseMs = 1000
const longestPauseMs = 60_000

/** The bot's username, asked for until Telegram answers; undefined before that. */
export interface BotName {
  readonly username: string | undefined
  /** Resolves once it is known, or when the signal is aborted. Never rejects. */
  ask(signal: AbortSignal): Promise<void>
}

export function createBotName(client: TelegramClient, clock: Clock, logger: Logger): BotName {
  let username: string | undefined
  return {
    get username() {
      return username
    },
    async ask(signal) {
      for (let pause = firstPauseMs; !signal.aborted; pause = Math.min(2 * pause, longestPauseMs)) {
        const answer = await whoAmI(client, signal)
        if (answer.bot) {
          username = answer.bot.username
          return
        }
        logger.warn({ problems: answer.problems, bot: client.botId }, 'getMe failed, trying again')
        await clock.sleep(pause, signal)
      }
    }
  }
}

/** Where none is set: the same in every process of the desk and after every restart. */
export const derivedWebhookSecret = (masterKey: Uint8Array, botId: string): string =>
  Buffer.from(hkdfSync('sha256', masterKey, '', `telegram webhook secret ${botId}`, 32)).toString('base64url')
