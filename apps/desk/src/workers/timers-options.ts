import type { Instant } from '#kernel'
import {
  createAbsenceTimers,
  createAutoClose,
  createAvailabilityEnd,
  createFormTimeout,
  createRoutingTimers,
  createRuleTimers,
  createSlaTimers,
  createTelegramOutage,
  type TelegramReach,
  type TimersOptions
} from '#processes'
import { absencesWatched, awayRulesId, timersView } from '#views'
import { slaShared } from './sla-options.js'
import type { Worker } from './worker.js'

const passPatienceMs = 2000
/** Telegram repeats a webhook call up to 120 s later. */
const webhookGraceMs = 150_000
/** So long polling may fail before Telegram counts as away. */
const pollPatienceMs = 15_000
const fullBatch = 100

export function timersOptions(worker: Worker): TimersOptions {
  const { core, commands } = worker
  const { clock, desk, logger, reads, settings, stores } = core
  const sla = slaShared(worker)
  const ofClocks = createSlaTimers(sla)
  return {
    clock,
    log: stores.log,
    logger,
    settings: desk.settings,
    timers: reads.timers,
    kinds: {
      sla_warning: ofClocks,
      sla_breach: ofClocks,
      sla_retraction: ofClocks,
      auto_close: createAutoClose({ desk, commands }),
      availability_end: createAvailabilityEnd({ desk, commands }),
      absence: createAbsenceTimers({
        desk,
        commands,
        watched: async () => absencesWatched(await reads.awayRules.get(awayRulesId))
      }),
      routing: createRoutingTimers({ desk, commands }),
      rule: createRuleTimers({ desk, commands, sla: reads.sla }),
      form_timeout: createFormTimeout({ desk, commands })
    },
    first: createTelegramOutage({ ...sla, state: stores.state }),
    async passed(head) {
      if (head === undefined) return true
      const passed = await Promise.all([
        worker.passed('intake', head, passPatienceMs),
        worker.passed('sla', head, passPatienceMs),
        worker.views.passed(timersView.name, head, passPatienceMs)
      ])
      return passed.every(Boolean) && worker.running('delivery')?.delivery.hasConfirmed(head) === true
    },
    drained: () => isDrained(worker),
    graceAfterOutageMs: settings.telegram.webhookUrl === null ? 0 : webhookGraceMs,
    telegram: reachOf(worker, () => clock.now())
  }
}

function isDrained(worker: Worker): boolean {
  const status = worker.running('poller')?.source()
  switch (status?.kind) {
    case 'webhook':
      return true
    case 'unauthorized':
      // What waits behind a token that is not accepted can't be waited for: it is our own trouble, and time goes on.
      return true
    case 'polling':
      return status.received < fullBatch
    default:
      return false
  }
}

/** Sending tells first; where nothing is sent, polling does. A token that is refused is our own trouble. */
function reachOf(worker: Worker, now: () => Instant): () => TelegramReach {
  let pollsFailSince: Instant | undefined
  return () => {
    const sending = worker.running('delivery')?.delivery.status()
    if (!sending || sending.state === 'starting' || sending.state === 'stopped') return { kind: 'unknown' }
    const { state, since } = sending
    if (state === 'paused') return { kind: 'unreachable', since }
    if (worker.running('poller')?.source().kind !== 'unreachable') pollsFailSince = undefined
    else pollsFailSince ??= now()
    return pollsFailSince !== undefined && now() - pollsFailSince >= pollPatienceMs
      ? { kind: 'unreachable', since: pollsFailSince }
      : { kind: 'reachable', since }
  }
}
