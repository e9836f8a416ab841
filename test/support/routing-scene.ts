import {
  ActOnAgent,
  ActOnTicket,
  type CommandContext,
  PublishSetting,
  PublishSettings,
  type SettingGiven
} from '#application'
import { openMemoryDeskState } from '#desk-state/memory'
import {
  type Actor,
  type AgentCommand,
  agentDecider,
  agentStream,
  type Priority,
  type RoutingDecision,
  type SettingKindName,
  type TicketCommand,
  ticketDecider,
  ticketStream,
  toldIn
} from '#domain'
import type { EventLog } from '#event-log'
import {
  type AgentId,
  agentIdFor,
  agentIdText,
  type BotId,
  type ConversationId,
  commandIdFor,
  messageIdFor,
  type QueueId,
  type SubjectId,
  type TicketId,
  ticketCodeFor,
  ticketIdFor
} from '#kernel'
import { silentLogger } from '#observability'
import { conceal } from '#privacy'
import {
  createAbsenceTimers,
  createFormTimeout,
  createRoutingTimers,
  createTimers,
  type TimerKindOf
} from '#processes'
import { openMemoryReadStore } from '#read-store/memory'
import { absencesWatched, awayRulesId } from '#views'
import { openRoutingProcess } from './routing-process.js'
import { memoryStores, messageAt, owes, type Stores } from './routing-stores.js'

const bot = '1000' as BotId

const never: TimerKindOf = { decide: async () => [] }
const general = 'general' as QueueId

