import {
  type Sandbox,
  type SandboxMessage,
  type SandboxOptions,
  startSandbox,
  type TopicView
} from '#sandbox'
import { freePort } from '../servers/ports.js'
import type { Answer, Desk } from '../support/desk.js'
import { type DeskEnvironment, DeskProcess } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import type { Opened } from '../support/opened.js'
import { type Health, untilQuiet } from '../support/quiet.js'
import type { Seeded } from '../support/seeded.js'

export interface Said {
  readonly messageId: number
  /** The customer's name at that time. */
  readonly under: string
  readonly original: string
  /** After edits. */
  text: string
}

export interface Customer {
  readonly id: number
  /** The present one. */
  name: string
  readonly said: Said[]
}

export interface AgentReply {
  readonly messageId: number
  readonly chatId: number
  readonly threadId: number
  readonly text: string
}

export interface ApiReply {
  readonly ticketId: string
  readonly text: string
  readonly key: string
}

export interface ApiAssignment {
  readonly ticketId: string
  /** What the answer said that is on record. */
  readonly eventIds: readonly string[]
}

export interface OfficeOptions {
  readonly random: Seeded
  readonly customers: number
  readonly agents?: number
  readonly way?: 'polling' | 'webhook'
  /** Telegram's limits and the desk's budgets. */
  readonly limits?: boolean
  readonly env?: DeskEnvironment
  readonly dataDir?: string
  /** Extra arguments of Node for the desk. */
  readonly node?: readonly string[]
  /** Staff groups that share the work. */
  readonly groups?: number
  /** Telegram's clock; the system's by default. */
  readonly clock?: NonNullable<SandboxOptions['clock']>
}

/** A desk that is killed again and again on a busy machine is away most of the time. */
const answerPatienceMs = 120_000

/** Customers and agents at the sandbox, and the desk in a process of its own that may be killed at any moment. */
export class Office {
  readonly customers: Customer[] = []
  readonly replies: AgentReply[] = []
  readonly apiReplies: ApiReply[] = []
  readonly apiAssignments: ApiAssignment[] = []
  readonly killedAt: number[] = []
  /** The chats of the staff groups. */
  readonly groups: number[] = []
  #agents: { id: number; chatId: number }[] = []
  #count = 0
  process: DeskProcess | undefined
  desk: Desk | undefined

  private constructor(
    readonly sandbox: Sandbox,
    readonly dataDir: string,
    private readonly opened: Opened,
    private readonly random: Seeded,
    private readonly env: DeskEnvironment,
    private readonly node: readonly string[],
    private readonly now: () => number
  ) {}

  static async open(opened: Opened, options: OfficeOptions): Promise<Office> {
    const { random, customers, agents = 3, way = 'polling', limits = false, env = {}, clock } = options
    const dataDir = options.dataDir ?? opened.directory()
    const sandbox = opened.add(await startSandbox({ port: 0, limits, ...(clock && { clock }) }))
    const groups = [sandbox.staffGroupId]
    for (let n = 1; n < (options.groups ?? 1); n++)
      groups.push(sandbox.control.createGroup({ title: `Team ${n}` }).id)
    const port = String(await freePort())
    const webhook = `http://127.0.0.1:${port}/telegram/${sandbox.botId}/webhook`
    const all: DeskEnvironment = {
      PORT: port,
      TELEGRAM_BOT_TOKEN: sandbox.botToken,
      TELEGRAM_API_ROOT: sandbox.url,
      TELEGRAM_STAFF_GROUP_ID: groups.join(),
      TELEGRAM_LIMITS: limits ? 'on' : 'off',
      ...(way === 'webhook' && { TELEGRAM_WEBHOOK_URL: webhook }),
      LOG_LEVEL: 'warn',
      ...env
    }
    const now = clock?.now ?? Date.now
    const office = new Office(sandbox, dataDir, opened, random, all, options.node ?? [], now)
    office.groups.push(...groups)
    for (let n = 0; n < customers; n++) office.addCustomer(`Customer ${n}`)
    for (const group of groups) for (let n = 0; n < agents; n++) office.addAgent(group)
    return office
  }

  /** What a desk must be told of this Telegram. */
  get telegram(): DeskEnvironment {
    return Object.fromEntries(Object.entries(this.env).filter(([name]) => name.startsWith('TELEGRAM_')))
  }

  addCustomer(name: string): Customer {
    const { id } = this.sandbox.control.createCustomer({ first_name: name, language_code: 'en' })
    const customer = { id, name, said: [] }
    this.customers.push(customer)
    return customer
  }

  addAgent(chatId: number): void {
    const name = `Agent ${this.#agents.length}`
    const username = `agent_${this.#agents.length}_of_desk`
    const { id } = this.sandbox.control.createAgent({ first_name: name, username, chat_id: chatId })
    this.#agents.push({ id, chatId })
  }

  /** Known before they do anything, so that there is somebody to give tickets to from the first on. */
  async listAgents(desk: Desk): Promise<void> {
    for (const [n, { id }] of this.#agents.entries()) {
      const listed = { telegram_user_id: id, display_name: `Agent ${n}` }
      const { status } = await desk.post('/api/v1/agents', listed)
      if (status !== 201) throw new Error(`an agent was answered ${status}`)
    }
  }

