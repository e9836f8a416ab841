import { createSignInCodes } from '#application'
import type { AgentId } from '#kernel'
import { addresses, createGuardedClient } from '#outbound'
import {
  createAlertTeller,
  createAlertWatch,
  createDelivery,
  createForgetting,
  createForms,
  createIntake,
  createNotices,
  createRecomputation,
  createSlaProcess,
  createSlotKeeper,
  createSlotSweep,
  createSuggesting,
  createTimers,
  createWanted,
  createWebhooks,
  inspectAtStart,
  keepOffering,
  type ProcessName
} from '#processes'
import { type Holding, type Process, runProcess } from '#subscriptions'
import { createBodyCheck, publicPresenter } from '../http/index.js'
import { createUpdateSource } from '../telegram/index.js'
import { isAllHandled } from './all-handled.js'
import { templateDrafts } from './drafts.js'
import {
  agentsOf,
  articlesBy,
  candidatesOf,
  foundBy,
  queuesOf,
  standingsOf,
  suggestionsFor,
  teamsOf,
  templateIds,
  templatesBy,
  ticketsByCode,
  workOf
} from './intake-reads.js'
import { routing } from './routing.js'
import { createAnchoring, createSealing } from './sealing.js'
import { recomputationOptions, slaProcessOptions, slaShared } from './sla-options.js'
import { timersOptions } from './timers-options.js'
import type { Start, Worker } from './worker.js'

const lookAgainMs = 30_000
const passPatienceMs = 10_000

/** For the addresses in settings. */
const outside = ({ settings }: Worker['core']) =>
  createGuardedClient({ addresses: addresses(settings.privateWebhooks) })

/** How each process of the registry is begun, once its lease is held: the compiler names what is missing. */
export const starts: { readonly [Name in ProcessName]: Start<Name> } = {
  async forgetting(worker, holding) {
    const { commands, client, core } = worker
    const { desk, stores } = core
    const { state } = stores
    const forgetting = createForgetting({ desk, commands, state, bot: client.botId, fence: holding.fence })
    await forgetting.begin()
    return follow(worker, holding, forgetting)
  },

  intake: (worker, holding) => follow(worker, holding, createIntake(intakeOptions(worker))),

  async delivery(worker, { fence, signal, remainingMs }) {
    const { client, core } = worker
    const { limits } = core.settings.telegram
    const canCall = () => remainingMs() > client.timeoutMs
    const handled = (head: string) => worker.passed('intake', head, passPatienceMs)
    const echoed = () => isAllHandled(client, core.stores.log, handled)
    const delivery = createDelivery({
      ...shared(worker),
      limits,
      canCall,
      echoed,
      fence,
      random: Math.random
    })
    await delivery.start()
    const looking = lookAtGroups(worker, signal)
    return {
      delivery,
      failed: delivery.failed,
      async stop() {
        await delivery.stop()
        await looking
      }
    }
  },

  poller({ client, door, core }, { signal }) {
    const { clock, logger, settings } = core
    const { webhookUrl } = settings.telegram
    const webhook = webhookUrl === null ? null : { url: webhookUrl, secret: door.secret }
    const source = createUpdateSource({ client, door: door.door, clock, logger, webhook })
    const running = source.run(signal)
    return { source: () => source.status(), stop: () => running }
  },

  sla: (worker, holding) => follow(worker, holding, createSlaProcess(slaProcessOptions(worker, holding))),

  'sla-recomputation': (worker, holding) =>
    follow(worker, holding, createRecomputation(recomputationOptions(worker))),

  notices: (worker, holding) => follow(worker, holding, createNotices(slaShared(worker))),

  timers(worker, { signal }) {
    const running = createTimers(timersOptions(worker)).run(signal)
    return { stop: () => running }
  },

  slots: (worker, holding) => follow(worker, holding, createSlotKeeper(worker.core.desk)),

  'slot-sweep'({ core, directories }, { signal }) {
    const { desk, clock, logger } = core
    const running = createSlotSweep({ desk, slots: directories.slots, clock, logger }).run(signal)
    return { stop: () => running }
  },
  routing: (worker, holding) => follow(worker, holding, routing(worker, holding)),

  suggesting: (worker, holding) =>
    follow(
      worker,
      holding,
      createSuggesting({ ...shared(worker), suggest: words => suggestionsFor(worker.search, words) })
    ),
  forms: (worker, holding) => follow(worker, holding, createForms(shared(worker))),

  rules: (worker, holding) =>
    follow(worker, holding, createWanted({ desk: worker.core.desk, commands: worker.commands })),

  async webhooks(worker, { fence, remainingMs }) {
    const { core } = worker
    const client = outside(core)
    const webhooks = createWebhooks({
      ...shared(worker),
      client,
      present: publicPresenter(() => worker.publicUrl),
      faultIn: createBodyCheck(),
      fence,
      canCall: () => remainingMs() > 0,
      random: Math.random
    })
    await webhooks.start()
    return {
      webhooks,
      failed: webhooks.failed,
      async stop() {
        await webhooks.stop()
        client.close()
      }
    }
  },

  alerts: (worker, holding) => follow(worker, holding, createAlertTeller(shared(worker))),

  'alert-watch'(worker, { signal }) {
    const watch = createAlertWatch({
      ...shared(worker),
      alerts: worker.directories.alerts,
      facts: worker.facts
    })
    const running = watch.run(signal)
    return { watch, stop: () => running }
  },

  async sealer(worker, { fence, signal }) {
    const sealing = await createSealing(worker.core, fence)
    const running = sealing.run(signal)
    const client = outside(worker.core)
    const leaving = createAnchoring(worker, sealing, client).run(signal)
    const taken = running.then(() => (signal.aborted ? new Promise<never>(() => {}) : undefined))
    return {
      sealing,
      failed: taken,
      async stop() {
        await Promise.all([running, leaving])
        client.close()
      }
    }
  }
}

