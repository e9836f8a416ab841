import type { Command } from '@nestjs/cqrs'
import {
  ActOnAgent,
  ActOnAgentHandler,
  ActOnStaffGroup,
  ActOnStaffGroupHandler,
  ActOnTicket,
  ActOnTicketHandler,
  ApplyAwaitedRule,
  ApplyAwaitedRuleHandler,
  createSettingsReader,
  type Desk,
  PublishSetting,
  PublishSettingHandler,
  policiesInForce,
  RecordReachability,
  RecordReachabilityHandler,
  RenameCustomer,
  RenameCustomerHandler,
  RequestDigest,
  RequestDigestHandler,
  RequestRecomputation,
  RequestRecomputationHandler,
  RuleBook,
  readsOver,
  StreamRunner
} from '#application'
import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { eventTypes } from '#domain'
import { type EventLog, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { FakeClock, systemClock } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { createSealer, type Vault } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import type { ReadStore } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'
import { runProcess, runViews } from '#subscriptions'
import { absencesWatched, awayRulesId, settingView, timersView } from '#views'
import { createDirectories } from '../../directories/index.js'
import { createFormTimeout } from '../../forms/index.js'
import { createNotices } from '../../notices/index.js'
import { createAbsenceTimers, createRoutingTimers } from '../../routing/index.js'
import { createRuleTimers } from '../../rules/index.js'
import {
  createAutoClose,
  createAvailabilityEnd,
  createTimers,
  type TelegramReach,
  type Timers
} from '../../timers/index.js'
import { createSlaProcess } from '../choice.js'
import { createSlaTimers } from '../due.js'
import { createRecomputation } from '../recomputation.js'
import { createTelegramOutage } from '../telegram-outage.js'

/** What outlives a process. */
export interface Stores {
  readonly log: EventLog
  readonly store: ReadStore
  readonly state: DeskState
  readonly vault: Vault
  readonly clock: FakeClock
}

export function memoryStores(): Stores {
  const clock = new FakeClock()
  return {
    clock,
    log: withTypes(openMemoryLog(), eventTypes),
    store: openMemoryReadStore(),
    state: openMemoryDeskState({ clock }),
    vault: openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock })
  }
}

/** The desk's clocks on memory stores: everything but Telegram. */
export function openDesk(stores: Stores) {
  const { log, store, state, vault } = stores
  const fake = stores.clock
  // What the clocks see moves when told; waiting for others takes real time.
  const clock = { ...systemClock, now: () => fake.now() }
  const sealer = createSealer(vault, { clock, cacheMs: 0 })
  const runner = new StreamRunner(log, sealer, clock)
  const desk: Desk = {
    log,
    runner,
    vault,
    sealer,
    clock,
    settings: createSettingsReader(runner),
    rules: new RuleBook()
  }
  const reads = readsOver({ log, sealer, clock, store })
  const handlers = [
    [ActOnAgent, new ActOnAgentHandler(desk)],
    [ActOnTicket, new ActOnTicketHandler(desk)],
    [ApplyAwaitedRule, new ApplyAwaitedRuleHandler(desk)],
    [ActOnStaffGroup, new ActOnStaffGroupHandler(desk)],
    [PublishSetting, new PublishSettingHandler(desk)],
    [RecordReachability, new RecordReachabilityHandler(desk)],
    [RenameCustomer, new RenameCustomerHandler(desk)],
    [RequestDigest, new RequestDigestHandler(desk)],
    [RequestRecomputation, new RequestRecomputationHandler(desk)]
  ] as const
  const commands = {
    async execute<R>(command: Command<R>): Promise<R> {
      const [, handler] = handlers.find(([type]) => command instanceof type) ?? []
      if (!handler) throw new Error(`nothing handles ${command.constructor.name}`)
      // The class of the command chooses the handler of its answer.
      return (handler as { execute(asked: unknown): Promise<unknown> }).execute(command) as Promise<R>
    }
  }
  const runtime = { clock, logger: silentLogger, metrics: createMetrics(), random: () => 0 }
  const stop = new AbortController()
  const directories = createDirectories({ log, state, sealer, clock, logger: silentLogger })
  const following = directories.run(stop.signal)
  const views = runViews({ views: [timersView, settingView], log, store, state, ...runtime })
  const shared = { desk, commands, tickets: reads.sla, logger: silentLogger }
  const process = runProcess({
    process: createSlaProcess({
      ...shared,
      directories,
      policies: position => policiesInForce(reads, position),
      viewPassed: async position => {
        await views.waitFor(timersView.name, position, 10_000)
      },
      zoneData: 'test'
    }),
    log,
    state,
    fence: 1,
    ...runtime
  })
  const recomputation = runProcess({
    process: createRecomputation({
      ...shared,
      reads,
      async passed(position) {
        await process.waitFor(position, 10_000)
        for (const { name } of [timersView, settingView]) await views.waitFor(name, position, 10_000)
      },
      zoneData: 'test'
    }),
    log,
    state,
    fence: 1,
    ...runtime
  })
  const digests = runProcess({
    process: createNotices({ desk: { ...desk, clock: fake }, commands, logger: silentLogger }),
    log,
    state,
    fence: 1,
    ...runtime
  })
  const telegram: { reach: TelegramReach; drained: boolean } = {
    reach: { kind: 'reachable', since: clock.now() },
    drained: true
  }
  const faked = { ...shared, desk: { ...desk, clock: fake } }
  /** As a process that starts now would fire what is due. */
  const newTimers = (graceAfterOutageMs: number): Timers => {
    const ofClocks = createSlaTimers(faked)
    return createTimers({
      clock: fake,
      log,
      logger: silentLogger,
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
      first: createTelegramOutage({ ...faked, state }),
      passed: async head =>
        head === undefined ||
        ((await process.waitFor(head, 10_000)) && (await views.waitFor(timersView.name, head, 10_000))),
      drained: () => telegram.drained,
      graceAfterOutageMs,
      telegram: () => telegram.reach
    })
  }

  /** Everything that follows from what the log holds has been done. */
  async function settled(): Promise<void> {
    for (;;) {
      const head = await log.head()
      if (head === undefined) return
      await process.waitFor(head, 10_000)
      await recomputation.waitFor(head, 10_000)
      for (const view of [timersView, settingView]) await views.waitFor(view.name, head, 10_000)
      if ((await log.head()) === head) return
    }
  }

  return {
    desk,
    reads,
    commands,
    telegram,
    newTimers,
    settled,
    /** Every digest that was due is asked for. */
    async settledDigests() {
      const head = await log.head()
      if (head) await digests.waitFor(head, 10_000)
    },
    async close() {
      await digests.stop()
      await recomputation.stop()
      await process.stop()
      stop.abort()
      await views.stop()
      await following
    }
  }
}
