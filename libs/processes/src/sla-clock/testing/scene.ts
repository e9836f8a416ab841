import type { Command } from '@nestjs/cqrs'
import {
  ActOnStaffGroup,
  ActOnStaffGroupHandler,
  ActOnTicket,
  ActOnTicketHandler,
  type CommandContext,
  createSettingsReader,
  type Desk,
  PublishSetting,
  PublishSettingHandler,
  policiesInForce,
  RecordReachability,
  RecordReachabilityHandler,
  RequestRecomputation,
  RequestRecomputationHandler,
  readsOver,
  StreamRunner
} from '#application'
import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import {
  type Corrected,
  conversationDecider,
  conversationStream,
  eventTypes,
  recomputationDecider,
  recomputationStream,
  type SettingKindName,
  type StaffGroupCommand,
  type TicketCommand,
  ticketStream
} from '#domain'
import { type EventLog, type RecordedEvent, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import {
  type BotId,
  commandIdFor,
  conversationIdFor,
  FakeClock,
  type Instant,
  messageIdFor,
  type QueueId,
  type RecomputationId,
  type StaffGroupId,
  type SubjectId,
  systemClock,
  type TicketId,
  ticketCodeFor,
  ticketIdFor
} from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { conceal, createSealer, type Vault } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import type { ReadStore } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'
import { runProcess, runViews } from '#subscriptions'
import { settingView, slaView } from '#views'
import { createDirectories } from '../../directories/index.js'
import { createSlaClock } from '../clock.js'
import { createDigests } from '../digests.js'
import type { TelegramReach } from '../options.js'
import { createSlaProcess } from '../process.js'
import { createRecomputation } from '../recomputation.js'

const bot = '1000' as BotId
const subject = (name: string) => name as SubjectId

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

export type Scene = Awaited<ReturnType<typeof openScene>>

/** The desk's clocks on memory stores: everything but Telegram. */
export async function openScene(stores: Stores = memoryStores()) {
  const { log, store, state, vault } = stores
  const fake = stores.clock
  // What the clocks see moves when told; waiting for others takes real time.
  const clock = { ...systemClock, now: () => fake.now() }
  const sealer = createSealer(vault, { clock, cacheMs: 0 })
  const runner = new StreamRunner(log, sealer, clock)
  const desk: Desk = { log, runner, vault, sealer, clock, settings: createSettingsReader(runner) }
  const reads = readsOver({ log, sealer, clock, store })
  const handlers = [
    [ActOnTicket, new ActOnTicketHandler(desk)],
    [ActOnStaffGroup, new ActOnStaffGroupHandler(desk)],
    [PublishSetting, new PublishSettingHandler(desk)],
    [RecordReachability, new RecordReachabilityHandler(desk)],
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
  const views = runViews({ views: [slaView, settingView], log, store, state, ...runtime })
  const shared = { desk, commands, tickets: reads.sla, logger: silentLogger }
  const process = runProcess({
    process: createSlaProcess({
      ...shared,
      directories,
      policies: position => policiesInForce(reads, position),
      viewPassed: async position => {
        await views.waitFor(slaView.name, position, 10_000)
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
        for (const { name } of [slaView, settingView]) await views.waitFor(name, position, 10_000)
      },
      zoneData: 'test'
    }),
    log,
    state,
    fence: 1,
    ...runtime
  })
  const digests = runProcess({
    process: createDigests({ desk: { runner, clock: fake }, commands, logger: silentLogger }),
    log,
    state,
    fence: 1,
    ...runtime
  })
  const telegram: { reach: TelegramReach; drained: boolean } = {
    reach: { kind: 'reachable', since: clock.now() },
    drained: true
  }
  let graceAfterOutageMs = 0
  const makeClock = () =>
    createSlaClock({
      ...shared,
      desk: { ...desk, clock: fake },
      state,
      passed: async head => head === undefined || (await process.waitFor(head, 10_000)),
      drained: () => telegram.drained,
      graceAfterOutageMs,
      telegram: () => telegram.reach
    })
  let slaClock = makeClock()

  /** Everything that follows from what the log holds has been done. */
  async function settled(): Promise<void> {
    for (;;) {
      const head = await log.head()
      if (head === undefined) return
      await process.waitFor(head, 10_000)
      await recomputation.waitFor(head, 10_000)
      for (const view of [slaView, settingView]) await views.waitFor(view.name, head, 10_000)
      if ((await log.head()) === head) return
    }
  }

  let asked = 0
  const context = (): CommandContext => {
    const cause = `scene ${clock.now()} ${asked++}`
    return {
      commandId: commandIdFor(cause),
      causationId: cause,
      correlationId: cause,
      actor: 'key:key_admin'
    }
  }
  const told = <T extends { readonly ok: boolean }>(outcome: T): T => {
    if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome)}`)
    return outcome
  }

  return {
    ...stores,
    telegram,
    desk,
    tickets: reads.sla,
    settled,
    restartClock(graceMs = 0) {
      graceAfterOutageMs = graceMs
      slaClock = makeClock()
    },
    /** Every digest that was due is asked for. */
    async settledDigests() {
      const head = await log.head()
      if (head) await digests.waitFor(head, 10_000)
    },
    /** Looks once at what is due, without waiting for what follows. */
    round: () => slaClock.round(),
    /** Lets time pass and looks until nothing is due any more. */
    async pass(minutes: number): Promise<void> {
      await settled()
      await fake.advance(minutes * 60_000)
      for (let more = true; more; ) {
        await settled()
        const before = await log.head()
        more = await slaClock.round()
        more ||= (await log.head()) !== before
      }
      await settled()
    },
    async publish(kind: SettingKindName, id: string, body: unknown) {
      told(await commands.execute(new PublishSetting(kind, id, body, context())))
      await settled()
    },
    /** Asks for it, without waiting for it. */
    async request(corrected: Corrected): Promise<RecomputationId> {
      const asked = new RequestRecomputation(corrected, 'a test', context())
      const done = await commands.execute(asked)
      if (!done.ok) throw new Error(done.reason)
      return done.value.recomputationId
    },
    /** As it stands once everything has followed. */
    async recomputation(id: RecomputationId) {
      await settled()
      return (await runner.load(recomputationDecider, recomputationStream(id))).state
    },
    async openTicket(name: string, sentAt: Instant = clock.now()): Promise<TicketId> {
      const ticketId = ticketIdFor(commandIdFor(name))
      const subjectId = await vault.subjectFor([...name].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7))
      const conversationId = conversationIdFor(subject(subjectId), bot)
      const about = { ...context(), subjectId }
      const start = {
        type: 'StartConversation',
        conversationId,
        bot,
        language: 'en',
        customer: conceal({})
      } as const
      const allot = { type: 'AllotTicket', ticketId, fromMessageId: 1, previousTicketId: null } as const
      const stream = conversationStream(conversationId)
      told(await runner.run(conversationDecider, stream, start, about))
      told(await runner.run(conversationDecider, stream, allot, { ...context(), subjectId }))
      const open: TicketCommand = {
        type: 'OpenTicket',
        ticketId,
        code: ticketCodeFor(ticketId),
        conversationId,
        bot,
        queueId: 'general' as QueueId,
        language: 'en',
        previousTicketId: null,
        customer: conceal({}),
        message: messageAt(sentAt, 1)
      }
      told(await commands.execute(new ActOnTicket(ticketId, open, { ...context(), subjectId })))
      await settled()
      return ticketId
    },
    async act(ticketId: TicketId, command: TicketCommand) {
      const outcome = told(await commands.execute(new ActOnTicket(ticketId, command, context())))
      await settled()
      return outcome
    },
    async reply(ticketId: TicketId, acceptedAt: Instant = clock.now()) {
      const messageId = messageIdFor(commandIdFor(`reply ${asked}`))
      const ask: TicketCommand = {
        type: 'RequestReply',
        messageId,
        agentId: 'ann' as never,
        source: { kind: 'api' },
        kind: 'text',
        sentAt: acceptedAt,
        mediaGroup: null,
        personal: conceal({ text: 'hi' }),
        now: acceptedAt
      }
      const accept: TicketCommand = {
        type: 'ConfirmReply',
        messageId,
        telegramMessageIds: [9],
        acceptedAt,
        afterReply: 'waiting_on_customer'
      }
      for (const command of [ask, accept]) {
        told(await commands.execute(new ActOnTicket(ticketId, command, context())))
      }
      await settled()
    },
    async reachable(ticketId: TicketId, is: boolean) {
      const document = await reads.sla.get(ticketId)
      if (!document) throw new Error('no such ticket')
      const { conversationId } = document
      told(await commands.execute(new RecordReachability(conversationId, is, clock.now(), context())))
      await settled()
    },
    async group(staffGroupId: StaffGroupId, command: StaffGroupCommand) {
      told(await commands.execute(new ActOnStaffGroup(staffGroupId, command, context())))
      await settled()
    },
    async events(ticketId: TicketId, prefix = 'Sla'): Promise<RecordedEvent[]> {
      const found: RecordedEvent[] = []
      for await (const event of log.readStream(ticketStream(ticketId))) {
        if (event.type.startsWith(prefix)) found.push(event)
      }
      return found
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

export const messageAt = (sentAt: Instant, telegramMessageId: number) => ({
  messageId: messageIdFor(commandIdFor(`message ${telegramMessageId} ${sentAt}`)),
  telegramMessageId,
  kind: 'text' as const,
  sentAt,
  digest: `digest ${telegramMessageId}`,
  soundsClosing: false,
  mediaGroup: null,
  replyToTelegramMessageId: null,
  personal: conceal({ text: 'hello' })
})

const allDay = [['00:00', '24:00']]
/** Always open. */
export const always = {
  name: 'Always',
  time_zone: 'UTC',
  weekly: { mon: allDay, tue: allDay, wed: allDay, thu: allDay, fri: allDay, sat: allDay, sun: allDay }
}

export const policy = (targets: readonly object[], more: object = {}) => ({
  name: 'Standard',
  calendar_id: 'always',
  targets,
  ...more
})
