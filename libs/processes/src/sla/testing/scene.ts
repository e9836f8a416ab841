import {
  ActOnStaffGroup,
  ActOnTicket,
  type CommandContext,
  PublishSetting,
  RecordReachability,
  RequestRecomputation
} from '#application'
import {
  type Actor,
  type Corrected,
  conversationDecider,
  conversationStream,
  recomputationDecider,
  recomputationStream,
  type SettingKindName,
  type StaffGroupCommand,
  type TicketCommand,
  ticketStream
} from '#domain'
import { type RecordedEvent } from '#event-log'
import {
  type AgentId,
  type BotId,
  commandIdFor,
  conversationIdFor,
  type Instant,
  messageIdFor,
  type QueueId,
  type RecomputationId,
  type StaffGroupId,
  type SubjectId,
  type TicketId,
  ticketCodeFor,
  ticketIdFor
} from '#kernel'
import { conceal } from '#privacy'
import { messageAt } from './bodies.js'
import { memoryStores, openDesk, type Stores } from './desk.js'

const bot = '1000' as BotId
const ann = 'ann' as AgentId
const subject = (name: string) => name as SubjectId

export type Scene = Awaited<ReturnType<typeof openScene>>

/** The desk's clocks on memory stores: everything but Telegram. */
export async function openScene(stores: Stores = memoryStores()) {
  const { log, vault, clock } = stores
  const opened = openDesk(stores)
  const { reads, commands, settled } = opened
  const { runner } = opened.desk
  let timers = opened.newTimers(0)

  let asked = 0
  const context = (actor: Actor = 'key:key_admin'): CommandContext => {
    const cause = `scene ${clock.now()} ${asked++}`
    return {
      commandId: commandIdFor(cause),
      causationId: cause,
      correlationId: cause,
      actor
    }
  }
  const told = <T extends { readonly ok: boolean }>(outcome: T): T => {
    if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome)}`)
    return outcome
  }

  return {
    ...stores,
    telegram: opened.telegram,
    desk: opened.desk,
    tickets: reads.sla,
    timers: reads.timers,
    settled,
    settledDigests: opened.settledDigests,
    close: opened.close,
    /** As a new process does. */
    restartTimers(graceMs = 0) {
      timers = opened.newTimers(graceMs)
    },
    /** One more process that fires what is due. */
    anotherTimers: () => opened.newTimers(0),
    /** Looks once at what is due, without waiting for what follows. */
    round: () => timers.round(),
    /** Lets time pass and looks until nothing is due any more. */
    async pass(minutes: number): Promise<void> {
      await settled()
      await clock.advance(minutes * 60_000)
      for (let more = true; more; ) {
        await settled()
        const before = await log.head()
        more = await timers.round()
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
      const ticketId = await this.openQuickly(name, sentAt)
      await settled()
      return ticketId
    },
    /** Without waiting for what follows, for very many. */
    async openQuickly(name: string, sentAt: Instant = clock.now()): Promise<TicketId> {
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
      return ticketId
    },
    async act(ticketId: TicketId, command: TicketCommand) {
      // Agents act for themselves here.
      const actor =
        'agentId' in command && command.agentId ? (`agent:${command.agentId}` as const) : undefined
      const outcome = told(await commands.execute(new ActOnTicket(ticketId, command, context(actor))))
      await settled()
      return outcome
    },
    async actQuickly(ticketId: TicketId, command: TicketCommand) {
      told(await commands.execute(new ActOnTicket(ticketId, command, context())))
    },
    async reply(ticketId: TicketId, acceptedAt: Instant = clock.now()) {
      await this.replyQuickly(ticketId, acceptedAt)
      await settled()
    },
    async replyQuickly(ticketId: TicketId, acceptedAt: Instant = clock.now()) {
      const messageId = messageIdFor(commandIdFor(`reply ${asked}`))
      const ask: TicketCommand = {
        type: 'RequestReply',
        messageId,
        agentId: ann,
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
        told(await commands.execute(new ActOnTicket(ticketId, command, context(`agent:${ann}`))))
      }
    },
    async writeQuickly(ticketId: TicketId) {
      const windows = { reopenWithinS: 604_800, closingRemarkWithinS: 600 }
      const message = messageAt(clock.now(), 1000 + asked)
      await this.actQuickly(ticketId, {
        ...{ type: 'ReceiveCustomerMessage', message, late: false, ...windows, now: clock.now() }
      })
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
    }
  }
}
