import { freePort } from '../servers/ports.js'
import type { Ticket } from '../support/api-types.js'
import type { Desk } from '../support/desk.js'
import { type DeskEnvironment, DeskProcess } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import type { Opened } from '../support/opened.js'
import { BotApi, type Call, type Customer, type Message, saidIn, textOf } from './bot-api/index.js'

export type Way = 'polling' | 'webhook'

export interface PlayOptions {
  readonly way?: Way
  readonly env?: DeskEnvironment
}

/** A desk and the Bot API server that it works against. */
export class Play {
  private constructor(
    readonly api: BotApi,
    readonly dataDir: string,
    private readonly opened: Opened,
    private readonly env: DeskEnvironment,
    public process: DeskProcess,
    public desk: Desk
  ) {}

  static async start(opened: Opened, { way = 'polling', env = {} }: PlayOptions = {}): Promise<Play> {
    const dataDir = opened.directory()
    const api = opened.add(await BotApi.start())
    const webhook = way === 'webhook' ? await webhookOf(api) : {}
    const all = { ...api.env, ...webhook, TELEGRAM_LIMITS: 'off', ...env }
    const process = opened.add(new DeskProcess({ dataDir, env: all }))
    return new Play(api, dataDir, opened, all, process, await process.ready())
  }

  /** Another desk on a data directory that there is, with the same Telegram unless `env` says otherwise. */
  static async on(opened: Opened, api: BotApi, dataDir: string, env: DeskEnvironment = {}): Promise<Play> {
    const all = { ...api.env, TELEGRAM_LIMITS: 'off', ...env }
    const process = opened.add(new DeskProcess({ dataDir, env: all }))
    return new Play(api, dataDir, opened, all, process, await process.ready())
  }

  /** Ends the process, does `meanwhile` and starts the desk anew on the same data. */
  async restart(signal: NodeJS.Signals = 'SIGTERM', meanwhile: () => unknown = () => {}): Promise<void> {
    await this.process.kill(signal)
    await meanwhile()
    this.process = this.opened.add(new DeskProcess({ dataDir: this.dataDir, env: this.env }))
    this.desk = await this.process.ready()
  }

  /** The only ticket there is, once it is as it should be. */
  ticket(what: string, is: (ticket: Ticket) => boolean = () => true): Promise<Ticket> {
    return eventually(`a ticket that ${what}`, async () => {
      const [ticket, more] = await this.desk.tickets()
      if (more) throw new Error('there is more than one ticket')
      return ticket && is(ticket) ? ticket : undefined
    })
  }

  /** The newest ticket of `customer`'s conversation with its topic. */
  async openedBy(customer: Customer, text: string): Promise<{ ticket: Ticket; thread: number }> {
    const before = new Set((await this.desk.tickets()).map(({ id }) => id))
    customer.says(text)
    const ticket = await eventually('a new ticket with a topic', async () =>
      (await this.desk.tickets()).find(({ id, topic }) => !before.has(id) && topic !== null)
    )
    const thread = ticket.topic?.thread_id ?? 0
    await this.shown(thread, text)
    return { ticket, thread }
  }

  /** The first message in the topic that the bot wrote and that holds `text`. */
  shown(thread: number, text: string): Promise<Message> {
    return eventually(`"${text}" in the topic`, () =>
      this.inTopic(thread).find(each => saidIn(each).includes(text))
    )
  }

  /** What the bot wrote in the topic, oldest first; service messages aside. */
  inTopic(thread: number): Message[] {
    const { world } = this.api
    return world
      .in(world.group.id, thread)
      .filter(each => each.from?.id === world.bot.id && textOf(each) !== '')
  }

  /** A text that the customer has got from the bot. */
  got(customer: Customer, text: string): Promise<string> {
    return eventually(`the customer gets "${text}"`, () =>
      customer.received.find(each => each.includes(text))
    )
  }

  reaction(message: Message, emoji: string): Promise<true> {
    const key = `${message.chat.id}:${message.message_id}`
    return eventually(`${emoji} on a message`, () => this.api.world.reactions.get(key) === emoji || undefined)
  }

  /** The call that answers a press. */
  answerTo(pressId: string): Promise<Call> {
    return eventually('the press is answered', () =>
      this.api.callsOf('answerCallbackQuery').find(({ params }) => params['callback_query_id'] === pressId)
    )
  }
}

async function webhookOf(api: BotApi): Promise<DeskEnvironment> {
  const port = await freePort()
  const path = `/telegram/${api.world.bot.id}/webhook`
  return { PORT: String(port), TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port}${path}` }
}
