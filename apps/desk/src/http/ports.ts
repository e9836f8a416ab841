import type { DeskReads, Links, SettingsReader } from '#application'
import type { DeskState } from '#desk-state'
import type { Language } from '#domain'
import type { AgentId, BotId, Clock, DeliveryId, JsonObject, Outcome } from '#kernel'
import type { Logger, Metrics } from '#observability'
import type { Addresses } from '#outbound'
import type { Box, Vault } from '#privacy'
import type { Search } from '#search'
import type { Retried } from '#subscriptions'
import type { TelegramFiles } from '#telegram'
import type { AuditPort } from './audit/port.js'
import type { ApiKeys } from './auth/api-keys.js'
import type { Front } from './auth/front.js'
import type { Sessions, Standing } from './auth/sessions.js'
import type { ConsoleFiles } from './console/console-files.js'
import type { StreamPlaces } from './feed/stream-places.js'
import type { Limiter } from './limits/limiter.js'
import type { SearchMisses } from './search/misses.js'

/** What the composition gives the HTTP side; the buses come from Nest. */
export interface HttpDeps {
  readonly front: Front
  readonly audit: AuditPort
  readonly apiKeys: Pick<ApiKeys, 'principalOf' | 'stands' | 'register' | 'changed'>
  readonly sessions: Sessions
  readonly standingOf: (agent: AgentId) => Promise<Standing | undefined>
  readonly limiter: Limiter
  readonly streamPlaces: StreamPlaces
  /** What queries read; also the log behind `as_of`. */
  readonly reads: DeskReads
  readonly search: Search
  readonly misses: SearchMisses
  readonly settings: SettingsReader
  /** Remembers answers under their Idempotency-Key, and what is parked. */
  readonly state: DeskState
  readonly vault: Vault
  /** Where webhooks may go. */
  readonly outbound: Addresses
  /** What people sent, at Telegram. */
  readonly files: TelegramFiles
  /** With which the desk works now. */
  readonly bot: BotId
  /** What it is called in links; undefined: Telegram does not answer. */
  readonly botName: () => Promise<string | undefined>
  readonly links: Links
  readonly clock: Clock
  /** Signs cursors: 32 bytes, the same in every process of the desk. */
  readonly cursorKey: Uint8Array
  /** Seals what jobs are to do, in every process of the desk alike. */
  readonly jobBox: Box
  readonly health: HealthSource
  readonly metrics: Metrics
  readonly workers: Workers
  readonly console: ConsoleFiles
  /** Where people and programs reach the desk: what links in answers begin with. */
  readonly publicUrl: () => string
  /** Where the sandbox stands in for Telegram: its page. */
  readonly sandboxUrl: string | null
  readonly logger: Logger
}

export const HTTP_DEPS = Symbol('HttpDeps')

export interface HealthSource {
  /** An api is ready when log, read store and state answer, and it is not stopping. */
  ready(): Promise<{ readonly ready: boolean; readonly checks: JsonObject }>
  /** Everything an operator wants to see, alerts in words of this language; never throws. */
  report(language: Language): Promise<JsonObject>
}

export interface ViewReport {
  readonly name: string
  readonly version: number
  readonly state: string
  readonly position: string | null
  /** Events behind the head; null where positions don't tell. */
  readonly gap: number | null
  readonly parked: number
  readonly lastError: string | null
  /** Of the rebuild at work or the last one, in whichever process keeps the view; null: none. */
  readonly rebuild: RebuildReport | null
}

export interface RebuildReport {
  readonly state: 'running' | 'done' | 'failed'
  readonly events: number
  /** An estimate; null where positions don't tell. */
  readonly total: number | null
  readonly eventsPerSecond: number
  readonly error: string | null
}

/** The processes and views that run in this process of the desk. */
export interface Workers {
  /** `process` is a process's name, or `view:{name}`. */
  retryParked(
    process: string,
    sequence: string
  ): Promise<Outcome<Retried, 'unknown_parked' | 'not_running_here' | 'rebuild_instead'>>
  skipParked(
    process: string,
    sequence: string
  ): Promise<Outcome<Retried, 'unknown_parked' | 'not_running_here' | 'rebuild_instead'>>
  /** One more try, as a new delivery, of what Telegram refused or nobody knows of. Never of what a customer would see. */
  retryDelivery(
    id: DeliveryId
  ): Promise<
    Outcome<
      { readonly deliveryId: DeliveryId },
      'unknown_delivery' | 'not_failed' | 'seen_by_customer' | 'not_running_here'
    >
  >
  views(): Promise<readonly ViewReport[]>
  /** Starts it and returns; `views` tells how far it is. */
  rebuild(view: string): Promise<Outcome<void, 'unknown_view' | 'rebuild_running' | 'not_running_here'>>
}
