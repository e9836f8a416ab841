import { randomBytes } from 'node:crypto'
import { CommandBus } from '@nestjs/cqrs'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { Test } from '@nestjs/testing'
import {
  ActOnTicket,
  type CommandContext,
  createLinks,
  createSettingsReader,
  firstStart,
  GreetCustomer,
  type MessagePersonal,
  ReceiveCustomerMessage,
  RenameCustomer,
  RuleBook,
  readsOver,
  SeeAgent,
  StreamRunner
} from '#application'
import { openMemoryDeskState } from '#desk-state/memory'
import { eventTypes } from '#domain'
import { withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { type BotId, commandIdFor, conversationIdFor, FakeClock, messageIdFor, systemClock } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { addresses } from '#outbound'
import { conceal, createBox, createSealer } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { openMemoryReadStore } from '#read-store/memory'
import { runViews } from '#subscriptions'
import { deskViews } from '#views'
import { deskModule } from '../start/desk.module.js'
import { openApiKeys } from './auth/api-keys.js'
import { DeclaredScopes } from './auth/declared-scopes.js'
import { Sessions, standingIn } from './auth/sessions.js'
import {
  configureHttp,
  createFront,
  endUnread,
  type HttpDeps,
  httpModule,
  onlyHttps,
  placesHere
} from './index.js'
import { Limiter } from './limits/limiter.js'
import { SearchMisses } from './search/misses.js'
import type { Answered, Sent, TestApi, TestStores } from './testing-api.js'
import { testAudit } from './testing-audit.js'
import { mustBeDescribed, mustBeExplained, routesOf } from './testing-routes.js'
import { searchOnDemand } from './testing-search.js'
import { noWorkers } from './testing-workers.js'

export const testKey = 'a-key-for-the-tests-only-long-enough'
const bot = '1000' as BotId

export type { Answered, TestApi, TestStores } from './testing-api.js'

/** The API over real HTTP, on memory stores, with the real commands, queries and views. For specs. */
export async function startTestApi(given: TestStores = {}): Promise<TestApi> {
  const fake = new FakeClock(given.startAt)
  const clock = { ...systemClock, now: () => fake.now() }
  const rawLog = given.log ?? openMemoryLog()
  const log = withTypes(rawLog, eventTypes)
  const state = given.state ?? openMemoryDeskState({ clock })
  const store = given.store ?? openMemoryReadStore()
  const masterKey = given.masterKey ?? randomBytes(32)
  const vault = given.vault ?? openMemoryVault({ masterKey, clock })
  const sealer = createSealer(vault, { clock, cacheMs: 0 })
  const runner = new StreamRunner(log, sealer, clock)
  const rules = new RuleBook()
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
  const apiKeys = await openApiKeys({ state, runner, clock, logger: silentLogger, setting: testKey })
  const links = createLinks({ state, key: Buffer.alloc(32, 9), clock })
  const deps: HttpDeps = {
    front,
    audit,
    apiKeys,
    standingOf: agent => standingIn(runner, agent),
    sessions: new Sessions({ state, runner, apiKeys, clock, logger: silentLogger }),
    limiter: new Limiter({
      settings,
      clock: fake,
      logger: silentLogger,
      processes: given.processes ?? (() => 1)
    }),
    streamPlaces: given.streamPlaces ?? placesHere(),
    reads,
    search: searchOnDemand({ log, sealer, clock: systemClock, masterKey: Buffer.alloc(32) }),
    misses: new SearchMisses(state, clock, silentLogger),
    settings,
    state,
    vault,
    outbound: addresses(given.privateWebhooks ?? []),
    files: given.files ?? { fetch: async () => ({ kind: 'gone' }) },
    bot,
    clock,
    botName: async () => 'desk_bot',
    links,
    cursorKey: Buffer.alloc(32, 7),
    jobBox: createBox(Buffer.alloc(32, 8)),
    health: {
      ready: async () => ({ ready: true, checks: { log: 'ok' } }),
      report: async () => ({ status: 'ok' })
    },
    metrics,
    workers: { ...noWorkers, ...given.workers },
    console: given.console ?? new Map(),
    publicUrl: () => 'https://desk.example',
    sandboxUrl: given.sandboxUrl ?? null,
    logger: silentLogger
  }
  const desk = { log, runner, vault, sealer, settings, rules, clock }
  await firstStart(desk)
  const module = await Test.createTestingModule({
    imports: [deskModule(desk, reads, links), httpModule(deps)]
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
    const read = isJson && answer ? JSON.parse(answer) : answer
    if (isJson) mustBeExplained(read)
    return { status: response.status, headers: response.headers, body: read }
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
    async startsBot(user, payload) {
      const subjectId = await vault.subjectFor(user)
      const name = { first_name: `Customer ${user}`, last_name: null, username: null }
      const customer = conceal({ chat_id: user, user_id: user, ...name, language_code: 'en' })
      const conversation = {
        conversationId: conversationIdFor(subjectId, bot),
        bot,
        language: 'en',
        customer
      }
      const start = { payload, threadId: undefined }
      const done = await commands.execute(new GreetCustomer(conversation, start, { ...context(), subjectId }))
      if (!done.ok) throw new Error(done.reason)
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
