import type { Clock, JsonObject } from '#kernel'
import type { CallResult, LostReason, NotSentReason } from '../client/call-result.js'
import type { TelegramClient } from '../client/client.js'
import type { TelegramLogger } from '../logger.js'
import { allowedUpdates, isUpdate } from '../updates/classify.js'

/** How the last poll went: for health. */
export type PollStatus =
  | { readonly kind: 'polling'; readonly received: number }
  /** A webhook is set, or another poller runs with the same token. Tried again. */
  | { readonly kind: 'conflict'; readonly with: 'webhook' | 'poller' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'refused'; readonly code: number; readonly description: string }
  | { readonly kind: 'unreachable'; readonly why: LostReason | NotSentReason }
  /** Telegram answered, and `onUpdates` failed: the same updates come again. */
  | { readonly kind: 'not_recorded' }

export interface PollOptions {
  readonly client: TelegramClient
  /**
   * Records a batch, in the order of Telegram. Only once it resolves are the updates confirmed; when it rejects, they
   * come again. Updates that were recorded but not yet confirmed come again after a restart.
   */
  readonly onUpdates: (updates: readonly (JsonObject & { readonly update_id: number })[]) => Promise<void>
  readonly onStatus: (status: PollStatus) => void
  /** Ends the loop at once; a batch being recorded is finished first. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly logger: TelegramLogger
}

const longPollSeconds = 50
const firstWaitMs = 500
const longestWaitMs = 30_000
const atLeastMs = { conflict: 3000, unauthorized: 30_000 }

/** Long polling until `signal` aborts; then resolves. Faults are waited out for ever, with growing pauses. */
export async function poll(options: PollOptions): Promise<void> {
  const { client, signal, clock, logger, onStatus } = options
  let offset: number | undefined
  let failures = 0
  while (!signal.aborted) {
    const params = { timeout: longPollSeconds, limit: 100, allowed_updates: allowedUpdates }
    const answer = await client.call(
      'getUpdates',
      offset === undefined ? params : { ...params, offset },
      signal
    )
    if (signal.aborted && answer.kind !== 'ok') return
    const { status, next, waitMs } = await handle(answer, options)
    onStatus(status)
    if (status.kind === 'polling') {
      failures = 0
      offset = next ?? offset
      continue
    }
    logger.warn({ ...status }, 'Polling Telegram failed, trying again')
    const pause = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures++, 10))
    await clock.sleep(Math.max(waitMs ?? 0, pause), signal)
  }
}

interface Handled {
  readonly status: PollStatus
  /** The next offset, when the batch is recorded and had anything in it. */
  readonly next?: number
  readonly waitMs?: number
}

async function handle(answer: CallResult<unknown>, { onUpdates, logger }: PollOptions): Promise<Handled> {
  switch (answer.kind) {
    case 'lost':
    case 'not_sent':
      return { status: { kind: 'unreachable', why: answer.why } }
    case 'error':
      return refused(answer)
    case 'ok': {
      if (!Array.isArray(answer.result)) return { status: { kind: 'unreachable', why: 'unclear_answer' } }
      const updates = answer.result.filter(isUpdate)
      const last = updates.reduce((highest, { update_id: id }) => Math.max(highest, id), -1)
      const status = { kind: 'polling', received: updates.length } as const
      if (last < 0) return { status }
      try {
        await onUpdates(updates)
      } catch (error) {
        logger.warn(
          { error: error instanceof Error ? error.name : 'unknown' },
          'Updates could not be recorded'
        )
        return { status: { kind: 'not_recorded' } }
      }
      // The highest of this batch, not of all time: Telegram may begin anew with lower numbers.
      return { status, next: last + 1 }
    }
  }
}

function refused({ code, description, classified }: CallResult<unknown> & { kind: 'error' }): Handled {
  switch (classified.kind) {
    case 'conflict':
      return { status: classified, waitMs: atLeastMs.conflict }
    case 'unauthorized':
      return { status: { kind: 'unauthorized' }, waitMs: atLeastMs.unauthorized }
    case 'rate_limited':
      return { status: { kind: 'refused', code, description }, waitMs: classified.retryAfter * 1000 }
    default:
      return { status: { kind: 'refused', code, description } }
  }
}
