import type { GroupNeed } from '#domain'
import type { Clock, StaffGroupId } from '#kernel'
import { inspectBot, type TelegramClient } from '#telegram'
import type { StaffGroup } from '../../directories/index.js'
import { missingAfter } from '../../intake/index.js'

const firstMs = 60_000
const longestMs = 3_600_000

/**
 * Asks from time to time whether a group that can't be used has its rights back: not every change is told in an update.
 * Less often each time that the answer was yes and Telegram refused all the same.
 */
export class RightsProbe {
  readonly #next = new Map<StaffGroupId, { at: number; readonly pauseMs: number }>()

  constructor(
    private readonly client: TelegramClient,
    private readonly clock: Pick<Clock, 'monotonic'>
  ) {}

  /** What is still missing, when Telegram says that it is less than before. */
  async ask(group: StaffGroup, signal: AbortSignal): Promise<readonly GroupNeed[] | undefined> {
    const now = this.clock.monotonic()
    const { at, pauseMs } = this.#next.get(group.staffGroupId) ?? { at: now, pauseMs: firstMs }
    if (at > now) return undefined
    this.#next.set(group.staffGroupId, { at: now + pauseMs, pauseMs })
    const missing = missingAfter(await inspectBot(this.client, group.chatId, signal))
    if (!missing || !group.missing.some(need => !missing.includes(need))) return undefined
    const longer = Math.min(2 * pauseMs, longestMs)
    this.#next.set(group.staffGroupId, { at: now + longer, pauseMs: longer })
    return missing
  }
}
