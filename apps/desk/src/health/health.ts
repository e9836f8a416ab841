import { type JsonObject, toIso } from '#kernel'
import { standingBody } from '#processes'
import { type HealthSource, isPlaceOfStream } from '../http/index.js'
import { isPlaceOfApi } from '../start/api-count.js'
import { createAlertLook, warningsOf } from './alerts.js'
import type { Gather, Gathered } from './facts.js'
import type { HealthParts } from './parts.js'
import { processBody } from './processes.js'
import { searchBody } from './search.js'
import { createStoreLook } from './stores.js'

/** An answer of Telegram's that old will do. */
const freshMs = 2000

/** What an operator sees, within two seconds whatever hangs: then as it was known last, with since when. */
export function createHealth(parts: HealthParts, gather: Gather): HealthSource {
  const { core } = parts
  const storeLook = createStoreLook(core)
  const alertsOf = createAlertLook(parts)

  const checksOf = (stores: Gathered['facts']['stores']) => {
    const answers = (name: string) =>
      stores.every(store => store.name !== name || store.trouble === undefined)
    const checks = {
      event_log: answers('event_log'),
      read_store: answers('read_store'),
      desk_state: answers('desk_state'),
      stopping: parts.stopping()
    }
    const ready = checks.event_log && checks.read_store && checks.desk_state && !checks.stopping
    return { ready, checks }
  }

  return {
    ready: async () => checksOf(await storeLook()),
    async report(language) {
      const gathered = await gather(freshMs)
      const { facts, processes, views, leases, sealing } = gathered
      const { ready, checks } = checksOf(facts.stores)
      const warnings = warningsOf(facts, language)
      return {
        status: !ready ? 'failing' : warnings.length > 0 ? 'degraded' : 'ok',
        warnings,
        alerts: await alertsOf(facts, language),
        checks,
        stores: facts.stores.map(({ name, trouble }) => ({
          name,
          why: trouble?.why ?? null,
          since: trouble ? toIso(trouble.since) : null
        })),
        versions: { node: process.versions.node, zone_data: process.versions.tz ?? null },
        processes: processes.map(processBody),
        views: views.map(({ name, version, state, position, gap, parked, lastError }) => ({
          name,
          version,
          state,
          position,
          gap,
          parked,
          last_error: lastError
        })),
        log_subscriptions: core.stores
          .subscriptions()
          .map(({ state, since, tooSlow, dropped, lastError }) => ({
            state,
            since: toIso(since),
            too_slow: tooSlow,
            dropped,
            last_error: lastError ?? null
          })),
        leases: leases
          .filter(({ name }) => !isPlaceOfApi(name) && !isPlaceOfStream(name))
          .map(({ name, owner, until }) => ({ name, owner, until: toIso(until) })),
        search: searchBody(parts.search),
        audit: sealing ? standingBody(sealing) : null,
        telegram: telegramBody(parts, gathered)
      }
    }
  }
}

function telegramBody(parts: HealthParts, { telegram, gaps }: Gathered): JsonObject {
  const { client, core } = parts
  const worker = parts.worker()
  const sending = worker?.running('delivery')?.delivery.status()
  const source = worker?.running('poller')?.source()
  return {
    bot_id: client.botId,
    username: telegram.username,
    api_root: core.settings.telegram.apiRoot,
    updates: source ? { ...source, ...('since' in source ? { since: toIso(source.since) } : {}) } : null,
    webhook: telegram.webhook,
    calls_in_10_min: { ...parts.rates() },
    calls_in_24_h: { ...parts.ofDay() },
    update_id_gaps: gaps.map(({ from, to, noticedAt }) => ({ from, to, noticed_at: toIso(noticedAt) })),
    staff_groups: (worker?.directories.staffGroups.all() ?? []).map(({ chatId, active, missing }) => ({
      chat_id: chatId,
      active,
      missing: [...missing]
    })),
    delivery: sending
      ? {
          state: sending.state,
          since: toIso(sending.since),
          why: sending.why ?? null,
          pending: { ...sending.pending },
          oldest_asked_at: sending.oldestAskedAt === null ? null : toIso(sending.oldestAskedAt),
          waiting_for_group: sending.waitingForGroup
        }
      : null
  }
}
