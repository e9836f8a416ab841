import { CommandBus, CqrsModule } from '@nestjs/cqrs'
import { Test } from '@nestjs/testing'
import {
  ActOnStaffGroup,
  type AgentStanding,
  BindTopic,
  commandHandlers,
  createSettingsReader,
  DESK,
  DESK_READS,
  type Desk,
  type OwnWork,
  type QueueStanding,
  RuleBook,
  readsOver,
  StreamRunner
} from '#application'
import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { type CardChoice, inboxStream, schemaOf } from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import {
  type BotId,
  commandIdFor,
  eventIdFor,
  FakeClock,
  type JsonObject,
  type QueueId,
  staffGroupIdFor,
  type TeamId,
  type TicketId
} from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { createSealer, type Vault } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { openMemoryReadStore } from '#read-store/memory'
import type { Process } from '#subscriptions'
import type { CallResult, TelegramClient } from '#telegram'
import { createDirectories, type Directories } from '../../directories/index.js'
import type { FoundArticle, FoundByWords, FoundTemplate } from '../../words/index.js'
import { createIntake } from '../intake.js'
import type { IntakeOptions } from '../options.js'
import { groupId } from './updates.js'

export const bot = '700' as BotId
export const staffGroupId = staffGroupIdFor(groupId)

export interface Call {
  readonly method: string
  readonly params: JsonObject
}

/** A Telegram that notes what is called and answers as it is told. */
export class NotedTelegram implements TelegramClient {
  readonly botId = bot
  readonly timeoutMs = 1000
  readonly calls: Call[] = []
  readonly answers = new Map<string, unknown>()

  async call(method: string, params: object): Promise<CallResult<never>> {
    this.calls.push({ method, params: params as JsonObject })
    // Each test says what is answered, in Telegram's shapes.
    return { kind: 'ok', result: (this.answers.get(method) ?? true) as never }
  }

  close(): void {}
}

export interface MemoryDesk {
  readonly desk: Desk
  readonly state: DeskState
  readonly clock: FakeClock
  readonly telegram: NotedTelegram
  readonly commands: CommandBus
  readonly directories: Directories
  readonly options: IntakeOptions
  /** What /queues and /status are told. */
  readonly counted: {
    standings: readonly QueueStanding[] | undefined
    /** What the picker of a card is told. */
    candidates: readonly CardChoice[] | undefined
    agents: readonly AgentStanding[] | undefined
    /** Of whoever asks. */
    own: OwnWork | undefined
    /** What /find finds. */
    found: readonly FoundByWords[] | undefined
    /** What /t finds. */
    templates: readonly FoundTemplate[] | undefined
    /** What /kb finds. */
    articles: readonly FoundArticle[] | undefined
  }
  readonly intake: Process
  /** Records an update as the door does, without handling it. */
  record(update: JsonObject & { readonly update_id: number }): Promise<RecordedEvent>
  /** Records and handles. */
  receive(update: JsonObject & { readonly update_id: number }): Promise<RecordedEvent>
  /** Every event of the streams of a category (or of one stream), in the order of the log. */
  events(prefix: string): Promise<RecordedEvent[]>
  /** The personal part, opened. */
  opened(event: RecordedEvent | undefined): Promise<JsonObject | undefined>
  bind(ticketId: TicketId, threadId: number): Promise<void>
  close(): Promise<void>
}

/** What outlives a process. */
export interface Outlives {
  readonly clock: FakeClock
  readonly log: EventLog
  readonly vault: Vault
}

export function newOutlives(): Outlives {
  const clock = new FakeClock()
  return { clock, log: openMemoryLog(), vault: openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock }) }
}

