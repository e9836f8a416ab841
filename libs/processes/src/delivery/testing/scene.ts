import {
  ActOnStaffGroup,
  ActOnTicket,
  createSettingsReader,
  type Desk,
  RecordReachability,
  RenameCustomer,
  RuleBook,
  StreamRunner,
  TurnCard
} from '#application'
import { type CardSide, eventTypes, type MessageKind, type ReplySource, type TicketCommand } from '#domain'
import { withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import {
  type AgentId,
  type CommandId,
  conversationIdFor,
  type MessageId,
  messageIdFor,
  type SubjectId,
  staffGroupIdFor,
  type TicketId
} from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { conceal, createSealer } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { createDirectories, type Directories } from '../../directories/index.js'
import { createDelivery, type Delivery } from '../delivery.js'
import { type Bus, busOf, nameOf } from './bus.js'
import { type AgentSaid, agentSays, type CustomerSaid, customerSays, fileOf } from './said.js'
import { bot } from './scripted-telegram.js'
import { flush, World } from './world.js'

export { World }

export const group = -1001
export const groupStream = staffGroupIdFor(group)
export const annasChat = 11
export const agent = 'a0000000-0000-5000-8000-000000000001' as AgentId

/** Anything awaited may be where the process dies. */
export type Crash = (what: string) => Promise<void>

export class Scene {
  readonly log
  readonly desk: Desk
  readonly bus: Bus
  readonly directories: Directories
  readonly delivery: Delivery
  readonly #stop = new AbortController()
  readonly #following: Promise<void>

  constructor(
    readonly world: World,
    options: {
      readonly limits?: boolean
      readonly crash?: Crash
      readonly canCall?: () => boolean
      readonly echoed?: () => Promise<boolean>
    } = {}
  ) {
    const { clock, disk, state, telegram } = world
    this.log = withTypes(openMemoryLog({ disk }), eventTypes)
    const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock, store: world.vault })
    const sealer = createSealer(vault, { clock, cacheMs: 0 })
    const runner = new StreamRunner(this.log, sealer, clock)
    this.desk = {
      log: this.log,
      runner,
      vault,
      sealer,
      settings: createSettingsReader(runner),
      rules: new RuleBook(),
      clock
    }
    this.bus = busOf(this.desk)
    this.directories = createDirectories({ log: this.log, state, sealer, clock, logger: silentLogger })
    this.#following = this.directories.run(this.#stop.signal)
    const crash = options.crash ?? (async () => {})
    const commands: Bus = {
      execute: async command => {
        await crash(`before ${nameOf(command)}`)
        const result = await this.bus.execute(command)
        await crash(`after ${nameOf(command)}`)
        return result
      }
    }
    this.delivery = createDelivery({
      desk: this.desk,
      commands,
      client: {
        botId: bot,
        timeoutMs: 1000,
        close: () => {},
        call: async (method, params) => {
          await crash(`before ${method}`)
          const result = await telegram.call(method, params)
          await crash(`after ${method}`)
          return result
        }
      },
      directories: this.directories,
      state: {
        ...state,
        saveCheckpoint: async (process, checkpoint, fence) => {
          await crash('before saveCheckpoint')
          await state.saveCheckpoint(process, checkpoint, fence)
        },
        saveNote: async (name, value, fence) => {
          await crash('before saveNote')
          await state.saveNote(name, value, fence)
        },
        setFact: async (name, value) => {
          await crash('before setFact')
          await state.setFact(name, value)
        }
      },
      limits: options.limits ?? false,
      canCall: options.canCall ?? (() => true),
      echoed: options.echoed ?? (async () => true),
      fence: 1,
      random: () => 0.5,
      logger: silentLogger,
      metrics: createMetrics()
    })
  }

  /** As if the process had been killed: nothing it still awaits ever ends. */
  async die(): Promise<void> {
    await this.log.close()
    this.#stop.abort()
  }

  /** With a staff group, and nothing sent before `delivery.start`. */
  static async prepared(
    world: World = new World(),
    options: ConstructorParameters<typeof Scene>[1] = {}
  ): Promise<Scene> {
    const scene = new Scene(world, options)
    const command = { type: 'RegisterStaffGroup' as const, staffGroupId: groupStream, chatId: group }
    await scene.bus.execute(new ActOnStaffGroup(groupStream, command, scene.context()))
    return scene
  }

  static async open(
    world: World = new World(),
    options: ConstructorParameters<typeof Scene>[1] = {}
  ): Promise<Scene> {
    const scene = await Scene.prepared(world, options)
    await scene.delivery.start()
    return scene
  }

  context(commandId: CommandId = this.world.next()) {
    return { commandId, causationId: 'test', correlationId: 'test', actor: 'process:test' as const }
  }

  act(ticketId: TicketId, command: TicketCommand) {
    return this.bus.execute(new ActOnTicket(ticketId, command, this.context()))
  }

  /** Somebody has pressed a button on the card. */
  turnsCard(ticketId: TicketId, to: CardSide) {
    const place = { staffGroupId: groupStream, threadId: this.threadOf(ticketId) }
    return this.bus.execute(new TurnCard(ticketId, place, to, this.context()))
  }

  /** A customer writes; answers the ticket that it went to. */
  async customerWrites(
    text: string,
    more: CustomerSaid & { readonly user?: number; readonly sentAgoMs?: number } = {}
  ): Promise<{ ticketId: TicketId; telegramMessageId: number; subjectId: SubjectId }> {
    const user = more.user ?? annasChat
    const subjectId = await this.desk.vault.subjectFor(user)
    const context = { ...this.context(), subjectId }
    const telegramMessageId = this.world.messageIds++
    const sentAt = this.world.clock.now() - (more.sentAgoMs ?? 0)
    const outcome = await this.bus.execute(
      customerSays(user, text, { telegramMessageId, sentAt }, more, context)
    )
    if (!outcome.ok) throw new Error(outcome.reason)
    return { ticketId: outcome.value.ticketId, telegramMessageId, subjectId }
  }

  /** The customer changes a message of theirs. */
  customerEdits(
    ticketId: TicketId,
    telegramMessageId: number,
    text: string,
    more: Partial<{ kind: MessageKind; fileId: string }> = {}
  ) {
    return this.act(ticketId, {
      type: 'EditCustomerMessage',
      telegramMessageId,
      kind: more.kind ?? 'text',
      digest: `${text} ${more.fileId ?? ''}`,
      soundsClosing: false,
      reopenWithinS: 600,
      closingRemarkWithinS: 60,
      now: this.world.clock.now(),
      sentAt: this.world.clock.now(),
      personal: conceal({
        text: text === '' ? null : text,
        entities: null,
        file: fileOf(more.fileId),
        forwarded_from: null
      })
    })
  }

  async agentReplies(ticketId: TicketId, text: string, more: AgentSaid = {}): Promise<MessageId> {
    const commandId = this.world.next()
    const place = { staffGroupId: groupStream, chatId: group, threadId: this.threadOf(ticketId) }
    const source: ReplySource = more.source ?? {
      kind: 'message',
      place,
      telegramMessageId: this.world.messageIds++
    }
    const messageId = messageIdFor(commandId)
    const command = agentSays(text, { messageId, agentId: agent, source, now: this.world.clock.now() }, more)
    const context = { ...this.context(commandId), actor: `agent:${agent}` as const }
    const outcome = await this.bus.execute(new ActOnTicket(ticketId, command, context))
    if (!outcome.ok) throw new Error(outcome.reason)
    return messageId
  }

  /** Telegram tells it. */
  async unblocks(user: number = annasChat): Promise<void> {
    const conversationId = conversationIdFor(await this.desk.vault.subjectFor(user), bot)
    await this.bus.execute(
      new RecordReachability(conversationId, true, this.world.clock.now(), this.context())
    )
  }

  async customerIsCalled(first_name: string, user: number = annasChat): Promise<void> {
    const subjectId = await this.desk.vault.subjectFor(user)
    const name = { first_name, last_name: null, username: null }
    const context = { ...this.context(), subjectId }
    const renamed = await this.bus.execute(
      new RenameCustomer(conversationIdFor(subjectId, bot), name, this.world.clock.now(), context)
    )
    if (!renamed.ok) throw new Error(renamed.reason)
  }

  threadOf(ticketId: TicketId): number {
    const opened = this.eventsSync(`ticket-${ticketId}`).findLast(event => event.type === 'TopicOpened')
    return Number(opened?.data['threadId'] ?? 0)
  }

  eventsSync(prefix: string): { type: string; data: Record<string, unknown>; stream: string }[] {
    return this.world.disk.events
      .filter(({ stream }) => stream.startsWith(prefix))
      .map(({ stream, event }) => ({ stream, type: event.type, data: JSON.parse(event.data) }))
  }

  types(prefix: string): string[] {
    return this.eventsSync(prefix).map(({ type }) => type)
  }

  /** Lets everything run, and time with it, until nothing is open; at most two hours of the desk's time. */
  async quiet(stepMs = 250, mostMs = 2 * 3600_000): Promise<void> {
    let isQuiet = false
    const quiet = () => {
      isQuiet = true
    }
    void this.delivery.waitUntilQuiet().then(quiet, () => {})
    let step = stepMs
    for (let passed = 0; passed < mostMs; passed += step) {
      await flush()
      if (isQuiet) return
      if (this.#stop.signal.aborted) throw new Error('dead')
      // What is waited for so long is the turn of a conversation.
      if (passed > 30_000) step = Math.max(stepMs, 5000)
      await this.world.clock.advance(step)
    }
    throw new Error(`not quiet: ${JSON.stringify(this.delivery.status())}`)
  }

  async passes(ms: number, stepMs = 250): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await flush()
      await this.world.clock.advance(Math.min(stepMs, ms - passed))
    }
    await flush()
  }

  async stop(): Promise<void> {
    await this.delivery.stop()
    this.#stop.abort()
    await this.#following
  }
}