  /** Undefined: its log is a file of its own. */
  get logUrl(): string | undefined {
    return this.env['DESK_EVENT_LOG_URL']
  }

  /** Topics of tickets in all groups. */
  get topics(): TopicView[] {
    const groups = new Set(this.#agents.map(({ chatId }) => chatId))
    return [...groups].flatMap(chat_id =>
      this.sandbox.control.topics({ chat_id }).filter(({ thread_id }) => thread_id > 1)
    )
  }

  /** Starts the process and returns at once. */
  launch(): DeskProcess {
    this.desk = undefined
    this.process = this.opened.add(new DeskProcess({ dataDir: this.dataDir, env: this.env, node: this.node }))
    return this.process
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    this.killedAt.push(this.now())
    await this.process?.kill(signal)
  }

  async start(): Promise<Desk> {
    this.desk = await this.launch().ready()
    return this.desk
  }

  /** Telegram has nothing left to tell, and the desk nothing to do. */
  quiet(patienceMs?: number): Promise<Health> {
    if (!this.desk) throw new Error('the desk does not run')
    return untilQuiet(this.desk, { also: this.toldAll(), ...(patienceMs !== undefined && { patienceMs }) })
  }

  /** Whether Telegram has told everything; lets its time pass while it waits to try a webhook again. */
  toldAll(): () => boolean {
    const { control } = this.sandbox
    let moved = Number.NEGATIVE_INFINITY
    return () => {
      const waiting = control.pendingUpdates()
      // Telegram's pauses between its tries to reach a webhook grow to two minutes.
      if (waiting.some(({ failures }) => failures > 0) && performance.now() - moved > 1000) {
        control.advance({ seconds: 130 })
        moved = performance.now()
      }
      return waiting.length === 0
    }
  }

  says(customer: Customer, text = `${customer.name} says ${this.#count++}`): Said {
    const { message_id: messageId } = this.sandbox.control.customerSays({ user_id: customer.id, text })
    const said = { messageId, under: customer.name, original: text, text }
    customer.said.push(said)
    return said
  }

  edits(customer: Customer, said: Said): void {
    said.text = `${said.original} (edit ${this.#count++})`
    this.sandbox.control.edit({ user_id: customer.id, message_id: said.messageId, text: said.text })
  }

  /** Something plain in a topic, by one of the agents of its group. */
  writes(threadId: number, text: string, chatId = this.sandbox.staffGroupId): SandboxMessage {
    const colleagues = this.#agents.filter(each => each.chatId === chatId)
    const agent = this.random.pick(colleagues)
    return this.sandbox.control.agentSays({ user_id: agent.id, chat_id: chatId, thread_id: threadId, text })
  }

  repliesIn(threadId: number, chatId = this.sandbox.staffGroupId): void {
    const text = `Reply ${this.#count++} of an agent`
    const { message_id: messageId } = this.writes(threadId, text, chatId)
    this.replies.push({ messageId, chatId, threadId, text })
  }

  presses(threadId: number, button: string, chatId = this.sandbox.staffGroupId): void {
    const { control } = this.sandbox
    const card = control
      .messages({ chat_id: chatId, thread_id: threadId })
      .find(({ reply_markup: markup }) => markup?.inline_keyboard.flat().some(({ text }) => text === button))
    const agent = this.random.pick(this.#agents.filter(each => each.chatId === chatId))
    if (card) control.press({ user_id: agent.id, chat_id: chatId, message_id: card.message_id, text: button })
  }

  /** Asks until there is an answer, whoever dies meanwhile, and `times` times: the key makes it one reply. */
  async repliesByApi(ticketId: string, times = 1): Promise<void> {
    const number = this.#count++
    const reply = { ticketId, text: `Reply ${number} of a program`, key: `key-of-reply-${number}` }
    let status = 0
    for (let asked = 0; asked < times; asked++) status = await this.#asks(reply)
    // 409: the ticket was closed meanwhile.
    if (status === 202) this.apiReplies.push(reply)
    else if (status !== 409) throw new Error(`a reply by the API was answered ${status}`)
  }

  /** As a reply is asked for. 409: whoever is named carries enough, or the ticket is over. */
  async assignsByApi(ticketId: string, body: object): Promise<void> {
    const key = `key-of-assignment-${this.#count++}`
    const path = `/api/v1/tickets/${ticketId}/assignments`
    const answer = await this.#answered<{ events: { id: string }[] }>(path, body, key)
    if (answer.status === 200)
      this.apiAssignments.push({ ticketId, eventIds: answer.body.events.map(({ id }) => id) })
    else if (answer.status !== 409) throw new Error(`an assignment was answered ${answer.status}`)
  }

  async #asks({ ticketId, text, key }: ApiReply): Promise<number> {
    return (await this.#answered(`/api/v1/tickets/${ticketId}/replies`, { text }, key)).status
  }

  #answered<T>(path: string, body: object, key: string): Promise<Answer<T>> {
    const asking = async () => {
      const answer = await this.desk?.post<T>(path, body, { 'idempotency-key': key })
      return answer && answer.status < 500 ? answer : undefined
    }
    return eventually('an answer to a program', asking, answerPatienceMs)
  }
}