/** The whole desk on memory adapters, with one staff group and without deliveries. */
export async function openMemoryDesk({ clock, log, vault }: Outlives = newOutlives()): Promise<MemoryDesk> {
  const sealer = createSealer(vault, { clock, cacheMs: 60_000 })
  const runner = new StreamRunner(log, sealer, clock)
  const desk: Desk = {
    log,
    runner,
    vault,
    sealer,
    settings: createSettingsReader(runner),
    rules: new RuleBook(),
    clock
  }
  const module = await Test.createTestingModule({
    imports: [CqrsModule.forRoot()],
    // Nothing in these scenes asks a view.
    providers: [
      { provide: DESK, useValue: desk },
      { provide: DESK_READS, useValue: readsOver({ log, sealer, clock, store: openMemoryReadStore() }) },
      ...commandHandlers
    ]
  }).compile()
  await module.init()
  const commands = module.get(CommandBus)
  const state = openMemoryDeskState({ clock })
  const telegram = new NotedTelegram()
  const directories = createDirectories({ log, state, sealer, clock, logger: silentLogger })
  const stop = new AbortController()
  const following = directories.run(stop.signal)

  const events = async (prefix: string) => {
    const found: RecordedEvent[] = []
    const end = new AbortController()
    for await (const item of log.subscribe('start', end.signal)) {
      if (item.kind === 'caughtUp') break
      if (item.event.stream.startsWith(prefix)) found.push(item.event)
    }
    end.abort()
    return found
  }
  const counted: MemoryDesk['counted'] = {
    standings: undefined,
    candidates: undefined,
    agents: undefined,
    own: undefined,
    found: undefined,
    templates: undefined,
    articles: undefined
  }
  const drafts = new Map<string, { readonly id: string; readonly body: JsonObject }>()
  const options: IntakeOptions = {
    desk,
    commands,
    client: telegram,
    botUsername: () => 'desk_bot',
    directories,
    state,
    ticketsByCode: async code =>
      (await events('ticket-'))
        .filter(event => event.type === 'TicketOpened' && event.data['code'] === code)
        .map(event => event.data['ticketId'] as TicketId),
    queues: async () =>
      (await events('setting-queue-')).map(({ stream, data }) => ({
        id: stream.slice('setting-queue-'.length) as QueueId,
        name: String((data['body'] as JsonObject)['name'])
      })),
    teams: async () =>
      (await events('setting-team-')).map(({ stream, data }) => ({
        id: stream.slice('setting-team-'.length) as TeamId,
        name: String((data['body'] as JsonObject)['name'])
      })),
    standings: async () => counted.standings,
    candidates: async () => counted.candidates,
    agentStandings: async () => counted.agents,
    ownWork: async agentId =>
      counted.own && { ...counted.own, standing: { ...counted.own.standing, agentId } },
    find: async (words, _, limit) =>
      counted.found?.filter(({ queue }) => words.includes(queue)).slice(0, limit),
    templateIds: async () =>
      (await events('setting-template-')).map(({ stream }) => stream.slice('setting-template-'.length)),
    findArticles: async (_words, _position, limit) => counted.articles?.slice(0, limit),
    findTemplates: async (words, _, limit) =>
      counted.templates?.filter(({ name }) => words === null || name.includes(words)).slice(0, limit),
    signInLink: async agentId => `https://desk.example/console#/sign-in/code-of-${agentId}`,
    drafts: {
      keep: async (key, draft) => void drafts.set(key, draft),
      find: async key => drafts.get(key)
    },
    logger: silentLogger,
    metrics: createMetrics()
  }
  const intake = createIntake(options)

  async function record(update: JsonObject & { readonly update_id: number }): Promise<RecordedEvent> {
    const stream = inboxStream(bot, update.update_id)
    const commandId = commandIdFor(stream)
    const id = eventIdFor(commandId, 0)
    const subjectId = 'inbox-700-2026-01-05'
    await sealer.prepare(subjectId)
    const personal = await sealer.seal({ stream, eventId: id, type: 'UpdateReceived', subjectId }, update)
    const data = { bot, updateId: update.update_id, bytes: 1, stub: false }
    const meta = {
      commandId,
      $causationId: stream,
      $correlationId: stream,
      actor: 'process:intake' as const,
      schema: schemaOf('UpdateReceived'),
      subjectId
    }
    const event = { id, type: 'UpdateReceived', recordedAt: clock.now(), data, personal, meta }
    await log.append(stream, [event], 'none')
    for await (const recorded of log.readStream(stream)) return recorded
    throw new Error('not recorded')
  }

  const testContext = (word: string) => ({
    commandId: commandIdFor('test', word),
    causationId: 'test',
    correlationId: 'test',
    actor: 'process:test' as const
  })
  const register = { type: 'RegisterStaffGroup' as const, staffGroupId, chatId: groupId }
  await commands.execute(new ActOnStaffGroup(staffGroupId, register, testContext('register')))

  return {
    desk,
    state,
    clock,
    telegram,
    commands,
    directories,
    options,
    counted,
    intake,
    record,
    async receive(update) {
      const event = await record(update)
      await intake.handle(event, { signal: stop.signal, hold: () => () => {} })
      return event
    },
    events,
    async opened(event) {
      if (!event?.personal) return undefined
      const { stream, id: eventId, type, meta } = event
      return sealer.open({ stream, eventId, type, subjectId: meta.subjectId ?? '' }, event.personal)
    },
    async bind(ticketId, threadId) {
      const place = { staffGroupId, chatId: groupId, threadId }
      await commands.execute(new BindTopic(ticketId, place, testContext(`bind ${threadId}`)))
    },
    async close() {
      stop.abort()
      await following
      await module.close()
      await log.close()
    }
  }
}