/** A desk that routes, on memory stores: everything but Telegram. */
export async function openRouting(stores: Stores = memoryStores()) {
  const { log, vault, clock: fake } = stores
  const own = openRoutingProcess(stores)
  const { desk, reads, commands, clock, options, viewsPassed } = own
  const { runner } = desk
  const processes = [own]

  let fence = 1
  let routers = [own.begin(fence)]

  const watched = async () => absencesWatched(await reads.awayRules.get(awayRulesId))
  const timers = createTimers({
    clock: fake,
    log,
    logger: silentLogger,
    settings: desk.settings,
    timers: reads.timers,
    kinds: {
      ...{ sla_warning: never, sla_breach: never, sla_retraction: never, auto_close: never },
      availability_end: never,
      absence: createAbsenceTimers({ desk, commands, watched }),
      routing: createRoutingTimers({ desk, commands }),
      rule: never,
      form_timeout: createFormTimeout({ desk, commands })
    },
    first: async () => {},
    passed: async head => {
      if (head !== undefined) await viewsPassed(head)
      return true
    },
    drained: () => true,
    graceAfterOutageMs: 0,
    telegram: () => ({ kind: 'unknown' })
  })

  let asked = 0
  const context = (actor: Actor = 'key:key_admin'): CommandContext => {
    const cause = `scene ${asked++}`
    return { commandId: commandIdFor(cause), causationId: cause, correlationId: cause, actor }
  }
  const told = <T extends { readonly ok: boolean }>(outcome: T): T => {
    if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome)}`)
    return outcome
  }
  const agents = new Map<AgentId, string>()

  async function settled(): Promise<void> {
    for (;;) {
      const head = await log.head()
      if (head === undefined) return
      await Promise.all(routers.map(router => router.waitFor(head)))
      for (const one of processes) await one.viewsPassed(head)
      if ((await log.head()) === head) return
    }
  }

  async function act(ticketId: TicketId, command: TicketCommand, actor?: Actor) {
    const done = await commands.execute(new ActOnTicket(ticketId, command, context(actor)))
    await settled()
    return done
  }

  function reply(ticketId: TicketId, agentId: AgentId) {
    const messageId = messageIdFor(commandIdFor(`reply ${asked++}`))
    const what = { agentId, source: { kind: 'api' }, kind: 'text', mediaGroup: null } as const
    const at = { sentAt: clock.now(), now: clock.now() }
    const personal = conceal({ text: 'hi' })
    return act(ticketId, { type: 'RequestReply', messageId, ...what, ...at, personal }, `agent:${agentId}`)
  }

  return {
    ...stores,
    desk,
    options,
    settled,
    act,
    async publish(kind: SettingKindName, id: string, body: unknown) {
      told(await commands.execute(new PublishSetting(kind, id, body, context())))
      await settled()
    },
    async publishAll(given: readonly SettingGiven[]) {
      told(await commands.execute(new PublishSettings(given, context())))
      await settled()
    },
    agentOf: async (user: number): Promise<AgentId> => agentIdFor(await vault.subjectFor(user)),
    called(agentId: AgentId, name: string): AgentId {
      agents.set(agentId, name)
      return agentId
    },
    /** A queue without teams, unless said. */
    async queue(assignment: object, id: string = general) {
      await this.publish('queue', id, { name: id, default: id === general, assignment })
    },
    async agent(name: string, profile: { skills?: string[]; capacity?: number | null } = {}) {
      const subjectId = await vault.subjectFor([...name].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7))
      const agentId = agentIdFor(subjectId as SubjectId)
      agents.set(agentId, name)
      const see = { type: 'SeeAgent', how: 'seen', agentId, digest: name, profile: conceal({}) } as const
      told(await runner.run(agentDecider, agentStream(agentId), see, { ...context(), subjectId }))
      if (Object.keys(profile).length > 0) await this.on(agentId, { type: 'ChangeProfile', change: profile })
      await settled()
      return agentId
    },
    async on(agentId: AgentId, command: Exclude<AgentCommand, { type: 'SeeAgent' | 'RemoveAgent' }>) {
      told(await commands.execute(new ActOnAgent(agentId, command, context())))
      await settled()
    },
    async is(agentId: AgentId, to: 'available' | 'busy' | 'away') {
      const now = clock.now()
      await this.on(agentId, { type: 'ChangeAvailability', to, until: null, cause: 'request', now })
    },
    /** Without waiting for what follows. */
    async opens(
      name: string,
      queueId = general,
      previousTicketId: TicketId | null = null
    ): Promise<TicketId> {
      const ticketId = ticketIdFor(commandIdFor(name))
      const open: TicketCommand = {
        type: 'OpenTicket',
        ticketId,
        code: ticketCodeFor(ticketId),
        conversationId: `conversation ${name}` as ConversationId,
        ...{ bot, queueId, language: 'en', previousTicketId, customer: conceal({}) },
        message: messageAt(clock.now(), 1)
      }
      const subjectId = await vault.subjectFor(99)
      told(await commands.execute(new ActOnTicket(ticketId, open, { ...context('customer'), subjectId })))
      return ticketId
    },
    async ticket(name: string, queueId = general, previousTicketId: TicketId | null = null) {
      await fake.advance(1)
      const ticketId = await this.opens(name, queueId, previousTicketId)
      await settled()
      return ticketId
    },
    claim: (id: TicketId, agentId: AgentId) => act(id, { type: 'ClaimTicket', agentId }, `agent:${agentId}`),
    resolve: (ticketId: TicketId) => act(ticketId, { type: 'ResolveTicket', cause: 'api', now: clock.now() }),
    urge: (ticketId: TicketId, priority: Priority) => act(ticketId, { type: 'ChangePriority', priority }),
    owe: (id: TicketId, targetS: number) => act(id, owes(targetS, clock.now())),
    reply,
    /** Telegram has taken it, too. */
    async answer(ticketId: TicketId, agentId: AgentId): Promise<void> {
      const messageId = messageIdFor(commandIdFor(`reply ${asked}`))
      await reply(ticketId, agentId)
      const accepted = { telegramMessageIds: [asked], acceptedAt: clock.now() }
      await act(ticketId, { type: 'ConfirmReply', messageId, ...accepted, afterReply: 'waiting_on_customer' })
    },
    writes: (ticketId: TicketId) =>
      act(ticketId, {
        type: 'ReceiveCustomerMessage',
        message: messageAt(clock.now(), 1000 + asked++),
        ...{ late: false, reopenWithinS: 3600, closingRemarkWithinS: 0, now: clock.now() }
      }),
    /** The newest message. */
    async edits(ticketId: TicketId): Promise<void> {
      const { latestMessageId: telegramMessageId } = await this.load(ticketId)
      await act(ticketId, {
        ...{ type: 'EditCustomerMessage', telegramMessageId, kind: 'text', digest: `edit ${asked++}` },
        ...{ soundsClosing: false, sentAt: clock.now(), personal: conceal({ text: 'more' }) },
        ...{ reopenWithinS: 3600, closingRemarkWithinS: 0, now: clock.now() }
      })
    },
    async who(ticketId: TicketId): Promise<string | undefined> {
      const { state } = await runner.load(ticketDecider, ticketStream(ticketId))
      return state.exists && state.assignee ? agents.get(state.assignee) : undefined
    },
    async load(ticketId: TicketId) {
      const { state } = await runner.load(ticketDecider, ticketStream(ticketId))
      if (!state.exists) throw new Error('no such ticket')
      return state
    },
    async decisions(ticketId: TicketId): Promise<RoutingDecision[]> {
      const found: RoutingDecision[] = []
      for await (const event of log.readStream(ticketStream(ticketId))) {
        const one = toldIn('ticket', event)
        if (one?.type === 'RoutingDecided') found.push(one.data)
      }
      return found
    },
    nameOf: (agentId: AgentId) => agents.get(agentId),
    shown: agentIdText,
    /** Does what is due then, too. */
    async pass(seconds: number): Promise<void> {
      await settled()
      await fake.advance(seconds * 1000 + 300)
      for (let more = true; more; ) {
        await settled()
        const before = await log.head()
        more = await timers.round()
        more ||= (await log.head()) !== before
      }
      await settled()
    },
    async restart() {
      for (const router of routers) await router.stop()
      routers = [own.begin(++fence)]
      await settled()
    },
    /** Two of them at once: another process on the same log, with stores of its own; neither knows of the other. */
    another(logAsSeen: EventLog = log) {
      const state = openMemoryDeskState({ clock: fake })
      const other = openRoutingProcess({ ...stores, log: logAsSeen, store: openMemoryReadStore(), state })
      processes.push(other)
      routers.push(other.begin(++fence))
    },
    async close() {
      for (const router of routers) await router.stop()
      for (const one of processes) await one.stop()
    }
  }
}

export type RoutingScene = Awaited<ReturnType<typeof openRouting>>
