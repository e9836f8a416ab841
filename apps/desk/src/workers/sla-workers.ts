import type { CommandBus } from '@nestjs/cqrs'
import { NotReached, type PolicyInForce, policiesInForce } from '#application'
import type { Instant } from '#kernel'
import {
  createDigests,
  createRecomputation,
  createSlaClock,
  createSlaProcess,
  type TelegramReach
} from '#processes'
import { type Holding, type Leased, type RunningProcess, runProcess, Stopped } from '#subscriptions'
import { settingView, slaView } from '#views'
import type { Core } from '../start/core.js'
import { processPassed } from './passed.js'
import type { TelegramWorkers } from './telegram-workers.js'
import type { ViewWorkers } from './view-workers.js'

const passPatienceMs = 2000
/** Telegram repeats a webhook call up to 120 s later. */
const webhookGraceMs = 150_000
/** So long polling may fail before Telegram counts as away. */
const pollPatienceMs = 15_000
const fullBatch = 100

export interface SlaWorkers {
  readonly processes: readonly RunningProcess[]
  stop(): Promise<void>
  /** Resolves when a fault has ended one of them. */
  readonly failed: Promise<void>
}

/** What chooses policies and records what is due; in the process that sends and takes updates. */
export function startSla(
  core: Core,
  commands: CommandBus,
  telegram: TelegramWorkers,
  views: ViewWorkers
): Leased<SlaWorkers> {
  const sends = () => telegram.delivery.current() !== undefined && telegram.source.current() !== undefined
  return core.leases.run(
    'sla-clock',
    async holding => runSla(core, commands, telegram, views, holding),
    sends
  )
}

function runSla(
  core: Core,
  commands: CommandBus,
  telegram: TelegramWorkers,
  views: ViewWorkers,
  { fence }: Holding
): SlaWorkers {
  const { desk, stores, reads, clock, logger, metrics, settings } = core
  const { log, state } = stores
  const shared = { desk, commands, tickets: reads.sla, logger }
  const zoneData = globalThis.process.versions.tz ?? 'unknown'
  const viewPassed = async (view: string, position: string, signal?: AbortSignal) => {
    while (!signal?.aborted && !(await views.passed(view, position, passPatienceMs)));
  }
  const runtime = { log, state, fence, clock, logger, metrics, random: Math.random }
  const stop = new AbortController()
  const process = runProcess({
    process: createSlaProcess({
      ...shared,
      directories: telegram.directories,
      policies: position => policiesAt(core, position),
      async viewPassed(position) {
        await viewPassed(slaView.name, position, stop.signal)
        if (stop.signal.aborted) throw new Stopped()
      },
      zoneData
    }),
    ...runtime
  })
  const recomputation = runProcess({
    process: createRecomputation({
      ...shared,
      reads,
      async passed(position, signal) {
        while (!signal.aborted && !(await process.waitFor(position, passPatienceMs)));
        for (const { name } of [slaView, settingView]) await viewPassed(name, position, signal)
      },
      zoneData
    }),
    ...runtime
  })
  const digests = runProcess({ process: createDigests(shared), ...runtime })
  const running = createSlaClock({
    ...shared,
    state,
    async passed(head) {
      if (head === undefined) return true
      const passed = await Promise.all([
        processPassed(core, telegram.intake, head, passPatienceMs),
        process.waitFor(head, passPatienceMs),
        views.passed(slaView.name, head, passPatienceMs)
      ])
      return passed.every(Boolean) && telegram.delivery.current()?.hasConfirmed(head) === true
    },
    drained: () => isDrained(telegram),
    graceAfterOutageMs: settings.telegram.webhookUrl === null ? 0 : webhookGraceMs,
    telegram: reachOf(telegram, () => clock.now())
  }).run(stop.signal)
  const processes = [process, recomputation, digests]
  return {
    processes,
    failed: Promise.race(processes.map(({ failed }) => failed)),
    async stop() {
      stop.abort()
      await Promise.all([...processes.map(one => one.stop()), running])
    }
  }
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

function isDrained({ source }: TelegramWorkers): boolean {
  const status = source.current()?.status()
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
function reachOf({ delivery, source }: TelegramWorkers, now: () => Instant): () => TelegramReach {
  let pollsFailSince: Instant | undefined
  return () => {
    const sending = delivery.current()?.status()
    if (!sending || sending.state === 'starting' || sending.state === 'stopped') return { kind: 'unknown' }
    const { state, since } = sending
    if (state === 'paused') return { kind: 'unreachable', since }
    if (source.current()?.status().kind !== 'unreachable') pollsFailSince = undefined
    else pollsFailSince ??= now()
    return pollsFailSince !== undefined && now() - pollsFailSince >= pollPatienceMs
      ? { kind: 'unreachable', since: pollsFailSince }
      : { kind: 'reachable', since }
  }
}
