import {
  type CustomerPersonal,
  EditCustomerMessage,
  GreetCustomer,
  type MessagePersonal,
  ReceiveCustomerMessage,
  RecordReachability,
  RenameCustomer,
  type TicketCustomerPersonal
} from '#application'
import { conversationDecider, conversationStream } from '#domain'
import { type ConversationId, conversationIdFor, messageIdFor, ok, type SubjectId } from '#kernel'
import { conceal, digestOf, KeyGone } from '#privacy'
import type { CustomerEdit, CustomerMessage, CustomerReach, CustomerStart, Person } from '#telegram'
import type { Cause } from './cause.js'
import { soundsClosing } from './closing-remark.js'
import type { FormAnswers } from './forms.js'
import {
  customersPersonalOf,
  displayNameOf,
  kindOf,
  languageOf,
  nameOf,
  textToDigest
} from './message-facts.js'
import type { IntakeOptions } from './options.js'
import type { Ratings } from './ratings.js'

/** Whoever writes in a private chat with the bot. */
interface Customer {
  readonly person: Person
  readonly chatId: number
  readonly subjectId: SubjectId
  readonly conversationId: ConversationId
}

const justReadMs = 1000

type FromCustomer = CustomerMessage | CustomerEdit | CustomerStart | CustomerReach

function timeOf(update: FromCustomer): number {
  switch (update.kind) {
    case 'customer_edit':
      return update.editedAt
    case 'customer_blocked':
    case 'customer_unblocked':
      return update.at
    case 'customer_message':
    case 'customer_start':
      return update.sentAt
  }
}

