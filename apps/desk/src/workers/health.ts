import { type Instant, type JsonObject, toIso } from '#kernel'
import { followersOf, intakeName, leaseSpecs, missingIn } from '#processes'
import type { ProcessStatus } from '#subscriptions'
import type { TelegramClient } from '#telegram'
import type { HealthSource } from '../http/index.js'
import type { Core } from '../start/core.js'
import type { CallRates, SourceStatus } from '../telegram/index.js'
import type { RunningWorker } from './start-worker.js'
import type { ViewWorkers } from './view-workers.js'

const patienceMs = 3000
const manyPending = 1000

export interface HealthParts {
  readonly core: Core
  readonly client: TelegramClient
  /** Undefined before they run and in a process that is no worker. */
  readonly worker: () => RunningWorker | undefined
  readonly views: () => ViewWorkers | undefined
  readonly rates: () => CallRates
  /** Why no process runs here; undefined when they may. */
  readonly refused: () => string | undefined
  readonly stopping: () => boolean
}

/** What an operator sees; asks Telegram too, but waits for nobody longer than three seconds. */
export function createHealth(parts: HealthParts): HealthSource {
  const { core } = parts
  const { log, readStore, state } = core.stores

  async function ready() {
    const [eventLog, views, deskState] = await Promise.all(
      [log, readStore, state].map(store => troubleOf(store))
    )
    const troubles = Object.entries({ event_log: eventLog, read_store: views, desk_state: deskState })
    const checks = {
      event_log: eventLog === undefined,
      read_store: views === undefined,
      desk_state: deskState === undefined,
      stopping: parts.stopping()
    }
    return {
      ready: checks.event_log && checks.read_store && checks.desk_state && !checks.stopping,
      checks,
      warnings: troubles.flatMap(([store, why]) => (why === undefined ? [] : [`${store}: ${why}`]))
    }
  }

  return {
    ready,
    async report() {
      const { ready: isReady, checks, warnings: troubles } = await ready()
      const [processes, views, leases, telegram] = await Promise.all([
        processesOf(parts),
        parts.views()?.reports() ?? Promise.resolve([]),
        leasesOf(parts),
        telegramOf(parts)
      ])
      const warnings = [
        ...troubles,
        ...processes.flatMap(warningsOf),
        ...views.flatMap(view => warningsOf({ ...view, name: `view ${view.name}` })),
        ...leases.warnings,
        ...telegram.warnings
      ]
      return {
        status: !isReady ? 'failing' : warnings.length > 0 ? 'degraded' : 'ok',
        warnings,
        checks,
        versions: { node: process.versions.node, zone_data: process.versions.tz ?? null },
        processes: processes.map(
          ({ name, state: now, position, gap, lagSeconds, parked, lastError, since, atWork }) => ({
            name,
            state: now,
            position: position ?? null,
            gap: gap ?? null,
            lag_s: lagSeconds,
            parked,
            last_error: lastError ?? null,
            since: toIso(since),
            at_work: atWork ?? null
          })
        ),
        views: views.map(({ name, version, state: now, position, gap, parked, lastError }) => ({
          name,
          version,
          state: now,
          position,
          gap,
          parked,
          last_error: lastError
        })),
        log_subscriptions: core.stores
          .subscriptions()
          .map(({ state: now, since, tooSlow, dropped, lastError }) => ({
            state: now,
            since: toIso(since),
            too_slow: tooSlow,
            dropped,
            last_error: lastError ?? null
          })),
        leases: leases.report,
        telegram: telegram.report
      }
    }
  }
}

/** What runs here; of a desk with several processes also what runs elsewhere, as far as it has saved. */
async function processesOf({ worker, refused, client, core }: HealthParts): Promise<ProcessReport[]> {
  const followers = followersOf(client.botId)
  const why = refused()
  if (why !== undefined) {
    return followers.map(({ checkpoint }) => refusedStatus(checkpoint, why, core.clock.now()))
  }
  const reports = followers.map(async ({ name, checkpoint }) => {
    const here = await worker()?.running(name)?.status()
    return here ?? (core.isShared ? elsewhere(core, checkpoint) : undefined)
  })
  return (await Promise.all(reports)).filter(report => report !== undefined)
}

type ProcessReport = Omit<ProcessStatus, 'state'> & { readonly state: ProcessStatus['state'] | 'elsewhere' }

async function elsewhere({ stores, clock }: Core, name: string): Promise<ProcessReport> {
  const [checkpoint, parked] = await Promise.all([
    stores.state.checkpoint(name).catch(() => undefined),
    stores.state.parked(name).catch(() => [])
  ])
  return {
    name,
    state: 'elsewhere',
    position: checkpoint?.position,
    gap: undefined,
    lagSeconds: 0,
    parked: parked.length,
    lastError: undefined,
    since: clock.now(),
    atWork: undefined
  }
}

