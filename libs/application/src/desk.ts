import type { EventLog } from '#event-log'
import type { Clock } from '#kernel'
import type { CachingSealer, Vault } from '#privacy'
import type { RuleBook } from './rules/rule-book.js'
import type { SettingsReader } from './settings/settings-reader.js'
import type { StreamRunner } from './stream-runner.js'

/** What command handlers work with; apps/desk provides it under the token DESK. */
export interface Desk {
  readonly log: EventLog
  readonly runner: StreamRunner
  readonly vault: Vault
  readonly sealer: CachingSealer
  readonly settings: SettingsReader
  readonly rules: RuleBook
  readonly clock: Clock
}

export const DESK = Symbol('Desk')
