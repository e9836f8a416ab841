import type { GroupNeed } from '#domain'
import type { Instant, StaffGroupId } from '#kernel'
import type { WebhookFaults } from '../webhooks/index.js'

/** What is known of the desk at one moment; what could not be asked is as it was known last, or left out. */
export interface DeskFacts {
  readonly now: Instant
  /** When this process began to look. */
  readonly startedAt: Instant
  readonly stores: readonly StoreFacts[]
  readonly processes: readonly ProcessFacts[]
  readonly views: readonly ViewFacts[]
  /** Leases that nobody holds. */
  readonly unheld: readonly string[]
  /** Undefined: nothing is known of it here. */
  readonly telegram?: TelegramFacts
  readonly updates?: UpdatesFacts
  readonly sending?: SendingFacts
  readonly calls?: CallFacts
  /** Undefined where no worker runs. */
  readonly groups?: readonly GroupFacts[]
  /** Updates of the last seven days that never came. */
  readonly lost: number
  /** Undefined: the leads' chat gets what is told in it, or there is none. */
  readonly leads?: LeadsRefusal
  /** Webhooks that were not sent by a mistake of ours. Undefined: none of the last day. */
  readonly webhooks?: WebhookFaults
  /** Why the log is not sealed any more; null: it is. Undefined: nothing is known of it. */
  readonly sealing?: { readonly stopped: string | null }
}

/** The leads' own chat does not get what is told in it. */
export interface LeadsRefusal {
  readonly chatId: number
  readonly code: number | null
  readonly reason: string
}

export interface StoreFacts {
  readonly name: 'event_log' | 'read_store' | 'desk_state'
  /** Undefined: it answers, and takes what is written. */
  readonly trouble: { readonly why: string; readonly since: Instant } | undefined
}

export interface ProcessFacts {
  readonly name: string
  /** `backoff`, `stopped` and `refused` are no good. */
  readonly state: string
  readonly lastError: string | null
  readonly parked: number
  readonly atWork: { readonly type: string; readonly position: string; readonly seconds: number } | null
}

export interface ViewFacts {
  readonly name: string
  readonly state: string
  readonly lastError: string | null
  readonly parked: number
  /** How old the oldest event is that its documents do not reflect; null: none, or not known. */
  readonly behindS: number | null
}

export interface TelegramFacts {
  /** Why it does not answer; undefined: it does. */
  readonly silent: string | undefined
  /** It answers that it does not accept the bot's token. */
  readonly unauthorized: boolean
  /** Undefined while no webhook is set. */
  readonly webhook:
    | {
        readonly url: string
        /** Where the desk takes updates; what the address must end in, unless a proxy rewrites it. */
        readonly path: string
        readonly pending: number
        readonly lastError: { readonly message: string; readonly at: Instant } | undefined
      }
    | undefined
  readonly pending: number
}

/** How updates come in. */
export interface UpdatesFacts {
  readonly kind: 'fine' | 'unreachable' | 'unauthorized' | 'blocked'
  /** In words, where they do not come. */
  readonly why: string
}

export interface SendingFacts {
  readonly state: 'starting' | 'sending' | 'paused' | 'unauthorized' | 'stopped'
  readonly why: string | null
  readonly pending: number
  readonly overdue: Overdue
}

/** Deliveries that have waited for longer than five minutes. */
export interface Overdue {
  readonly count: number
  readonly oldest: Waiting | null
  /** Lanes whose first delivery Telegram has refused and that go on trying; the one that does longest. */
  readonly refused: number
  readonly refusal: Refusal | null
}

export interface Refusal {
  readonly kind: string
  readonly ticket: string | null
  readonly since: Instant
  /** Telegram's own. */
  readonly words: string
  readonly times: number
}

export interface Waiting {
  /** A kind of delivery. */
  readonly kind: string
  /** Its code. */
  readonly ticket: string | null
  readonly since: Instant
  readonly why: 'rate_limited' | 'refused' | 'no_group' | 'uncertain' | 'turn'
  /** When it is tried again, where that is known. */
  readonly until: Instant | null
}

/** Calls to Telegram in the last 24 hours, by whoever sends; since its start where that is later. */
export interface CallFacts {
  readonly calls: number
  readonly failed: number
}

export interface GroupFacts {
  readonly id: StaffGroupId
  readonly chatId: number
  readonly active: boolean
  readonly missing: readonly GroupNeed[]
}
