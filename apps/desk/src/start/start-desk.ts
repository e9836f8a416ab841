import { hkdfSync } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { NestFactory } from '@nestjs/core'
import { CommandBus } from '@nestjs/cqrs'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { firstStart } from '#application'
import { type Clock, InfrastructureFault } from '#kernel'
import type { Logger } from '#observability'
import { addresses } from '#outbound'
import { createBox } from '#privacy'
import { forgetAgain } from '#processes'
import type { ShownText } from '#sandbox'
import { isOnServer, type StoreFaults } from '#stores'
import { textOf } from '#subscriptions'
import { createTelegramClient } from '#telegram'
import { tellOthers } from '../health/exchange.js'
import { createGather } from '../health/facts.js'
import { createHealth } from '../health/health.js'
import { openApiKeys } from '../http/auth/api-keys.js'
import { Sessions, standingIn } from '../http/auth/sessions.js'
import { readConsoleFiles } from '../http/console/console-files.js'
import {
  configureHttp,
  createFront,
  endUnread,
  httpModule,
  Limiter,
  onlyHttps,
  placesHere,
  refusingApi,
  SearchMisses,
  sharedPlaces
} from '../http/index.js'
import { countedClient, webhookPath } from '../telegram/index.js'
import { inlineAnswers } from '../telegram/inline.js'
import { openTelegramDoor } from '../telegram/open-door.js'
import { auditPortOf } from '../workers/audit-port.js'
import { type RunningWorker, startWorker } from '../workers/start-worker.js'
import { startViews, type ViewWorkers } from '../workers/view-workers.js'
import { workersOf } from '../workers/workers.js'
import { countApis, onlyThisApi } from './api-count.js'
import { createConsoleLink } from './console-link.js'
import { type Core, openCore } from './core.js'
import { deskModule } from './desk.module.js'
import { deskSearch } from './desk-search.js'
import { type FollowedRules, followRules } from './follow-rules.js'
import { linksOf } from './links.js'
import type { Printed } from './output.js'
import type { Settings } from './settings.js'
import { publishSettingsFile, readSettingsFile } from './settings-file.js'
import { shownTexts } from './shown-texts.js'
import { waitingServer } from './waiting-server.js'

/** At the very first start the views are empty at once; a long log that is read anew is not waited for. */
const firstViewsMs = 2000
/** How long a call to Telegram may take. Under a lease it must end within it, and leases are short. */
const sharedCallMs = 8000
const aloneCallMs = 30_000
/** So old may be what Telegram says of itself and the webhook, for who watches: it is asked at least once a minute. */
const watchFreshMs = 20_000
/** A start in which a server went away is begun again after this long. */
const startAgainMs = 1000
/** What nobody asks for any more is put on record as ended after this. */
const sweepSessionsMs = 5000
/** What is waited for at the end; SIGTERM promises an exit within 10 s. */
const stopPatienceMs = 9000

export interface Runtime {
  readonly clock: Clock
  readonly logger: Logger
  /** For the person at the terminal: what to open, a fresh key, a setup code. */
  readonly print: (printed: Printed) => void
  /** Of the sandbox that stands in for Telegram. */
  readonly sandboxUrl?: string
  /** Ends a start that waits for servers. */
  readonly signal?: AbortSignal
  /** For tests and benchmarks only. */
  readonly faults?: StoreFaults
  /** For tests only: as a desk of another version. */
  readonly eventSchema?: number
}

export interface RunningDesk {
  readonly url: string
  /** What customers are told, for the sandbox's page. */
  texts(): Promise<ShownText[]>
  /** Where people reach it. */
  readonly publicUrl: string
  /** For the sandbox's page: where somebody of its team gets into the console. */
  readonly consoleLink: ReturnType<typeof createConsoleLink>
  /** Not ready at once; the call in flight is finished; what is pending stays in the log. */
  stop(): Promise<void>
}

/**
 * The whole desk in one process. Composition only.
 * @throws InvalidSettings, CannotOpen, UnusableState, UnusableViews, WrongMasterKey, or the error of listening
 */
export async function startDesk(settings: Settings, token: string, runtime: Runtime): Promise<RunningDesk> {
  const entries = settings.settingsFile === null ? [] : readSettingsFile(settings.settingsFile)
  const { signal, faults, clock, logger } = runtime
  const unready = waitingServer(settings, logger)
  const waiting = { notice: unready.say, ...(signal && { signal }) }
  for (;;) {
    const opened: Closing[] = [unready.close]
    try {
      const core = await openCore(settings, runtime, waiting, faults)
      await unready.close()
      opened.push(() => core.stores.close())
      return await startOver(core, token, entries, runtime, opened)
    } catch (error) {
      const isOver =
        signal?.aborted || !isOnServer(settings.eventLog) || !(error instanceof InfrastructureFault)
      for (const close of opened.reverse()) await close().catch(() => {})
      if (isOver) throw error
      // A server went away in the middle of it.
      unready.say(textOf(error))
      await clock.sleep(startAgainMs, signal)
    }
  }
}

type Closing = () => Promise<unknown>

