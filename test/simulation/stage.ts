import type { Sandbox, SandboxMessage } from '#sandbox'
import type { Customer, Office } from '../faults/office.js'
import type { Recorded, ThreadMessage, Ticket } from '../support/api-types.js'
import type { Desk } from '../support/desk.js'
import { eventually } from '../support/eventually.js'

/** Stands in all that no customer may ever get. */
export const internal = 'INTERNAL'
const patienceMs = 120_000

export type Twice = 'no' | 'update' | 'command'

export interface Topic {
  readonly chat_id: number
  readonly thread_id: number
}

type Said = Parameters<Sandbox['control']['customerSays']>[0]
type More = Pick<
  Parameters<Sandbox['control']['agentSays']>[0],
  'entities' | 'forwarded_from' | 'media' | 'media_group_id' | 'reply_to_message_id'
>

/** One customer and those who answer, beside others on the same desk. What they do is brought or given twice where wished. */
export class Stage {
  readonly customer: Customer
  readonly #checks: (() => unknown)[] = []
  readonly #agents = new Map<string, number>()
  #topic: Topic | undefined

  constructor(
    readonly name: string,
    readonly office: Office,
    readonly twice: Twice
  ) {
    this.customer = office.addCustomer(`Customer of ${name}`)
  }

  get control() {
    return this.office.sandbox.control
  }

  get desk(): Desk {
    if (!this.office.desk) throw new Error('the desk does not run')
    return this.office.desk
  }

  /** Looked at once the desk is quiet. */
  afterwards(check: () => unknown): void {
    this.#checks.push(check)
  }

