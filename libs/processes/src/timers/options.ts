import type { SettingsReader } from '#application'
import type { EventLog } from '#event-log'
import type { Clock, Instant } from '#kernel'
import type { Logger } from '#observability'
import type { Find } from '#read-store'
import type { TimerDocument } from '#views'
import type { TimerKinds } from './due.js'

/** Whether Telegram answers, and since when; `unknown` before anything was asked. */
export type TelegramReach =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'reachable' | 'unreachable'; readonly since: Instant }

export interface TimersOptions {
  readonly clock: Clock
  readonly log: Pick<EventLog, 'head'>
  readonly logger: Logger
  readonly settings: Pick<SettingsReader, 'desk'>
  /** The view's entries. */
  readonly timers: { find(query: Find): Promise<TimerDocument[]> }
  readonly kinds: TimerKinds
  /** What must be on record before anything is decided: that clocks stand still, for one. */
  readonly first: (reach: TelegramReach) => Promise<void>
  /** True once intake, the choice of policies, confirmations of replies and the view have passed this position. */
  readonly passed: (head: string | undefined) => Promise<boolean>
  /** Whether nothing waits at Telegram that was sent before, as far as can be known. */
  readonly drained: () => boolean
  /** What Telegram may still bring after a start or an outage, in milliseconds: webhook calls are repeated that late. */
  readonly graceAfterOutageMs: number
  readonly telegram: () => TelegramReach
}