/** Who runs what, of a desk with several processes; and what nobody runs. */
async function leasesOf({
  core,
  client
}: HealthParts): Promise<{ warnings: string[]; report: JsonObject[] }> {
  if (!core.isShared) return { warnings: [], report: [] }
  const held = await core.stores.state.leases().catch(() => [])
  const wanted = leaseSpecs(client.botId).map(({ lease }) => lease)
  const missing = wanted.filter(name => !held.some(lease => lease.name === name))
  return {
    warnings: missing.map(name => `no process runs ${name}: start one with the role worker`),
    report: held.map(({ name, owner, until }) => ({ name, owner, until: toIso(until) }))
  }
}

const refusedStatus = (name: string, lastError: string, since: Instant): ProcessReport => ({
  name,
  state: 'refused',
  position: undefined,
  gap: undefined,
  lagSeconds: 0,
  parked: 0,
  lastError,
  since,
  atWork: undefined
})

/** No handler has reason to take this long: a call that it waits for may never end. */
const longSeconds = 300

function warningsOf({
  name,
  state,
  parked,
  lastError,
  atWork
}: {
  readonly name: string
  readonly state: string
  readonly parked: number
  readonly lastError?: string | null | undefined
  readonly atWork?: ProcessStatus['atWork']
}): string[] {
  const bad = state === 'backoff' || state === 'refused' || state === 'stopped'
  return [
    ...(bad ? [`${name} is in ${state}: ${lastError ?? 'no reason known'}`] : []),
    ...(parked > 0 ? [`${name} has ${parked} parked events`] : []),
    ...(atWork && atWork.seconds > longSeconds && !bad
      ? [`${name} has been at ${atWork.type} ${atWork.position} for ${Math.round(atWork.seconds)} s`]
      : [])
  ]
}

function reasonOf(source: SourceStatus): string {
  switch (source.kind) {
    case 'conflict':
      return source.with === 'webhook'
        ? 'a webhook is set for this bot'
        : 'another program polls with the same token'
    case 'unauthorized':
      return 'Telegram does not accept the bot token'
    case 'refused':
      return `Telegram refuses: ${source.code} ${source.description}`
    case 'unreachable':
      return `Telegram does not answer: ${source.why}`
    case 'not_recorded':
      return 'they could not be recorded; they come again'
    case 'not_switched':
      return `the way they come could not be set: ${source.why}`
    default:
      return source.kind
  }
}

async function telegramOf(parts: HealthParts): Promise<{ warnings: string[]; report: JsonObject }> {
  const { client, core } = parts
  const worker = parts.worker()
  const signal = AbortSignal.timeout(patienceMs)
  const [me, webhook] = await Promise.all([
    client.call('getMe', {}, signal),
    client.call('getWebhookInfo', {}, signal)
  ])
  const groups = worker?.directories.staffGroups.all() ?? []
  const pending = webhook.kind === 'ok' ? webhook.result.pending_update_count : null
  const sending = worker?.running('delivery')?.delivery.status()
  const source = worker?.running('poller')?.source()
  const intake = await core.stores.state.checkpoint(intakeName).catch(() => undefined)
  const gaps = missingIn(intake?.note ?? {}, core.clock.now())
  const lost = gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  const missing = groups.filter(group => group.active && group.missing.length > 0)
  const trouble = source && !['starting', 'webhook', 'polling'].includes(source.kind)
  const lastError = webhook.kind === 'ok' ? (webhook.result.last_error_message ?? null) : null
  return {
    warnings: [
      ...(me.kind === 'ok' ? [] : [`Telegram does not answer getMe: ${me.kind}`]),
      ...(pending !== null && pending > manyPending ? [`${pending} updates wait at Telegram`] : []),
      ...(lost > 0
        ? [
            `${lost} updates of the last seven days never came: Telegram dropped them, or another program took them`
          ]
        : []),
      ...(trouble ? [`updates do not come in: ${reasonOf(source)}`] : []),
      ...missing.map(group => `the bot lacks in group ${group.chatId}: ${group.missing.join(', ')}`),
      ...(sending && !['starting', 'sending'].includes(sending.state)
        ? [`sending is ${sending.state}: ${sending.why ?? 'no reason known'}`]
        : []),
      ...(worker && groups.every(group => !group.active)
        ? ['there is no staff group: send /setup CODE in it']
        : [])
    ],
    report: {
      bot_id: client.botId,
      username: me.kind === 'ok' ? (me.result.username ?? null) : null,
      api_root: core.settings.telegram.apiRoot,
      updates: source ? { ...source } : null,
      webhook:
        webhook.kind === 'ok'
          ? { url: webhook.result.url ?? '', pending_update_count: pending, last_error_message: lastError }
          : null,
      calls_in_10_min: { ...parts.rates() },
      update_id_gaps: gaps.map(({ from, to, noticedAt }) => ({ from, to, noticed_at: toIso(noticedAt) })),
      staff_groups: groups.map(({ chatId, active, missing: lacks }) => ({
        chat_id: chatId,
        active,
        missing: [...lacks]
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
}

const troubleOf = (store: { ping(): Promise<void> }): Promise<string | undefined> =>
  store.ping().then(
    () => undefined,
    error => (error instanceof Error ? error.message : String(error))
  )
