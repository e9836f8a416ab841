import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Instant, systemClock } from '#kernel'
import { CallLog } from './call-log.js'
import { Changes } from './changes.js'
import { buildControl } from './control/build.js'
import type { Control } from './control/control.js'
import { Docs } from './docs.js'
import { Faults } from './faults.js'
import { BotApi, Described, type ServerMethod } from './http/bot-api.js'
import { listenerOf } from './http/listener.js'
import type { ConsoleLink } from './http/site.js'
import { siteOf } from './http/site.js'
import type { TextSource } from './http/texts.js'
import { Limits } from './limits.js'
import { Params } from './params.js'
import { Store } from './store.js'
import { MovableClock, Timers, type TimeSource } from './time.js'
import { until } from './until.js'
import { Poller } from './updates/polling.js'
import { setWebhook, WebhookThrottle, webhookInfo } from './updates/settings.js'
import { UpdateQueue } from './updates/update-queue.js'
import { WebhookSender } from './updates/webhook.js'
import { Callbacks } from './world/callbacks.js'
import { Files } from './world/files.js'
import { InlineQueries } from './world/inline.js'
import { MessageTable } from './world/message-table.js'
import { botAccount, currentGroup, prepare } from './world/prepare.js'
import { updateSettings, type World } from './world/world.js'

export interface SandboxOptions {
  /** 0: any free one. */
  port: number
  /** Default 127.0.0.1. */
  host?: string
  /** The state lies in the folder `sandbox` of it. Absent: in memory. One process at a time. */
  dataDir?: string
  /** Expiry and limits are computed from it. */
  clock?: TimeSource
  /** Answers 429 as Telegram does. Default true. */
  limits?: boolean
  /** Default: made at the first start and kept. */
  botToken?: string
}

export interface Sandbox {
  /** Root of the Bot API, and the page. */
  readonly url: string
  readonly botToken: string
  readonly botId: number
  readonly botUsername: string
  /** A forum supergroup where the bot is an administrator with every right. Follows a migration. */
  readonly staffGroupId: number
  readonly control: Control
  /** As the sandbox sees it: moved by `advance`, also before a restart. */
  now(): Instant
  /**
   * Looks at once and after every change until `look` finds something, and returns it. Rejects with `what` in its
   * message after `timeoutMs` (default 10 s of real time).
   */
  until<T>(
    look: (control: Control) => T | undefined | null | false,
    what?: string,
    timeoutMs?: number
  ): Promise<T>
  /** Where the page `texts.html` has them from. Nowhere before this is called. */
  showTexts(source: TextSource): void
  /** What the page's "Open the console" opens. Nothing before this is called. */
  offerConsole(link: ConsoleLink): void
  /** Ends every connection and closes the state. */
  stop(): Promise<void>
}

function worldOf(options: SandboxOptions): World {
  const store = new Store(options.dataDir === undefined ? undefined : join(options.dataDir, 'sandbox'))
  const clock = new MovableClock(options.clock ?? systemClock, store.counter('clock_moved_ms'))
  const changes = new Changes()
  try {
    return {
      clock,
      timers: new Timers(clock),
      store,
      changes,
      bot: botAccount(store, options.botToken),
      people: new Docs(store, 'person'),
      groups: new Docs(store, 'group'),
      members: new Docs(store, 'member'),
      topics: new Docs(store, 'topic'),
      settings: new Docs(store, 'setting'),
      commands: new Docs(store, 'commands'),
      messages: new MessageTable(store),
      updates: new UpdateQueue(store, clock),
      callbacks: new Callbacks(clock, changes, store),
      inline: new InlineQueries(clock),
      files: new Files(store)
    }
  } catch (error) {
    store.close()
    throw error
  }
}

/** Starts a Telegram that runs here: Bot API, control and page on one port. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const world = worldOf(options)
  const preparedGroup = prepare(world)
  const limits = new Limits(world.clock, options.limits ?? true)
  const faults = new Faults()
  const log = new CallLog(world.clock, world.changes)
  const poller = new Poller(world)
  const throttle = new WebhookThrottle(world)

  const changeWebhook = (params: Params): Described => {
    const was = updateSettings(world).url
    if (!setWebhook(world, params)) {
      return new Described(true, was === '' ? 'Webhook is already deleted' : 'Webhook is already set')
    }
    const is = updateSettings(world).url
    poller.terminate(
      is === '' ? 'terminated by other getUpdates request' : 'terminated by setWebhook request'
    )
    sender.restart()
    return new Described(true, is === '' ? 'Webhook was deleted' : 'Webhook was set')
  }
  const sender: WebhookSender = new WebhookSender(
    world,
    () => faults.away === 'no',
    () => changeWebhook(new Params({ url: '' })),
    reply => api.run(reply.method, reply.params)
  )
  const serverMethods: ReadonlyMap<string, ServerMethod> = new Map<string, ServerMethod>([
    ['getupdates', (params, gone) => poller.getUpdates(params, gone)],
    [
      'setwebhook',
      params => {
        if (limits.on && params.has('url')) throttle.check()
        return changeWebhook(params)
      }
    ],
    [
      'deletewebhook',
      params => changeWebhook(new Params({ drop_pending_updates: params.flag('drop_pending_updates') }))
    ],
    ['getwebhookinfo', () => webhookInfo(world)]
  ])
  const api: BotApi = new BotApi({ world, limits, faults, log, serverMethods })
  const staffGroupId = () => currentGroup(world, preparedGroup)
  const wake = () => {
    world.timers.look()
    sender.pump()
  }
  const control = buildControl({
    world,
    limits,
    faults,
    log,
    staffGroupId,
    wake,
    breakAll: () => api.breakAll()
  })
  let texts: TextSource | undefined
  let consoleLink: ConsoleLink | undefined
  const site = siteOf({ world, control, staffGroupId, texts: () => texts, consoleLink: () => consoleLink })
  const server = createServer(listenerOf({ world, api, site }))
  server.keepAliveTimeout = 60_000
  const address = await listen(server, options).catch(error => {
    sender.stop()
    world.timers.stop()
    world.store.close()
    throw error
  })
  const { bot } = world
  let stopped = false
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    botToken: bot.token,
    botId: bot.id,
    botUsername: bot.username,
    get staffGroupId() {
      return staffGroupId()
    },
    control,
    now: () => world.clock.now(),
    showTexts(source) {
      texts = source
    },
    offerConsole(link) {
      consoleLink = link
    },
    until: (look, what, timeoutMs) => until(world.changes, () => look(control), what, timeoutMs),
    stop: async () => {
      if (stopped) return
      stopped = true
      sender.stop()
      poller.stop()
      world.timers.stop()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await new Promise(resolve => setImmediate(resolve))
      world.store.close()
    }
  }
}

function listen(server: Server, { port, host = '127.0.0.1' }: SandboxOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('The sandbox has no port'))
      else resolve(address)
    })
  })
}
