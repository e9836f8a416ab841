import { NotReached, type PolicyInForce, policiesInForce } from '#application'
import type { Instant } from '#kernel'
import type { RecomputationOptions, SlaClockOptions, SlaProcessOptions, TelegramReach } from '#processes'
import { type Holding, Stopped } from '#subscriptions'
import { settingView, slaView } from '#views'
import type { Core } from '../start/core.js'
import type { Worker } from './worker.js'

const passPatienceMs = 2000
/** Telegram repeats a webhook call up to 120 s later. */
const webhookGraceMs = 150_000
/** So long polling may fail before Telegram counts as away. */
const pollPatienceMs = 15_000
const fullBatch = 100

const zoneData = globalThis.process.versions.tz ?? 'unknown'

export function slaShared({ core, commands }: Worker) {
  const { desk, reads, logger } = core
  return { desk, commands, tickets: reads.sla, logger }
}

export function slaProcessOptions(worker: Worker, { signal }: Holding): SlaProcessOptions {
  return {
    ...slaShared(worker),
    directories: worker.directories,
    policies: position => policiesAt(worker.core, position),
    async viewPassed(position) {
      await viewPassed(worker, slaView.name, position, signal)
      if (signal.aborted) throw new Stopped()
    },
    zoneData
  }
}

export function recomputationOptions(worker: Worker): RecomputationOptions {
  return {
    ...slaShared(worker),
    reads: worker.core.reads,
    async passed(position, signal) {
      while (!signal.aborted && !(await worker.passed('sla', position, passPatienceMs)));
      for (const { name } of [slaView, settingView]) await viewPassed(worker, name, position, signal)
    },
    zoneData
  }
}

export function clockOptions(worker: Worker): SlaClockOptions {
  const { clock, stores, settings } = worker.core
  return {
    ...slaShared(worker),
    state: stores.state,
    async passed(head) {
      if (head === undefined) return true
      const passed = await Promise.all([
        worker.passed('intake', head, passPatienceMs),
        worker.passed('sla', head, passPatienceMs),
        worker.views.passed(slaView.name, head, passPatienceMs)
      ])
      return passed.every(Boolean) && worker.running('delivery')?.delivery.hasConfirmed(head) === true
    },
    drained: () => isDrained(worker),
    graceAfterOutageMs: settings.telegram.webhookUrl === null ? 0 : webhookGraceMs,
    telegram: reachOf(worker, () => clock.now())
  }
}

async function viewPassed({ views }: Worker, view: string, position: string, signal: AbortSignal) {
  while (!signal.aborted && !(await views.passed(view, position, passPatienceMs)));
}

async function policiesAt({ reads }: Core, position: string): Promise<readonly PolicyInForce[]> {
  for (;;) {
    try {
      return await policiesInForce(reads, position)
    } catch (error) {
      if (!(error instanceof NotReached)) throw error
    }
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
