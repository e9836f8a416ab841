import type { BotId, Clock, Instant } from '#kernel'
import type { Logger } from '#observability'
import {
  configureWebhook,
  deleteWebhook,
  type PollStatus,
  poll,
  type TelegramClient,
  type Webhook
} from '#telegram'
import type { UpdateDoor } from './door.js'

/** How updates come in at present: for health. */
export type SourceStatus =
  | { readonly kind: 'starting' }
  | { readonly kind: 'webhook' }
  /** `received`: so many since this process began to poll. */
  | { readonly kind: 'polling'; readonly received: number; readonly since: Instant }
  | Exclude<PollStatus, { readonly kind: 'polling' }>
  /** setWebhook or deleteWebhook did not work; tried again. */
  | { readonly kind: 'not_switched'; readonly why: string }

export interface UpdateSource {
  status(): SourceStatus
  /** Until the signal is aborted: switches Telegram to webhook or polling, polls. Never throws. */
  run(signal: AbortSignal): Promise<void>
}

const againMs = 1000
const longestPauseMs = 60_000

/** Tells Telegram where updates go, and polls when there is no webhook. For one process at a time: two pollers are a conflict. */
export function createUpdateSource(options: {
  readonly client: TelegramClient
  readonly door: UpdateDoor
  readonly clock: Clock
  readonly logger: Logger
  /** Null: long polling. */
  readonly webhook: Webhook | null
}): UpdateSource {
  const { client, door, clock, logger, webhook } = options
  const bot: BotId = client.botId
  let status: SourceStatus = { kind: 'starting' }
  const since = clock.now()
  let received = 0

  /** Tells Telegram where updates go; repeated until it says yes. */
  async function switchOver(signal: AbortSignal): Promise<void> {
    for (let pause = 1000; !signal.aborted; pause = Math.min(2 * pause, longestPauseMs)) {
      const result = webhook
        ? await configureWebhook(client, webhook, signal)
        : await deleteWebhook(client, signal)
      if (result.kind === 'ok') {
        logger.info({ bot }, `updates come by ${webhook ? 'webhook' : 'polling'}`)
        if (webhook) status = { kind: 'webhook' }
        return
      }
      const { limited, why, isUnauthorized } = failureOf(result)
      status = isUnauthorized ? { kind: 'unauthorized' } : { kind: 'not_switched', why }
      logger.warn({ bot, why }, `${webhook ? 'setWebhook' : 'deleteWebhook'} failed, trying again`)
      await clock.sleep(Math.max(limited, pause), signal)
    }
  }

  async function work(signal: AbortSignal): Promise<void> {
    await switchOver(signal)
    if (webhook || signal.aborted) return
    await poll({
      client,
      onUpdates: updates => door.receiveBatch(updates),
      onStatus: said => {
        if (said.kind === 'polling') received += said.received
        status = said.kind === 'polling' ? { kind: 'polling', received, since } : said
      },
      signal,
      clock,
      logger
    })
  }

  return {
    status: () => status,
    async run(signal) {
      while (!signal.aborted) {
        try {
          return await work(signal)
        } catch (error) {
          logger.error({ error, bot }, 'taking updates stopped; beginning again')
          await clock.sleep(againMs, signal)
        }
      }
    }
  }
}

type Failure = Exclude<Awaited<ReturnType<typeof deleteWebhook>>, { kind: 'ok' }>

function failureOf(result: Failure): { limited: number; why: string; isUnauthorized: boolean } {
  if (result.kind !== 'error') return { limited: 0, why: result.why, isUnauthorized: false }
  const { classified, code, description } = result
  const limited = classified.kind === 'rate_limited' ? classified.retryAfter * 1000 : 0
  return { limited, why: `${code} ${description}`, isUnauthorized: classified.kind === 'unauthorized' }
}