export function createCustomers(
  { desk, commands, client }: IntakeOptions,
  ratings: Ratings,
  forms: FormAnswers
) {
  const bot = client.botId

  async function customerOf({ customer: person, chatId }: FromCustomer): Promise<Customer> {
    const subjectId = await desk.vault.subjectFor(person.id)
    return { person, chatId, subjectId, conversationId: conversationIdFor(subjectId, bot) }
  }

  const aboutConversation = ({ conversationId, person, chatId }: Customer) => ({
    conversationId,
    bot,
    language: languageOf(person),
    customer: conceal({
      chat_id: chatId,
      user_id: person.id,
      ...nameOf(person),
      language_code: person.languageCode ?? null
    } satisfies CustomerPersonal)
  })

  const contextFor = (cause: Cause, word: string, { subjectId, conversationId }: Customer) =>
    cause.context(word, { actor: 'customer', correlationId: conversationId, subjectId })

  /** Whoever writes has not blocked the bot: a message says so as of its date. */
  async function reachableAgain(cause: Cause, customer: Customer, at: number): Promise<void> {
    // As read for the name, right before.
    const stream = conversationStream(customer.conversationId)
    const { state } = await desk.runner.load(conversationDecider, stream, justReadMs)
    if (state.started && !state.reachable) await recordReach(cause, customer, true, at)
  }

  const recordReach = (cause: Cause, customer: Customer, reachable: boolean, at: number) =>
    commands.execute(
      new RecordReachability(customer.conversationId, reachable, at, contextFor(cause, 'reachable', customer))
    )

  /** Before anything is made of what they wrote: a ticket that it opens has the present name. */
  const rename = (cause: Cause, customer: Customer, at: number) => {
    const { conversationId, person, subjectId } = customer
    const context = { ...contextFor(cause, 'rename', customer), subjectId }
    return commands.execute(new RenameCustomer(conversationId, nameOf(person), at, context))
  }

  async function receive(cause: Cause, update: CustomerMessage | CustomerEdit, customer: Customer) {
    const { content, messageId: telegramMessageId, sentAt } = update
    const context = contextFor(cause, 'receive', customer)
    const ticketCustomer: TicketCustomerPersonal = {
      display_name: displayNameOf(customer.person),
      username: customer.person.username ?? null
    }
    const message = {
      messageId: messageIdFor(context.commandId),
      telegramMessageId,
      kind: kindOf(content.kind),
      sentAt,
      digest: await digestOf(desk.vault, customer.subjectId, textToDigest(content)),
      soundsClosing: content.kind === 'text' && soundsClosing(content.text),
      mediaGroup: content.mediaGroupId ?? null,
      replyToTelegramMessageId: update.replyTo?.messageId ?? null,
      ...(update.threadId !== undefined && { threadId: update.threadId }),
      personal: conceal(customersPersonalOf(update))
    }
    if (update.kind === 'customer_message' && (await forms.write(cause, customer, update, message.messageId)))
      return ok(undefined)
    const { messageId: answered } = update.replyTo ?? {}
    if (content.kind === 'text' && answered !== undefined) {
      if (await ratings.comment(cause, customer, message, answered)) return ok(undefined)
    }
    return commands.execute(
      new ReceiveCustomerMessage(aboutConversation(customer), conceal(ticketCustomer), message, context)
    )
  }

  /** As if they had written what the button says, where it stands. */
  async function asksForHelp(cause: Cause, person: Person, telegramMessageId: number, text: string) {
    const subjectId = await desk.vault.subjectFor(person.id)
    const conversationId = conversationIdFor(subjectId, bot)
    const customer = { person, chatId: person.id, subjectId, conversationId }
    const context = contextFor(cause, 'help', customer)
    const content: MessagePersonal = { text, entities: null, file: null, forwarded_from: null }
    const message = {
      ...{ messageId: messageIdFor(context.commandId), telegramMessageId, kind: 'text' as const },
      ...{ sentAt: desk.clock.now(), soundsClosing: false, mediaGroup: null, replyToTelegramMessageId: null },
      digest: await digestOf(desk.vault, subjectId, text),
      personal: conceal(content)
    }
    const name = { display_name: displayNameOf(person), username: person.username ?? null }
    return commands.execute(
      new ReceiveCustomerMessage(aboutConversation(customer), conceal(name), message, context)
    )
  }

  async function edit(cause: Cause, update: CustomerEdit, customer: Customer) {
    const { content, messageId: telegramMessageId, editedAt } = update
    const change = {
      telegramMessageId,
      kind: kindOf(content.kind),
      digest: await digestOf(desk.vault, customer.subjectId, textToDigest(content)),
      soundsClosing: content.kind === 'text' && soundsClosing(content.text),
      sentAt: editedAt,
      personal: conceal(customersPersonalOf(update))
    }
    const context = contextFor(cause, 'edit', customer)
    const outcome = await commands.execute(new EditCustomerMessage(customer.conversationId, change, context))
    // Of a message that never came here, or that was a command: what it says now is news.
    return !outcome.ok && outcome.reason === 'unknown_message' ? receive(cause, update, customer) : outcome
  }

  async function once(cause: Cause, update: FromCustomer) {
    const customer = await customerOf(update)
    const renamed = await rename(cause, customer, timeOf(update))
    if (!renamed.ok && renamed.reason === 'customer_forgotten') return renamed
    switch (update.kind) {
      case 'customer_blocked':
        return recordReach(cause, customer, false, update.at)
      case 'customer_unblocked':
        return recordReach(cause, customer, true, update.at)
      case 'customer_start':
        await reachableAgain(cause, customer, update.sentAt)
        return commands.execute(
          new GreetCustomer(
            aboutConversation(customer),
            { payload: update.payload, threadId: update.threadId },
            contextFor(cause, 'greet', customer)
          )
        )
      case 'customer_message':
        await reachableAgain(cause, customer, update.sentAt)
        return receive(cause, update, customer)
      case 'customer_edit':
        return edit(cause, update, customer)
    }
  }

  return {
    asksForHelp,
    /** Somebody forgotten in the middle of it comes back as a new subject, so it is done again, as for that one. */
    async handle(cause: Cause, update: FromCustomer): Promise<void> {
      for (let attempt = 1; attempt <= 2; attempt++) {
        try {
          const outcome = await once(cause, update)
          if (outcome.ok || outcome.reason !== 'customer_forgotten') return
        } catch (error) {
          if (!(error instanceof KeyGone)) throw error
        }
      }
      throw new Error('the customer was forgotten while the message was handled, twice')
    }
  }
}

export type Customers = ReturnType<typeof createCustomers>
