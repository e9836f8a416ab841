import type { Lease } from '#desk-state'
import {
  type DeskFacts,
  faultsIn,
  intakeName,
  leadsRefusal,
  leaseSpecs,
  missingIn,
  type ProcessName,
  type Standing,
  standingOf,
  type UpdateGap
} from '#processes'
import type { ViewReport } from '../http/index.js'
import { isSealedView } from '../workers/sealed-view.js'
import { viewLeases } from '../workers/view-workers.js'
import { callFacts, sendingFacts, toldByOthers, type WorkReport } from './exchange.js'
import { Heads } from './heads.js'
import type { HealthParts } from './parts.js'
import { Probe } from './probe.js'
import { createProcessLook, type ProcessReport, processFacts } from './processes.js'
import { createStoreLook } from './stores.js'
import { createTelegramLook, type TelegramLook, updatesFacts } from './telegram.js'

/** Everything that was asked, and what alerts look at. */
export interface Gathered {
  readonly facts: DeskFacts
  readonly processes: readonly ProcessReport[]
  readonly views: readonly ViewReport[]
  /** Empty where the desk has one process. */
  readonly leases: readonly Lease[]
  readonly telegram: TelegramLook
  readonly gaps: readonly UpdateGap[]
  /** How far the log is sealed; undefined where nothing is known of it. */
  readonly sealing: Standing | undefined
}

export type Gather = (telegramFreshMs: number) => Promise<Gathered>

/** Asks everybody at once, and waits for nobody longer than 1.5 s: what does not answer is as it was known last. */
export function createGather(parts: HealthParts): Gather {
  const { core, client } = parts
  const { stores, clock, isShared } = core
  const storeLook = createStoreLook(core)
  const processLook = createProcessLook(parts)
  const telegramLook = createTelegramLook(client, core)
  const heads = new Heads(clock)
  const startedAt = clock.now()
  const head = new Probe(() => stores.log.head(), clock)
  const views = new Probe(async () => (await parts.views()?.reports()) ?? [], clock)
  const leases = new Probe(() => stores.state.leases(), clock)
  const intake = new Probe(() => stores.state.checkpoint(intakeName), clock)
  const others = new Probe(() => toldByOthers(core, parts.worker()), clock)
  const webhooks = new Probe(() => faultsIn(stores.state, clock.now()), clock)
  const leads = new Probe(() => leadsRefusal(core.desk), clock)
  const sealing = new Probe(() => standingOf(stores.state), clock)
  const wanted = [...leaseSpecs(client.botId).map(({ lease }) => lease), ...viewLeases]

  return async telegramFreshMs => {
    const [ofStores, processes, ofViews, telegram, ofHead, held, intakeIs, told, sealed, faults, ofLeads] =
      await Promise.all([
        storeLook(),
        processLook(),
        views.look(),
        telegramLook(telegramFreshMs),
        head.look(),
        isShared ? leases.look() : undefined,
        intake.look(),
        isShared ? others.look() : undefined,
        sealing.look(),
        webhooks.look(),
        leads.look()
      ])
    heads.note(ofHead.value)
    const now = clock.now()
    const worker = parts.worker()
    const gaps = missingIn(intakeIs.value?.note ?? {}, now)
    const viewReports = ofViews.value ?? []
    const remote = told?.value ?? new Map<ProcessName, WorkReport>()
    const source = worker?.running('poller')?.source()
    const updates = source ? updatesFacts(source) : remote.get('poller')?.updates
    const sending = (worker && sendingFacts(worker)) ?? remote.get('delivery')?.sending
    const calls = worker?.running('delivery') ? callFacts(parts) : remote.get('delivery')?.calls
    const elsewhere = [...remote.values()].flatMap(({ process }) => process ?? [])
    const facts: DeskFacts = {
      now,
      startedAt,
      stores: ofStores,
      processes: processes.map(report =>
        report.state === 'elsewhere'
          ? (elsewhere.find(({ name }) => name === report.name) ?? processFacts(report))
          : processFacts(report)
      ),
      views: viewReports.map(({ name, state, lastError, parked, position }) => ({
        name,
        state,
        lastError,
        parked,
        // What the sealer has folded is written later than that of others.
        behindS:
          parts.views() && !(isSealedView(name) && (state === 'elsewhere' || position === null))
            ? heads.behindS(position)
            : null
      })),
      unheld: held?.value ? wanted.filter(name => !held.value?.some(lease => lease.name === name)) : [],
      ...(telegram.facts && { telegram: telegram.facts }),
      ...(updates && { updates }),
      ...(sending && { sending }),
      ...(calls && { calls }),
      ...(worker && { groups: worker.directories.staffGroups.all().map(groupFacts) }),
      ...(ofLeads.value && { leads: ofLeads.value }),
      ...(faults.value && { webhooks: faults.value }),
      ...(sealed.value && { sealing: { stopped: sealed.value.differs } }),
      lost: gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0)
    }
    return {
      facts,
      processes,
      views: viewReports,
      leases: held?.value ?? [],
      telegram,
      gaps,
      sealing: sealed.value
    }
  }
}

type Group = ReturnType<
  NonNullable<ReturnType<HealthParts['worker']>>['directories']['staffGroups']['all']
>[number]

const groupFacts = ({ staffGroupId: id, chatId, active, missing }: Group) => ({ id, chatId, active, missing })
