import { randomBytes } from 'node:crypto'
import { CommandBus, CqrsModule } from '@nestjs/cqrs'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { Test } from '@nestjs/testing'
import {
  ActOnTicket,
  type CommandContext,
  commandHandlers,
  createSettingsReader,
  DESK,
  DESK_READS,
  type Desk,
  firstStart,
  type MessagePersonal,
  queryHandlers,
  ReceiveCustomerMessage,
  RenameCustomer,
  readsOver,
  SeeAgent,
  StreamRunner
} from '#application'
import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { eventTypes, type TicketCommand } from '#domain'
import { type EventLog, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import {
  type AgentId,
  type BotId,
  commandIdFor,
  conversationIdFor,
  FakeClock,
  messageIdFor,
  systemClock,
  type TicketId
} from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { addresses } from '#outbound'
import { conceal, createSealer, type Vault } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import type { ReadStore } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'
import { runViews } from '#subscriptions'
import { deskViews } from '#views'
import { openApiKeys } from './auth/api-keys.js'
import { type DeclaredRoute, DeclaredScopes } from './auth/declared-scopes.js'
import { configureHttp, createFront, endUnread, type HttpDeps, httpModule, onlyHttps } from './index.js'
import { Limiter } from './limits/limiter.js'
import { testAudit } from './testing-audit.js'
import { mustBeDescribed, routesOf } from './testing-routes.js'
import { searchOnDemand } from './testing-search.js'
import { noWorkers } from './testing-workers.js'

export const testKey = 'a-key-for-the-tests-only-long-enough'
const bot = '1000' as BotId

export interface Answered {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: specs look into answers as a client without types does
  readonly body: any
}

interface Sent {
  readonly body?: unknown
  /** Instead of `body`: sent as it is. */
  readonly text?: string
  readonly headers?: { readonly [name: string]: string }
}

export interface TestApi {
  readonly url: string
  /** Moves only when told; waiting takes real time. */
  readonly clock: FakeClock
  readonly deps: HttpDeps
  readonly desk: Desk
  get(path: string, headers?: Sent['headers']): Promise<Answered>
  send(method: string, path: string, sent?: Sent): Promise<Answered>
  post(path: string, body: unknown, headers?: Sent['headers']): Promise<Answered>
  /** The customer writes; answers the ticket the message went into. */
  customerWrites(
    user: number,
    text: string,
    more?: { name?: string; source?: string; holds?: Partial<MessagePersonal> }
  ): Promise<TicketId>
  /** The customer has another name. */
  customerIsCalled(user: number, name: string): Promise<void>
  act(ticketId: TicketId, command: TicketCommand): Promise<void>
  readonly commands: Pick<CommandBus, 'execute'>
  agent(user: number, name: string): Promise<AgentId>
  /** Waits until every view has everything recorded so far. */
  settled(): Promise<void>
  /** `get /api/v1/tickets/{id}`: what the router knows. */
  routes(): string[]
  /** What each route says that it needs. */
  scopes(): DeclaredRoute[]
  stop(): Promise<void>
}

export interface TestStores {
  readonly log?: EventLog
  readonly state?: DeskState
  readonly store?: ReadStore
  readonly workers?: Partial<HttpDeps['workers']>
  readonly masterKey?: Buffer
  readonly vault?: Vault
  readonly sandboxUrl?: string
  readonly privateWebhooks?: readonly string[]
  /** How many answer for this desk. */
  readonly processes?: () => number
  readonly front?: Partial<Parameters<typeof createFront>[0]>
}

/** The API over real HTTP, on memory stores, with the real commands, queries and views. For specs. */
export async function startTestApi(given: TestStores = {}): Promise<TestApi> {
  const fake = new FakeClock()
  const clock = { ...systemClock, now: () => fake.now() }
  const rawLog = given.log ?? openMemoryLog()
  const log = withTypes(rawLog, eventTypes)
  const state = given.state ?? openMemoryDeskState({ clock })
  const store = given.store ?? openMemoryReadStore()
  const masterKey = given.masterKey ?? randomBytes(32)
  const vault = given.vault ?? openMemoryVault({ masterKey, clock })
  const sealer = createSealer(vault, { clock, cacheMs: 0 })
  const runner = new StreamRunner(log, sealer, clock)
  const settings = createSettingsReader(runner)
  const metrics = createMetrics()
  const views = runViews({
    views: deskViews,
    log,
    store,
    state,
    clock: systemClock,
    logger: silentLogger,
    metrics,
    random: Math.random
  })
  const reads = readsOver({ log, sealer, clock, store })
  const front = createFront({ trustedProxies: [], requireHttps: false, ...given.front })
  const audit = await testAudit({ log, rawLog, store, state, vault, clock })
  const deps: HttpDeps = {
    front,
    audit,
    apiKeys: await openApiKeys({ state, runner, clock, logger: silentLogger, setting: testKey }),
    limiter: new Limiter({
      settings,
      clock: systemClock,
      logger: silentLogger,
      processes: given.processes ?? (() => 1)
    }),
    reads,
    search: searchOnDemand({ log, sealer, clock: systemClock, masterKey: Buffer.alloc(32) }),
    settings,
    state,
    vault,
    outbound: addresses(given.privateWebhooks ?? []),
    bot,
    clock,
    cursorKey: Buffer.alloc(32, 7),
    health: {
      ready: async () => ({ ready: true, checks: { log: 'ok' } }),
      report: async () => ({ status: 'ok' })
    },
    metrics,
    workers: { ...noWorkers, ...given.workers },
    sandboxUrl: given.sandboxUrl ?? null,
    logger: silentLogger
  }
  const desk = { log, runner, vault, sealer, settings, clock }
  await firstStart(desk)
  const module = await Test.createTestingModule({
    imports: [CqrsModule.forRoot(), httpModule(deps)],
    providers: [
      { provide: DESK, useValue: desk },
      { provide: DESK_READS, useValue: reads },
      ...commandHandlers,
      ...queryHandlers
    ]
  }).compile()
  const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false })
  app.use(endUnread)
  app.use(onlyHttps(front))
  configureHttp(app, deps)
  await app.listen(0, '127.0.0.1')
  const url = await app.getUrl()
  const commands = app.get(CommandBus)

  const settled = async () => {
    const head = await log.head()
    for (const view of deskViews) if (head) await views.waitFor(view.name, head, 10_000)
  }
  const send = async (
    method: string,
    path: string,
    { body, text, headers }: Sent = {}
  ): Promise<Answered> => {
    const content = text ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${testKey}`, 'Content-Type': 'application/json', ...headers },
      ...(content === undefined ? {} : { body: content })
    })
    mustBeDescribed(method, path, response.status)
    const isEndless = response.headers.get('content-type')?.includes('event-stream') ?? false
    if (isEndless) await response.body?.cancel()
    const answer = isEndless ? '' : await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && answer ? JSON.parse(answer) : answer
    }
  }
  let ordinal = 0
  const context = (): CommandContext => {
    const cause = `test ${++ordinal}`
    return { commandId: commandIdFor(cause), causationId: cause, correlationId: cause, actor: 'customer' }
  }
  return {
    url,
    clock: fake,
    deps,
    desk,
    settled,
    send,
    get: (path, headers) => send('GET', path, headers ? { headers } : {}),
    post: (path, body, headers) => send('POST', path, headers ? { body, headers } : { body }),
    async customerWrites(user, text, { name = `Customer ${user}`, source, holds } = {}) {
      const subjectId = await vault.subjectFor(user)
      const asked = context()
      const said: MessagePersonal = { text, entities: null, file: null, forwarded_from: null, ...holds }
      const done = await commands.execute(
        new ReceiveCustomerMessage(
          {
            conversationId: conversationIdFor(subjectId, bot),
            bot,
            language: 'en',
            customer: conceal({
              chat_id: user,
              user_id: user,
              first_name: name,
              last_name: null,
              username: null,
              language_code: 'en'
            })
          },
          conceal({ display_name: name, username: null, ...(source !== undefined && { source }) }),
          {
            messageId: messageIdFor(asked.commandId),
            telegramMessageId: ordinal,
            kind: 'text',
            sentAt: fake.now(),
            digest: `digest of message ${ordinal}`,
            soundsClosing: false,
            mediaGroup: null,
            replyToTelegramMessageId: null,
            personal: conceal(said)
          },
          { ...asked, subjectId }
        )
      )
      if (!done.ok) throw new Error(done.reason)
      await settled()
      return done.value.ticketId
    },
    async customerIsCalled(user, name) {
      const subjectId = await vault.subjectFor(user)
      const called = { first_name: name, last_name: null, username: null }
      const asked = { ...context(), subjectId }
      const done = await commands.execute(
        new RenameCustomer(conversationIdFor(subjectId, bot), called, fake.now(), asked)
      )
      if (!done.ok) throw new Error(done.reason)
      await settled()
    },
    async act(ticketId, command) {
      const done = await commands.execute(new ActOnTicket(ticketId, command, context()))
      if (!done.ok) throw new Error(done.reason)
      await settled()
    },
    async agent(user, name) {
      const subjectId = await vault.subjectFor(user)
      const profile = { user_id: user, display_name: name, username: name.toLowerCase() }
      const done = await commands.execute(new SeeAgent(subjectId, profile, context()))
      if (!done.ok) throw new Error(done.reason)
      await settled()
      return done.value.agentId
    },
    commands,
    routes: () => routesOf(app),
    scopes: () => app.get(DeclaredScopes, { strict: false }).all(),
    async stop() {
      await app.close()
      await deps.search.stop()
      await views.stop()
    }
  }
}