  async check(): Promise<void> {
    for (const check of this.#checks) await check()
  }

  /** The update of what `act` does comes twice, where that is the case that is played. */
  told<T>(act: () => T): T {
    if (this.twice === 'update') this.control.duplicateUpdates()
    return act()
  }

  says(text: string): SandboxMessage {
    const { messageId } = this.told(() => this.office.says(this.customer, text))
    return this.#find(this.customer.id, messageId)
  }

  /** What the thread should hold of it, if anything. */
  starts(text: string, held?: string): void {
    const { message_id: messageId } = this.told(() =>
      this.control.customerSays({ user_id: this.customer.id, text })
    )
    if (held !== undefined) this.#said(messageId, held)
  }

  /** Anything but a text, and what the thread says of it. */
  sends(content: Omit<Said, 'user_id'>, held: string): SandboxMessage {
    const message = this.told(() => this.control.customerSays({ user_id: this.customer.id, ...content }))
    this.#said(message.message_id, held)
    return message
  }

  /** The last message is what `content` says from now on. */
  changes(content: Pick<Said, 'media' | 'text'>, held: string): void {
    const last = this.customer.said.at(-1)
    if (!last) throw new Error(`${this.name} has said nothing`)
    const at = { user_id: this.customer.id, message_id: last.messageId }
    this.told(() => this.control.edit({ ...at, ...content }))
    last.text = held
  }

  /** What an agent writes to the customer. */
  replies(text: string, by = 'Colleague', more: More = {}): SandboxMessage {
    const message = this.writes(text, by, more)
    const { chat_id: chatId, thread_id: threadId } = this.topic
    this.office.replies.push({ messageId: message.message_id, chatId, threadId, text })
    return message
  }

  /** The agent's own message, which was a reply. */
  corrects({ message_id: messageId }: SandboxMessage, text: string, by = 'Colleague'): void {
    const at = { user_id: this.#agent(by), chat_id: this.topic.chat_id, message_id: messageId }
    this.told(() => this.control.edit({ ...at, text }))
    const { replies } = this.office
    const n = replies.findIndex(each => each.messageId === messageId && each.chatId === at.chat_id)
    const reply = replies[n]
    if (reply) replies[n] = { ...reply, text }
  }

  /** Nobody is told. */
  deletesTopic(): void {
    this.control.deleteTopic({ user_id: this.#agent('Colleague'), ...this.topic })
  }

  /** Of which the desk learns with the next message. */
  renames(first_name: string): void {
    this.control.renamePerson({ user_id: this.customer.id, first_name })
    this.customer.name = first_name
  }

  /** Anything in the topic. */
  writes(text: string, by = 'Agent', more: More = {}): SandboxMessage {
    const at = { user_id: this.#agent(by), ...this.topic }
    return this.told(() => this.control.agentSays({ ...at, text, ...more }))
  }

  /** Given twice, where that is the case that is played. */
  commands(text: string, by = 'Agent', more: More = {}): SandboxMessage {
    if (this.twice === 'command') this.writes(text, by, more)
    return this.writes(text, by, more)
  }

  presses(button: string): void {
    const { chat_id, message_id } = this.withButton(button)
    const press = () =>
      this.told(() =>
        this.control.press({ user_id: this.#agent('Agent'), chat_id, message_id, text: button })
      )
    if (this.twice === 'command') press()
    press()
  }

  withButton(button: string): SandboxMessage & { chat_id: number } {
    const found = this.inTopic().find(({ reply_markup: markup }) =>
      markup?.inline_keyboard.flat().some(({ text }) => text === button)
    )
    if (!found) throw new Error(`there is no button ${button} in the topic of ${this.name}`)
    return { ...found, chat_id: this.topic.chat_id }
  }

  /** The newest ticket of the customer, once it is as it should be. */
  ticket(what: string, is: (ticket: Ticket) => boolean = () => true): Promise<Ticket> {
    const look = async () => {
      const own = (await this.desk.tickets()).filter(
        ({ customer }) => customer.display_name === this.customer.name
      )
      return own[0] && is(own[0]) ? own[0] : undefined
    }
    return this.comes(`a ticket that ${what}`, look)
  }

  /** Waits for the ticket's topic; agents write there from then on. */
  async topicOpens(besides?: number): Promise<Ticket> {
    const ticket = await this.ticket(
      'has a topic',
      ({ topic }) => topic !== null && topic.thread_id !== besides
    )
    this.#topic = ticket.topic ?? undefined
    return ticket
  }

  get topic(): Topic {
    if (!this.#topic) throw new Error(`${this.name} has no topic yet`)
    return this.#topic
  }

  /** What the bot wrote there, oldest first. */
  inTopic(): SandboxMessage[] {
    const at = { ...this.topic, limit: 100_000 }
    return this.control.messages(at).filter(({ from, service }) => from?.is_bot && !service)
  }

  /** What the bot wrote in General of each staff group. */
  inGeneral(): string[] {
    return this.office.groups.flatMap(chat_id =>
      this.control
        .messages({ chat_id, thread_id: 0, limit: 100_000 })
        .flatMap(({ from, text }) => (from?.is_bot && text !== undefined ? [text] : []))
    )
  }

  /** What the customer has got, oldest first. */
  received(): SandboxMessage[] {
    const at = { chat_id: this.customer.id, limit: 100_000 }
    return this.control.messages(at).filter(({ from }) => from?.is_bot)
  }

  async thread(): Promise<ThreadMessage[]> {
    return this.desk.thread((await this.ticket('is there')).id)
  }

  async events(type: string): Promise<Recorded[]> {
    const { id } = await this.ticket('is there')
    return (await this.desk.events(id)).filter(each => each.type === type)
  }

  comes<T>(what: string, look: () => T | undefined | false | null | Promise<T | undefined | false | null>) {
    return eventually(`${this.name}: ${what}`, look, patienceMs, 100)
  }

  #said(messageId: number, text: string): void {
    this.customer.said.push({ messageId, under: this.customer.name, original: text, text })
  }

  /** By the name; new ones join the group. */
  #agent(name: string): number {
    const known = this.#agents.get(name)
    if (known !== undefined) return known
    const { chat_id } = this.topic
    const first_name = `${name} of ${this.name}`
    const { id } = this.control.createAgent({ first_name, chat_id })
    this.#agents.set(name, id)
    return id
  }

  #find(chat_id: number, messageId: number): SandboxMessage {
    const found = this.control
      .messages({ chat_id, limit: 100_000 })
      .find(each => each.message_id === messageId)
    if (!found) throw new Error('the message is not there')
    return found
  }
}
