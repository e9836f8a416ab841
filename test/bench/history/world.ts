import {
  BindTopicHandler,
  type CommandContext,
  createSettingsReader,
  type Desk,
  firstStart,
  ReceiveCustomerMessageHandler,
  RuleBook,
  SeeAgent,
  SeeAgentHandler,
  StreamRunner
} from '#application'
import {
  type DeliverySubject,
  deliveryDecider,
  deliveryStream,
  inboxStream,
  type TicketCommand,
  ticketDecider,
  ticketStream
} from '#domain'
import type { EventLog } from '#event-log'
import {
  type AgentId,
  type BotId,
  type Clock,
  commandIdFor,
  type DeliveryId,
  deliveryIdFor,
  type EventId,
  eventIdFor,
  type JsonObject,
  type StaffGroupId,
  staffGroupIdFor,
  type TicketId
} from '#kernel'
import { silentLogger } from '#observability'
import { createSealer, type Vault } from '#privacy'
import { createUpdateDoor, type UpdateDoor } from '../../../apps/desk/src/telegram/door.js'
import { createInboxKeys, type InboxKeys } from '../../../apps/desk/src/telegram/inbox-keys.js'
import { Random } from '../random.js'

const agentsInTeam = 20

/** A desk without Telegram: the same handlers, deciders, sealing and log as the running one, driven by scripts. */
export class World {
  readonly random = new Random(20_260_105)
  readonly desk: Desk
  readonly receive: ReceiveCustomerMessageHandler
  readonly bindTopic: BindTopicHandler
  readonly group: StaffGroupId
  readonly agents: AgentId[] = []
  readonly #door: UpdateDoor
  readonly #inboxKeys: InboxKeys
  #updateId = 100_000_000
  #threadId = 10
  #messageId = 1000

  constructor(
    readonly bot: BotId,
    readonly chatId: number,
    log: EventLog,
    vault: Vault,
    private readonly clock: Clock
  ) {
    const sealer = createSealer(vault, { clock, cacheMs: 3_600_000 })
    const runner = new StreamRunner(log, sealer, clock)
    this.desk = {
      log,
      runner,
      vault,
      sealer,
      settings: createSettingsReader(runner),
      rules: new RuleBook(),
      clock
    }
    this.receive = new ReceiveCustomerMessageHandler(this.desk)
    this.bindTopic = new BindTopicHandler(this.desk)
    this.group = staffGroupIdFor(chatId)
    this.#inboxKeys = createInboxKeys({ bot, vault, clock, logger: silentLogger })
    this.#door = createUpdateDoor({ bot, log, keys: this.#inboxKeys, clock })
  }

  async begin(): Promise<void> {
    await this.#inboxKeys.prepare()
    await firstStart(this.desk)
    const see = new SeeAgentHandler(this.desk)
    for (let i = 0; i < agentsInTeam; i++) {
      const subjectId = await this.desk.vault.subjectFor(9_000_000 + i)
      const profile = { user_id: 9_000_000 + i, display_name: `Agent ${i}`, username: `agent_${i}` }
      const seen = await see.execute(
        new SeeAgent(subjectId, profile, contextOf(`agent ${i}`, 'process:intake'))
      )
      if (seen.ok) this.agents.push(seen.value.agentId)
    }
  }

  now(): number {
    return this.clock.now()
  }

  threadId(): number {
    return this.#threadId++
  }

  messageId(): number {
    return this.#messageId++
  }

  agent(): AgentId {
    const agent = this.agents[this.random.below(this.agents.length)]
    if (!agent) throw new Error('there is no agent')
    return agent
  }

  /** Records a raw update and answers what is caused by it. */
  async update(content: JsonObject, actor: CommandContext['actor']): Promise<CommandContext> {
    const updateId = this.#updateId++
    await this.#door.receive(JSON.stringify({ update_id: updateId, ...content }))
    return contextOf(eventIdFor(commandIdFor(inboxStream(this.bot, updateId)), 0), actor)
  }

  /** Answers the last event it made. */
  async act(
    ticketId: TicketId,
    command: TicketCommand,
    context: CommandContext
  ): Promise<EventId | undefined> {
    const acted = await this.desk.runner.run(ticketDecider, ticketStream(ticketId), command, context)
    const made = acted.ok ? acted.value.events.length : 0
    return made > 0 ? eventIdFor(context.commandId, made - 1) : undefined
  }

  /** One delivery that Telegram accepted at once, under the id that the outbox gives it. */
  async deliver(
    asked: EventId,
    what: string,
    subject: DeliverySubject,
    method: string,
    threadId: number | null
  ): Promise<DeliveryId> {
    const { runner } = this.desk
    const id = deliveryIdFor(asked, what)
    const stream = deliveryStream(id)
    const attempt = {
      type: 'AttemptDelivery' as const,
      subject,
      part: 0,
      parts: 1,
      method,
      marked: false,
      threadId
    }
    await runner.run(deliveryDecider, stream, attempt, contextOf(`attempt ${id}`, 'process:delivery'))
    const succeed = {
      type: 'SucceedDelivery' as const,
      attempt: 1,
      part: 0,
      parts: 1,
      telegramMessageIds: [this.messageId()],
      threadId,
      acceptedAt: this.now()
    }
    await runner.run(deliveryDecider, stream, succeed, contextOf(`accepted ${id}`, 'process:delivery'))
    return id
  }
}

export const contextOf = (cause: string, actor: CommandContext['actor']): CommandContext => ({
  commandId: commandIdFor(cause),
  causationId: cause,
  correlationId: cause,
  actor
})
