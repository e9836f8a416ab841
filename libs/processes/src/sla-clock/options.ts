import type { Command } from '@nestjs/cqrs'
import type { Desk, PolicyInForce } from '#application'
import type { DeskState } from '#desk-state'
import type { Instant } from '#kernel'
import type { Logger } from '#observability'
import type { Find } from '#read-store'
import type { SlaDocument } from '#views'
import type { Directories } from '../directories/index.js'

interface Shared {
  readonly desk: Desk
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  /** The view's tickets. */
  readonly tickets: { find(query: Find): Promise<SlaDocument[]> }
  readonly logger: Logger
}

export interface SlaProcessOptions extends Shared {
  readonly directories: Directories
  /** The policies, as of this position at least. */
  readonly policies: (minPosition: string) => Promise<readonly PolicyInForce[]>
  /** Resolves when the view of tickets has passed this position. */
  readonly viewPassed: (position: string) => Promise<void>
  /** Version of the zone data that deadlines are worked out with. */
  readonly zoneData: string
}

/** Whether Telegram answers, and since when; `unknown` before anything was asked. */
export type TelegramReach =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'reachable' | 'unreachable'; readonly since: Instant }

export interface SlaClockOptions extends Shared {
  readonly state: Pick<DeskState, 'fact' | 'setFact'>
  /** True once intake, the choice of policies, confirmations of replies and the view have passed this position. */
  readonly passed: (head: string | undefined) => Promise<boolean>
  /** Whether nothing waits at Telegram that was sent before, as far as can be known. */
  readonly drained: () => boolean
  /** What Telegram may still bring after a start or an outage, in milliseconds: webhook calls are repeated that late. */
  readonly graceAfterOutageMs: number
  readonly telegram: () => TelegramReach
}
