import type { Command } from '@nestjs/cqrs'
import type { Desk } from '#application'
import type { DeskState } from '#desk-state'
import type { Logger, Metrics } from '#observability'
import type { TelegramClient } from '#telegram'
import type { Directories } from '../directories/index.js'

export interface DeliveryOptions {
  readonly desk: Desk
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  readonly client: TelegramClient
  /** Running; `start` waits until they have caught up. */
  readonly directories: Directories
  readonly state: DeskState
  /** False: our own budgets are off (TELEGRAM_LIMITS); what Telegram says is honoured still. */
  readonly limits: boolean
  /** Whether the lease outlives a call's time limit, on the monotonic clock. Embedded: always. */
  readonly canCall: () => boolean
  /**
   * Whether all that Telegram had to tell when this was asked has been handled: if so, the bot's own echo of a topic made
   * before is known. False or rejected: perhaps not; it is asked again.
   */
  readonly echoed: () => Promise<boolean>
  /** Of the lease, for the checkpoint. */
  readonly fence: number
  readonly random: () => number
  readonly logger: Logger
  readonly metrics: Metrics
}
