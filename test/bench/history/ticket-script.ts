import { BindTopic, type CommandContext, ReceiveCustomerMessage, stepOf } from '#application'
import { type IncomingMessage, type TopicPlace, ticketStream } from '#domain'
import {
  type ConversationId,
  conversationIdFor,
  type EventId,
  eventIdFor,
  type JsonObject,
  messageIdFor,
  type SubjectId,
  type TicketId
} from '#kernel'
import { conceal, digestOf } from '#privacy'
import { sentence } from '../random.js'
import type { World } from './world.js'

export interface Customer {
  readonly userId: number
  readonly subjectId: SubjectId
  /** Counts the messages of the private chat. */
  messages: number
}

interface Written {
  readonly ticketId: TicketId
  readonly context: CommandContext
  /** The event that asks for the relay. */
  readonly message: EventId
}

/** One ticket from the first message to the resolution: what the running desk would have appended. */
export class TicketScript {
  readonly #conversationId: ConversationId
  readonly #name: string

  constructor(
    private readonly world: World,
    private readonly customer: Customer
  ) {
    this.#conversationId = conversationIdFor(customer.subjectId, world.bot)
    this.#name = `Customer ${customer.userId}`
  }

  async play(): Promise<void> {
    const { world } = this
    const first = await this.#customerWrites()
    if (!first) return
    const place = await this.#topic(first.ticketId, first.context)
    await this.#relay(first, place)
    await this.#notice(first.ticketId, eventIdFor(first.context.commandId, 0), 'opened')
    const agentId = world.agent()
    if (world.random.chance(0.5)) {
      const pressed = await world.update(this.#button(place), `agent:${agentId}`)
      await world.act(first.ticketId, { type: 'ClaimTicket', agentId }, pressed)
    }
    for (let rounds = 1 + world.random.below(4); rounds > 0; rounds--) {
      if (world.random.chance(0.15)) await this.#note(first.ticketId, place)
      await this.#reply(first.ticketId, place)
      if (rounds === 1) break
      const next = await this.#customerWrites()
      if (next) await this.#relay(next, place)
    }
    await this.#resolve(first.ticketId, place)
  }

  async #customerWrites(): Promise<Written | undefined> {
    const { world, customer } = this
    const telegramMessageId = ++customer.messages
    const text = sentence(world.random)
    const sentAt = Math.floor(world.now() / 1000) * 1000
    const from = { id: customer.userId, is_bot: false, first_name: 'Customer', language_code: 'en' }
    const update = {
      message_id: telegramMessageId,
      from,
      chat: { ...from, type: 'private' },
      date: sentAt / 1000,
      text
    }
    const context = {
      ...(await world.update({ message: update }, 'customer')),
      subjectId: customer.subjectId
    }
    const message: IncomingMessage = {
      messageId: messageIdFor(context.commandId),
      telegramMessageId,
      kind: 'text',
      sentAt,
      digest: await digestOf(world.desk.vault, customer.subjectId, text),
      soundsClosing: false,
      mediaGroup: null,
      replyToTelegramMessageId: null,
      personal: conceal({ text, entities: null, file: null, forwarded_from: null })
    }
    const conversation = {
      conversationId: this.#conversationId,
      bot: world.bot,
      language: 'en',
      customer: conceal({
        chat_id: customer.userId,
        user_id: customer.userId,
        first_name: 'Customer',
        last_name: null,
        username: `customer_${customer.userId}`,
        language_code: 'en'
      })
    }
    const shown = conceal({ display_name: this.#name, username: `customer_${customer.userId}` })
    const received = await world.receive.execute(
      new ReceiveCustomerMessage(conversation, shown, message, context)
    )
    if (!received.ok) return undefined
    const { ticketId, events } = received.value
    const index = events.findIndex(event => event.type === 'CustomerMessageReceived')
    return { ticketId, context, message: eventIdFor(context.commandId, index) }
  }

  async #topic(ticketId: TicketId, first: CommandContext): Promise<TopicPlace> {
    const { world } = this
    const place = { staffGroupId: world.group, chatId: world.chatId, threadId: world.threadId() }
    const opened = eventIdFor(first.commandId, 0)
    await world.deliver(opened, 'topic', this.#subject('topic', ticketId), 'createForumTopic', place.threadId)
    const echo = await world.update(
      this.#inTopic(place, { forum_topic_created: { name: this.#name } }),
      'process:intake'
    )
    await world.bindTopic.execute(new BindTopic(ticketId, place, echo))
    await world.deliver(opened, 'card', this.#subject('card', ticketId), 'sendMessage', place.threadId)
    const card = { type: 'RecordCard' as const, place, telegramMessageId: world.messageId() }
    await world.act(ticketId, card, stepOf(echo, 'card'))
    return place
  }

  async #relay({ ticketId, message }: Written, { threadId }: TopicPlace): Promise<void> {
    await this.world.deliver(message, 'relay', this.#subject('relay', ticketId), 'sendMessage', threadId)
  }

  async #notice(ticketId: TicketId, asked: EventId, notice: 'opened' | 'resolved'): Promise<void> {
    await this.world.deliver(asked, notice, this.#subject('customer_notice', ticketId), 'sendMessage', null)
  }

  async #note(ticketId: TicketId, place: TopicPlace): Promise<void> {
    const { world } = this
    const { text, agentId, context, source, sentAt } = await this.#staffWrites(place)
    const messageId = messageIdFor(context.commandId)
    const personal = conceal({ text, entities: null, file: null, forwarded_from: null })
    await world.act(
      ticketId,
      { type: 'AddNote', messageId, agentId, source, kind: 'text', sentAt, personal },
      context
    )
  }

  async #reply(ticketId: TicketId, place: TopicPlace): Promise<void> {
    const { world } = this
    const { text, agentId, context, source, sentAt } = await this.#staffWrites(place)
    const messageId = messageIdFor(context.commandId)
    const personal = conceal({ text, entities: null, file: null, forwarded_from: null })
    const asked = await world.act(
      ticketId,
      {
        type: 'RequestReply',
        messageId,
        agentId,
        source,
        kind: 'text',
        sentAt,
        mediaGroup: null,
        personal,
        now: world.now()
      },
      context
    )
    if (!asked) return
    await world.deliver(asked, 'reply', this.#subject('reply', ticketId), 'sendMessage', null)
    await world.act(
      ticketId,
      {
        type: 'ConfirmReply',
        messageId,
        telegramMessageIds: [++this.customer.messages],
        acceptedAt: world.now(),
        afterReply: 'waiting_on_customer'
      },
      { ...stepOf(context, 'confirm'), actor: 'process:delivery' }
    )
  }

  async #resolve(ticketId: TicketId, place: TopicPlace): Promise<void> {
    const { world } = this
    const context = await world.update(this.#button(place), `agent:${world.agent()}`)
    const resolve = { type: 'ResolveTicket' as const, cause: 'button' as const, now: world.now() }
    const resolved = await world.act(ticketId, resolve, context)
    if (resolved) await this.#notice(ticketId, resolved, 'resolved')
    if (world.random.chance(0.7)) return
    await world.act(
      ticketId,
      { type: 'CloseTicket', cause: 'inactivity', now: world.now() },
      stepOf(context, 'close')
    )
  }

  async #staffWrites(place: TopicPlace) {
    const { world } = this
    const agentId = world.agent()
    const text = sentence(world.random)
    const telegramMessageId = world.messageId()
    const context = await world.update(
      this.#inTopic(place, { message_id: telegramMessageId, text }),
      `agent:${agentId}`
    )
    return {
      text,
      agentId,
      context,
      source: { kind: 'message' as const, place, telegramMessageId },
      sentAt: world.now()
    }
  }

  #subject(kind: 'topic' | 'card' | 'relay' | 'reply' | 'customer_notice', ticketId: TicketId) {
    return {
      kind,
      ticketId,
      conversationId: this.#conversationId,
      staffGroupId: this.world.group,
      requestStream: ticketStream(ticketId),
      requestRevision: 0
    }
  }

  #inTopic({ chatId, threadId }: TopicPlace, more: JsonObject): JsonObject {
    const chat = { id: chatId, type: 'supergroup', is_forum: true, title: 'Support' }
    const from = { id: 9_000_001, is_bot: false, first_name: 'Agent' }
    const date = Math.floor(this.world.now() / 1000)
    return {
      message: {
        message_id: 1,
        message_thread_id: threadId,
        is_topic_message: true,
        from,
        chat,
        date,
        ...more
      }
    }
  }

  #button(place: TopicPlace): JsonObject {
    const from = { id: 9_000_001, is_bot: false, first_name: 'Agent' }
    return {
      callback_query: {
        id: '1',
        from,
        chat_instance: '1',
        data: 'claim',
        ...this.#inTopic(place, { text: 'card' })
      }
    }
  }
}
