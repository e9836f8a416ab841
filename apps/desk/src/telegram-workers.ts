import type { CommandBus } from '@nestjs/cqrs'
import { NotReached, reach } from '#application'
import type { TicketId } from '#kernel'
import {
  createDelivery,
  createDirectories,
  createIntake,
  type Delivery,
  type Directories,
  type GroupFinding,
  inspectAtStart,
  newSetupCode
} from '#processes'
import { type RunningProcess, runProcess } from '#subscriptions'
import type { TelegramClient } from '#telegram'
import type { Core } from './core.js'
import {
  type BotName,
  createBotName,
  createUpdateSource,
  keepRetention,
  type UpdateSource
} from './telegram/index.js'
import type { TelegramDoor } from './telegram-door.js'

/** Embedded, the log's lock has decided who runs everything: the lease is always ours, also right after a crash. */
const embeddedOwner = 'this-desk'
const embeddedFence = 1
const lookAgainMs = 30_000

/** What answers updates, sends to Telegram and asks Telegram for updates. */
export interface TelegramWorkers {
  readonly intake: RunningProcess
  readonly delivery: Delivery
  readonly directories: Directories
  readonly source: UpdateSource
  readonly bot: BotName
  /** As found at the last look. */
  findings(): readonly GroupFinding[]
  /** Drains: the call in flight is finished, nothing new begins. */
  stop(): Promise<void>
}

export async function startTelegramWorkers(
  core: Core,
  door: TelegramDoor,
  client: TelegramClient,
  commands: CommandBus,
  print: (line: string) => void
): Promise<TelegramWorkers> {
  const { settings, stores, sealer, desk, clock, logger, metrics } = core
  const { log, state, vault } = stores
  const stop = new AbortController()
  const { signal } = stop

  const directories = createDirectories({ log, state, sealer, clock, logger })
  const following = directories.run(signal)
  await directories.catchUp()
  const bot = createBotName(client, clock, logger)
  const random = Math.random
  const shared = { desk, commands, client, directories, logger, metrics, state }
  const process = createIntake({
    ...shared,
    botUsername: () => bot.username,
    ticketsByCode: code => ticketsByCode(core, code)
  })
  const intake = runProcess({ process, log, state, fence: embeddedFence, clock, logger, metrics, random })
  const delivery = createDelivery({
    ...shared,
    limits: settings.telegram.limits,
    canCall: () => true,
    fence: embeddedFence,
    random
  })
  const { webhookUrl } = settings.telegram
  const source = createUpdateSource({
    client,
    door: door.door,
    state,
    clock,
    logger,
    webhook: webhookUrl === null ? null : { url: webhookUrl, secret: door.secret },
    owner: embeddedOwner
  })

  let findings: readonly GroupFinding[] = []
  async function lookAtGroups(): Promise<void> {
    while (!signal.aborted) {
      findings = await inspectAtStart(shared, settings.telegram.staffGroupIds, signal)
      const unknown = findings.some(({ problems }) => problems.some(({ kind }) => kind === 'unreachable'))
      if (!unknown) return
      await clock.sleep(lookAgainMs, signal)
    }
  }

  if (
    settings.telegram.staffGroupIds.length === 0 &&
    directories.staffGroups.all().every(group => !group.active)
  ) {
    print(
      `There is no staff group yet. Send this in the group, as one of its administrators:  /setup ${await newSetupCode(state)}`
    )
  }
  await delivery.start()
  const running = [
    following,
    bot.ask(signal),
    lookAtGroups().catch(error => logger.error({ error }, 'the staff groups could not be looked at')),
    source.run(signal),
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
      // What follows from the last calls still needs the directories.
      await Promise.all([intake.stop(), delivery.stop()])
      stop.abort()
      await Promise.all(running)
    }
  }
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
