import type { DeskState } from '#desk-state'
import type { BotId, Clock } from '#kernel'
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
  /** Another process of this desk does it. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'webhook' }
  | PollStatus
  /** setWebhook or deleteWebhook did not work; tried again. */
  | { readonly kind: 'not_switched'; readonly why: string }

export interface UpdateSource {
  status(): SourceStatus
  /** Until the signal is aborted: takes the lease, switches Telegram to webhook or polling, polls. Never throws. */
  run(signal: AbortSignal): Promise<void>
}

const leaseMs = 30_000
const renewMs = leaseMs / 3
const longestPauseMs = 60_000

/** Whoever holds the lease `poller-{bot}` tells Telegram where updates go, and polls when there is no webhook. */
export function createUpdateSource(options: {
  readonly client: TelegramClient
  readonly door: UpdateDoor
  readonly state: DeskState
  readonly clock: Clock
  readonly logger: Logger
  /** Null: long polling. */
  readonly webhook: Webhook | null
  /** Of this process: no two processes have the same. */
  readonly owner: string
}): UpdateSource {
  const { client, door, state, clock, logger, webhook, owner } = options
  const bot: BotId = client.botId
  const lease = `poller-${bot}`
  let status: SourceStatus = { kind: 'starting' }

  const mine = async (): Promise<boolean> => {
    try {
      return (await state.acquireLease(lease, owner, leaseMs)) !== undefined
    } catch (error) {
      logger.warn({ error, lease }, 'the lease could not be renewed')
      return false
    }
  }

  /** Tells Telegram where updates go; repeated until it says yes. */
  async function switchOver(signal: AbortSignal): Promise<void> {
    for (let pause = 1000; !signal.aborted; pause = Math.min(2 * pause, longestPauseMs)) {
      const result = webhook
        ? await configureWebhook(client, webhook, signal)
        : await deleteWebhook(client, signal)
      if (result.kind === 'ok') {
        logger.info({ bot, by: webhook ? 'webhook' : 'polling' }, 'updates come by')
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
        status = said
      },
      signal,
      clock,
      logger
    })
  }

  /** While the lease is ours; what is at work ends with it. */
  async function whileMine(signal: AbortSignal): Promise<void> {
    const lost = new AbortController()
    const working = work(AbortSignal.any([signal, lost.signal])).catch(error => {
      logger.error({ error, bot }, 'taking updates stopped; beginning again')
      lost.abort()
    })
    while (!signal.aborted && !lost.signal.aborted) {
      await clock.sleep(renewMs, AbortSignal.any([signal, lost.signal]))
      if (!signal.aborted && !(await mine())) lost.abort()
    }
    await working
  }

  return {
    status: () => status,
    async run(signal) {
      while (!signal.aborted) {
        if (await mine()) await whileMine(signal)
        else status = { kind: 'elsewhere' }
        if (!signal.aborted) await clock.sleep(renewMs, signal)
      }
      await state.releaseLease(lease, owner).catch(() => undefined)
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