/** What must be closed when the start fails is put into `opened`, in the order of opening. */
async function startOver(
  core: Core,
  token: string,
  entries: ReturnType<typeof readSettingsFile>,
  { print, sandboxUrl }: Runtime,
  opened: Closing[]
): Promise<RunningDesk> {
  const { settings, clock, logger } = core
  const isApi = settings.roles.includes('api')
  const isWorker = settings.roles.includes('worker')
  const { apiRoot } = settings.telegram
  const timeoutMs = core.isShared ? sharedCallMs : aloneCallMs
  const made = createTelegramClient({ apiRoot, token, clock, logger, timeoutMs })
  const { client, rates, ofDay } = countedClient(made, clock)
  opened.push(async () => client.close())
  let stopping = false
  const ended = new AbortController()
  opened.push(async () => ended.abort())
  let views: ViewWorkers | undefined
  let worker: RunningWorker | undefined
  const mayWork = core.refused() === undefined

  if (mayWork) await firstStart(core.desk)
  // Beside a log that is not its own nothing is decided.
  const rules: FollowedRules = core.foreign === undefined ? await followRules(core) : { stop: async () => {} }
  opened.push(() => rules.stop())
  // Beside a log that is not its own, nothing says that the vault is.
  const again = core.foreign === undefined ? await forgetAgain(core.desk, core.stores.state) : 0
  if (again > 0) logger.warn({ again }, 'an older vault had brought back persons who were forgotten')
  const apiKeys = await openApiKeys({
    state: core.stores.state,
    runner: core.desk.runner,
    clock,
    logger,
    setting: settings.apiKey,
    takeOver: core.foreign === undefined
  })
  // At once: whatever fails after this, the key will not be made again.
  if (apiKeys.fresh !== undefined) print({ label: 'API key', value: apiKeys.fresh, says: 'shown only now' })
  const front = createFront(settings)
  const sessions = new Sessions({
    state: core.stores.state,
    runner: core.desk.runner,
    apiKeys,
    clock,
    logger
  })
  const apis = isApi && core.isShared && core.foreign === undefined ? countApis(core) : onlyThisApi
  opened.push(() => apis.stop())
  const shared = core.isShared ? sharedPlaces({ ...core, state: core.stores.state }) : undefined
  opened.push(async () => shared?.stop())
  const search = deskSearch(core)
  const misses = new SearchMisses(core.stores.state, clock, logger)
  opened.push(() => search.stop())
  const inline = inlineAnswers({ desk: core.desk, search, client, logger })
  const door = await openTelegramDoor(core, client.botId, front, inline)
  opened.push(() => door.stop())
  const parts = {
    core,
    search,
    client,
    worker: () => worker,
    views: () => views,
    rates,
    ofDay,
    refused: core.refused,
    stopping: () => stopping
  }
  const gather = createGather(parts)
  const health = createHealth(parts, gather)
  const ofLinks = linksOf(core, client)
  const http = httpModule(
    {
      front,
      audit: auditPortOf(core, () => worker?.running('sealer')?.sealing),
      apiKeys,
      standingOf: agent => standingIn(core.desk.runner, agent),
      sessions,
      limiter: new Limiter({ settings: core.desk.settings, clock, logger, processes: apis.count }),
      streamPlaces: shared ?? placesHere(),
      reads: core.reads,
      search,
      misses,
      settings: core.desk.settings,
      state: core.stores.state,
      vault: core.stores.vault,
      outbound: addresses(settings.privateWebhooks),
      files: made,
      bot: client.botId,
      clock,
      ...ofLinks,
      cursorKey: Buffer.from(hkdfSync('sha256', core.stores.masterKey, '', 'cursor', 32)),
      jobBox: createBox(Buffer.from(hkdfSync('sha256', core.stores.masterKey, '', 'jobs', 32))),
      health,
      metrics: core.metrics,
      workers: workersOf(core, client.botId, { views: () => views, worker: () => worker }),
      console: readConsoleFiles(),
      publicUrl: () => publicUrl(),
      sandboxUrl: sandboxUrl ?? null,
      logger
    },
    isApi
  )
  const app = await NestFactory.create<NestExpressApplication>(
    { module: class Root {}, imports: [deskModule(core.desk, core.reads, ofLinks.links), http] },
    { bodyParser: false, logger: false }
  )
  opened.push(() => app.close())
  const url = () => `http://${settings.host}:${(app.getHttpServer().address() as AddressInfo).port}`
  const publicUrl = () => settings.publicUrl ?? url()
  app.use(endUnread)
  app.use(onlyHttps(front))
  if (isApi) app.use(webhookPath, door.webhook)
  configureHttp(app, core)
  if (core.foreign !== undefined) app.use('/api', refusingApi)
  await app.init()
  const commands = app.get(CommandBus, { strict: false })
  if (mayWork) await publishSettingsFile(command => commands.execute(command), entries)
  await search.renew()
  if (isWorker && mayWork) {
    const started = startViews(core, () => worker?.running('sealer')?.sealing)
    views = started
    opened.push(() => started.stop())
    await started.serving(firstViewsMs)
  }
  if (isApi && mayWork) void sessions.sweep(sweepSessionsMs, ended.signal)
  await app.listen(settings.port, settings.host)
  print({ label: 'The desk', value: `${url()}/api/v1`, says: settings.roles.join(' and ') })
  if (views) {
    const facts = async () => (await gather(watchFreshMs)).facts
    const started = await startWorker(core, {
      ...{ door, client, commands, views, search, misses, facts, print },
      publicUrl: publicUrl()
    })
    worker = started
    opened.push(() => started.stop())
    if (core.isShared) void tellOthers(parts, started, ended.signal)
  }

  return {
    url: url(),
    publicUrl: publicUrl(),
    texts: () => shownTexts(core.desk.settings),
    consoleLink: createConsoleLink({
      vault: core.stores.vault,
      runner: core.desk.runner,
      commands,
      sessions,
      publicUrl: publicUrl()
    }),
    async stop() {
      stopping = true
      ended.abort()
      logger.info({}, 'stopping')
      const drained = (async () => {
        await door.stop()
        await worker?.stop()
        await views?.stop()
        await app.close()
        await apis.stop()
        await shared?.stop()
        await rules.stop()
        await search.stop()
        await core.stores.close()
      })()
      const enough = new AbortController()
      await Promise.race([drained, clock.sleep(stopPatienceMs, enough.signal)])
      enough.abort()
      client.close()
    }
  }
}