/** Lets a process follow the log. */
function follow({ core }: Worker, { fence }: Holding, process: Process) {
  const { stores, clock, logger, metrics } = core
  const { log, state } = stores
  return runProcess({ process, log, state, fence, clock, logger, metrics, random: Math.random })
}

function shared({ core, commands, client, directories }: Worker) {
  const { desk, clock, logger, metrics, stores } = core
  return { desk, commands, client, directories, clock, logger, metrics, state: stores.state }
}

function intakeOptions(worker: Worker) {
  const { reads, desk, stores } = worker.core
  const codes = createSignInCodes({ state: stores.state, ...desk })
  return {
    ...shared(worker),
    botUsername: () => worker.bot.username,
    signInLink: async (agentId: AgentId) =>
      `${worker.publicUrl}/console#/sign-in/${await codes.make(agentId)}`,
    ticketsByCode: (code: string) => ticketsByCode(reads, code),
    queues: () => queuesOf(reads),
    teams: () => teamsOf(reads),
    standings: () => standingsOf(reads),
    candidates: (ticket: Parameters<typeof candidatesOf>[2]) => candidatesOf(reads, desk.settings, ticket),
    agentStandings: () => agentsOf(reads, desk.settings),
    ownWork: (agentId: AgentId) => workOf(reads, desk, agentId),
    find: (words: string, position: string, limit: number) =>
      foundBy(worker.search, reads, { words, position, limit }),
    findTemplates: (words: string | null, position: string, limit: number) =>
      templatesBy(worker.search, { words, position, limit }),
    templateIds: () => templateIds(reads),
    drafts: templateDrafts(worker.core),
    findArticles: (words: string, position: string, limit: number) =>
      articlesBy(worker.search, worker.misses, { words, position, limit })
  }
}

/** Until all groups answer, then what is offered at `/`; never throws. */
async function lookAtGroups(worker: Worker, until: AbortSignal): Promise<void> {
  const { desk, clock, logger, settings } = worker.core
  try {
    while (!until.aborted) {
      const findings = await inspectAtStart(shared(worker), settings.telegram.staffGroupIds, until)
      if (!findings.some(({ problems }) => problems.some(({ kind }) => kind === 'unreachable'))) {
        const groups = findings.map(({ chatId }) => chatId)
        return await keepOffering({ client: worker.client, logger, desk }, groups, until)
      }
      await clock.sleep(lookAgainMs, until)
    }
  } catch (error) {
    if (!until.aborted) logger.error({ error }, 'the staff groups could not be looked at')
  }
}
