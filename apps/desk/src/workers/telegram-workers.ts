import type { CommandBus } from '@nestjs/cqrs'
import { NotReached, reach } from '#application'
import type { DeskState } from '#desk-state'
import type { QueueId, TicketId } from '#kernel'
import {
  createDelivery,
  createDirectories,
  createIntake,
  type Delivery,
  type Directories,
  type GroupFinding,
  inspectAtStart,
  intakeName,
  newSetupCode
} from '#processes'
import { StoreUnavailable } from '#read-store'
import { type Leased, type RunningProcess, runProcess } from '#subscriptions'
import type { TelegramClient } from '#telegram'
import type { Core } from '../start/core.js'
import type { Settings } from '../start/settings.js'
import {
  type BotName,
  createBotName,
  createUpdateSource,
  keepRetention,
  type SourceStatus,
  type UpdateSource
} from '../telegram/index.js'
import type { TelegramDoor } from '../telegram/open-door.js'
import { isAllHandled } from './all-handled.js'
import { processPassed } from './passed.js'

const lookAgainMs = 30_000
const passPatienceMs = 10_000

/** What answers updates, sends to Telegram and asks Telegram for updates; each in one process of the desk at a time. */
export interface TelegramWorkers {
  readonly intake: Leased<RunningProcess>
  readonly delivery: Leased<Delivery>
  readonly source: Leased<RunningSource>
  readonly directories: Directories
  readonly bot: BotName
  /** As found at the last look of whoever sends. */
  findings(): readonly GroupFinding[]
  /** Drains: the call in flight is finished, nothing new begins. */
  stop(): Promise<void>
}

export interface RunningSource {
  status(): SourceStatus
  stop(): Promise<void>
}

export async function startTelegramWorkers(
  core: Core,
  door: TelegramDoor,
  client: TelegramClient,
  commands: CommandBus,
  print: (line: string) => void
): Promise<TelegramWorkers> {
  const { settings, stores, sealer, desk, clock, logger, metrics, leases } = core
  const { log, state, vault } = stores
  const stop = new AbortController()
  const { signal } = stop

  const directories = createDirectories({ log, state, sealer, clock, logger })
  const following = directories.run(signal)
  try {
    await directories.catchUp()
    await tellHowToBegin(settings, directories, state, print)
  } catch (error) {
    stop.abort()
    throw error
  }
  const bot = createBotName(client, clock, logger)
  const random = Math.random
  const shared = { desk, commands, client, directories, logger, metrics, state }
  const intake = leases.run(intakeName, async ({ fence }) => {
    const process = createIntake({
      ...shared,
      botUsername: () => bot.username,
      ticketsByCode: code => ticketsByCode(core, code),
      queues: () => queuesOf(core)
    })
    return runProcess({ process, log, state, fence, clock, logger, metrics, random })
  })

  let findings: readonly GroupFinding[] = []
  let looking: Promise<void> | undefined
  async function lookAtGroups(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      findings = await inspectAtStart(shared, settings.telegram.staffGroupIds, until)
      const unknown = findings.some(({ problems }) => problems.some(({ kind }) => kind === 'unreachable'))
      if (!unknown) return
      await clock.sleep(lookAgainMs, until)
    }
  }

  const delivery = leases.run(`delivery-${client.botId}`, async ({ fence, signal: held, remainingMs }) => {
    const canCall = () => remainingMs() > client.timeoutMs
    const echoed = () => isAllHandled(client, log, head => processPassed(core, intake, head, passPatienceMs))
    const { limits } = settings.telegram
    const sending = createDelivery({ ...shared, limits, canCall, echoed, fence, random })
    await sending.start()
    looking = lookAtGroups(held).catch(error => {
      if (!held.aborted) logger.error({ error }, 'the staff groups could not be looked at')
    })
    return sending
  })
  await delivery.settled
  const { webhookUrl } = settings.telegram
  const webhook = webhookUrl === null ? null : { url: webhookUrl, secret: door.secret }
  // Where sending is done, so that the clock of the SLA, which goes by both, finds them in its own process.
  const sends = () => delivery.current() !== undefined
  const source = leases.run(
    `poller-${client.botId}`,
    async ({ signal: held }) =>
      runningSource(createUpdateSource({ client, door: door.door, clock, logger, webhook }), held),
    sends
  )
  const running = [
    following,
    bot.ask(signal),
    keepRetention({
      vault,
      clock,
      logger,
      retentionMs: settings.inboxRetentionMs,
      evict: name => sealer.evict(name),
      signal
    })
  ]

  return {
    intake,
    delivery,
    directories,
    source,
    bot,
    findings: () => findings,
    async stop() {
      await source.stop()
      // What follows from the last calls still needs the directories.
      await Promise.all([intake.stop(), delivery.stop()])
      await looking
      stop.abort()
      await Promise.all(running)
    }
  }
}

async function tellHowToBegin(
  { telegram }: Settings,
  { staffGroups }: Directories,
  state: DeskState,
  print: (line: string) => void
): Promise<void> {
  if (telegram.staffGroupIds.length > 0 || staffGroups.all().some(({ active }) => active)) return
  const code = await newSetupCode(state)
  print(`There is no staff group yet. Send this in the group, as one of its administrators:  /setup ${code}`)
}

function runningSource(source: UpdateSource, held: AbortSignal): RunningSource {
  const running = source.run(held)
  return { status: () => source.status(), stop: () => running }
}

/** Waits until the view holds everything that the log held at the call. */
async function ticketsByCode({ reads }: Core, code: string): Promise<TicketId[]> {
  const minPosition = await reads.log.head()
  for (;;) {
    try {
      await reach(reads, ['tickets'], { minPosition })
      return (await reads.tickets.find({ index: 'code', where: { code }, limit: 100 })).map(({ id }) => id)
    } catch (error) {
      if (!(error instanceof NotReached)) throw error
    }
  }
}

/** None while the view is being built: ids work without it, and it is no reason to let all updates wait. */
async function queuesOf({ reads }: Core): Promise<{ id: QueueId; name: string }[]> {
  const where = { kind: 'queue', retired: 0 }
  const found = await reads.settings.find({ index: 'kind', where, limit: 500 }).catch(error => {
    if (error instanceof StoreUnavailable) return []
    throw error
  })
  return found.map(({ settingId, body }) => ({ id: settingId as QueueId, name: String(body['name']) }))
}
