import type { AlertDetails, AlertKindName } from '#domain'
import { toIso } from '#kernel'
import type { DeskFacts, ProcessFacts, ViewFacts } from './facts.js'

/** What holds now. `subject` tells those of a kind apart: each is an alert of its own. */
export interface Found {
  readonly subject?: string
  readonly details: AlertDetails
}

export interface AlertKind {
  /** What holds, by the facts. `lasts`: which has begun, for a lower threshold at its end. */
  readonly look: (facts: DeskFacts, lasts: (subject?: string) => boolean) => readonly Found[]
  /** It begins when it was found at every look for so long. */
  readonly afterS: number
  /** Whether General is told of it; why not stands beside it. */
  readonly general: boolean
}

/** A takeover of a lease or a restart of a store is no alert. */
const patience = 30
const atOnce = 10

const stuckS = 300
const behindS = 60
const manyPending = 1000
const manyDeliveries = 1000
const webhookErrorS = 60
const refusedS = 60
/** Below so many calls a share says nothing. */
const fewCalls = 50

/**
 * Everything that operators must know. Begin: found at each look for `afterS` seconds. End: found at no look for 30 s.
 * Words and remedies: words/alerts.ts; for people: docs/operations.md.
 */
export const alertKinds: { readonly [name in AlertKindName]: AlertKind } = {
  store_away: {
    afterS: atOnce,
    general: true,
    look: ({ stores }) =>
      stores.flatMap(({ name, trouble }) =>
        trouble ? [{ subject: name, details: { store: name, why: trouble.why } }] : []
      )
  },
  process_failing: {
    afterS: patience,
    general: true,
    look: ({ processes }) =>
      processes.filter(isFailing).map(({ name, state, lastError }) => ({
        subject: name,
        details: { process: name, state, why: lastError }
      }))
  },
  process_stuck: {
    afterS: atOnce,
    general: true,
    look: ({ processes }) =>
      processes.flatMap(one => {
        const { name, atWork } = one
        if (!atWork || atWork.seconds <= stuckS || isFailing(one)) return []
        const { type, position, seconds } = atWork
        return [{ subject: name, details: { process: name, type, position, seconds: Math.round(seconds) } }]
      })
  },
  process_missing: {
    afterS: patience,
    general: true,
    look: ({ unheld }) => unheld.map(lease => ({ subject: lease, details: { lease } }))
  },
  parked: {
    afterS: 0,
    general: true,
    look: ({ processes, views }) => [
      ...processes.flatMap(({ name, parked }) => parkedBy(name, parked)),
      ...views.flatMap(({ name, parked }) => parkedBy(`view:${name}`, parked))
    ]
  },
  view_failing: {
    afterS: patience,
    general: true,
    look: ({ views }) =>
      views.filter(isFailing).map(({ name, state, lastError }) => ({
        subject: name,
        details: { view: name, state, why: lastError }
      }))
  },
  view_behind: {
    afterS: atOnce,
    general: true,
    look: ({ views }, lasts) =>
      views.flatMap(one => {
        const { name, behindS: behind } = one
        const isBehind = behind !== null && behind > (lasts(name) ? behindS / 2 : behindS)
        return isBehind && !isFailing(one)
          ? [{ subject: name, details: { view: name, seconds: Math.round(behind) } }]
          : []
      })
  },
  telegram_away: {
    afterS: atOnce,
    general: true,
    look: ({ telegram, updates, sending }) => {
      const why =
        (sending?.state === 'paused' ? (sending.why ?? 'calls fail') : undefined) ??
        telegram?.silent ??
        (updates?.kind === 'unreachable' ? updates.why : undefined)
      return why === undefined ? [] : [{ details: { why } }]
    }
  },
  sending_refused: {
    afterS: 0,
    general: true,
    look: ({ telegram, updates, sending }) => {
      const isRefused =
        sending?.state === 'unauthorized' ||
        updates?.kind === 'unauthorized' ||
        telegram?.unauthorized === true
      return isRefused ? [{ details: { code: 401 } }] : []
    }
  },
  updates_blocked: {
    afterS: atOnce,
    general: true,
    look: ({ updates }) => (updates?.kind === 'blocked' ? [{ details: { why: updates.why } }] : [])
  },
  webhook_errors: {
    afterS: atOnce,
    general: true,
    look: ({ telegram, now, startedAt }, lasts) => {
      const { lastError, pending = 0, url, path } = telegram?.webhook ?? {}
      if (!lastError) return []
      const { message, at } = lastError
      // It stays there after a recovery, and a restart of the desk is one. Telegram tells whole seconds.
      const isRecent = now - at <= webhookErrorS * 1000 && (lasts() || at + 1000 > startedAt)
      return isRecent || pending > 0
        ? [{ details: { error: message, at: toIso(at), pending, url: hostOf(url), ...elsewhere(url, path) } }]
        : []
    }
  },
  updates_pending: {
    afterS: atOnce,
    general: true,
    look: ({ telegram }, lasts) => {
      const pending = telegram?.pending ?? 0
      return pending > (lasts() ? manyPending * 0.8 : manyPending) ? [{ details: { pending } }] : []
    }
  },
  updates_lost: {
    afterS: 0,
    general: true,
    look: ({ lost }) => (lost > 0 ? [{ details: { lost } }] : [])
  },
  deliveries_pending: {
    afterS: atOnce,
    general: true,
    look: ({ sending }, lasts) => {
      const pending = sending?.pending ?? 0
      return pending > (lasts() ? manyDeliveries * 0.8 : manyDeliveries) ? [{ details: { pending } }] : []
    }
  },
  deliveries_waiting: {
    afterS: atOnce,
    general: true,
    look: ({ sending }) => {
      // While nothing can be sent at all, that is the alert.
      if (sending?.state !== 'sending' || !sending.overdue.oldest) return []
      const { kind, ticket, since, why, until } = sending.overdue.oldest
      const details = { kind, ticket, since: toIso(since), why, until: until === null ? null : toIso(until) }
      return [{ details: { waiting: sending.overdue.count, ...details } }]
    }
  },
  delivery_refused: {
    afterS: 0,
    general: true,
    look: ({ sending, now }, lasts) => {
      if (!sending?.overdue.refusal) return []
      const { kind, ticket, since, words, times } = sending.overdue.refusal
      // After a restart the tries are counted anew: one is enough for what has begun.
      if (!lasts() && (times < 2 || now - since < refusedS * 1000)) return []
      const { refused } = sending.overdue
      return [{ details: { lanes: refused, kind, ticket, since: toIso(since), error: words, times } }]
    }
  },
  leads_refused: {
    afterS: 0,
    general: true,
    look: ({ leads }) => {
      if (!leads) return []
      const { chatId, code, reason } = leads
      return [{ details: { chat: String(chatId), code, reason } }]
    }
  },
  webhooks_faulty: {
    afterS: 0,
    general: true,
    look: ({ webhooks }) => (webhooks ? [{ details: { ...webhooks } }] : [])
  },
  calls_failing: {
    afterS: 0,
    general: true,
    look: ({ calls }, lasts) => {
      if (!calls) return []
      const percent = (100 * calls.failed) / Math.max(1, calls.calls)
      // Counted anew after a restart: what has begun goes on until enough calls say otherwise.
      const holds = calls.calls < fewCalls ? lasts() : percent >= (lasts() ? 4 : 5)
      const { failed } = calls
      return holds ? [{ details: { failed, calls: calls.calls, percent: Math.round(percent) } }] : []
    }
  },
  rights_missing: {
    afterS: 0,
    // The group is told by the word of its own rights.
    general: false,
    look: ({ groups }) =>
      (groups ?? [])
        .filter(({ active, missing }) => active && missing.length > 0)
        .map(({ id, chatId, missing }) => ({
          subject: id,
          details: { group: String(chatId), missing: missing.join(', ') }
        }))
  },
  no_staff_group: {
    afterS: atOnce,
    // There is no General.
    general: false,
    look: ({ groups }) => (groups && !groups.some(({ active }) => active) ? [{ details: {} }] : [])
  },
  audit_stopped: {
    afterS: 0,
    general: true,
    look: ({ sealing }) => (sealing?.stopped ? [{ details: { why: sealing.stopped } }] : [])
  }
}

function isFailing({ state }: ProcessFacts | ViewFacts): boolean {
  return state === 'backoff' || state === 'refused' || state === 'stopped'
}

function parkedBy(name: string, parked: number): Found[] {
  return parked > 0 ? [{ subject: name, details: { process: name, parked } }] : []
}

/** The address may hold a secret in its path. */
/** The path itself may hold what is secret. */
const elsewhere = (url = '', path = '') =>
  URL.canParse(url) && new URL(url).pathname.replace(/\/$/, '').endsWith(path) ? {} : { path }

const hostOf = (url = ''): string => (URL.canParse(url) ? new URL(url).host : '')
