import { Inject, Optional } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  allotmentOf,
  type ConversationState,
  conversationDecider,
  conversationStream,
  type IncomingMessage,
  type TicketCommand,
  ticketDecider
} from '#domain'
import {
  type BotId,
  type ConversationId,
  type Outcome,
  ok,
  type Personal,
  type QueueId,
  refuse,
  type SubjectId,
  type TicketId,
  ticketCodeFor,
  ticketIdFor
} from '#kernel'
import { conceal, reveal } from '#privacy'
import { type CommandContext, stepOf } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { inOrder } from '../in-order.js'
import { fittingFields } from '../links/fitting-fields.js'
import { LINKS, type LinkOpening, type Links } from '../links/links.js'
import { withRules } from '../rules/ruled.js'
import { withSlots } from '../slots/with-slots.js'
import { sourceOfTicket } from './source-of-ticket.js'

/**
 * A message from the private chat, into the ticket it belongs to: the last one allotted at or below its message id.
 * A new ticket is allotted only when that one is closed (or resolved for longer than the desk allows) and does not know the command.
 */
export class ReceiveCustomerMessage extends Command<
  Outcome<Done & { readonly ticketId: TicketId }, 'customer_forgotten'>
> {
  constructor(
    readonly conversation: {
      readonly conversationId: ConversationId
      readonly bot: BotId
      readonly language: string | null
      readonly customer: Personal
    },
    /** Under which name the ticket is opened. */
    readonly ticketCustomer: Personal,
    readonly message: IncomingMessage,
    readonly context: CommandContext
  ) {
    super()
  }
}

/** `finished`: the ticket takes no more of this. `not_opened`: allotted, then a crash. `elsewhere`: somebody else was first, look again. */
type Step = Outcome<
  Done & { readonly ticketId: TicketId },
  'customer_forgotten' | 'finished' | 'not_opened' | 'elsewhere'
>

/** Intake has just read it. */
const conversationMaxAgeMs = 1000

@CommandHandler(ReceiveCustomerMessage)
export class ReceiveCustomerMessageHandler implements ICommandHandler<ReceiveCustomerMessage> {
  constructor(
    @Inject(DESK) private readonly desk: Desk,
    /** Absent: every payload is a plain source. */
    @Optional() @Inject(LINKS) private readonly links?: Links
  ) {}

  async execute(asked: ReceiveCustomerMessage) {
    for (let steps = 0; steps < 20; steps++) {
      // What an older state leads to is refused by the streams themselves, and then it is read anew.
      const step = await this.#step(asked, steps === 0 ? conversationMaxAgeMs : 0)
      if (step.ok) return step
      if (step.reason === 'customer_forgotten') return refuse('customer_forgotten')
    }
    throw new Error(`message ${asked.message.messageId} finds no ticket`)
  }

  async #step(asked: ReceiveCustomerMessage, maxAgeMs: number): Promise<Step> {
    const { conversation, message, context } = asked
    const stream = conversationStream(conversation.conversationId)
    const { state } = await this.desk.runner.load(conversationDecider, stream, maxAgeMs)
    if (!state.started) return this.#start(asked, stream)
    const found = allotmentOf(state, message.telegramMessageId)
    if (found) {
      const { ticketId } = found.allotment
      const received = await this.#deliver(asked, ticketId, !found.current)
      if (received.ok) return received
      if (received.reason === 'not_opened') return this.#open(asked, ticketId, state)
      if (received.reason !== 'finished') return received
    }
    const ticketId = ticketIdFor(context.commandId)
    const allotted = await this.#allot(asked, stream, state, ticketId)
    if (!allotted.ok) return refuse('elsewhere')
    return this.#open(asked, ticketId, state)
  }

  /** Conversation and first ticket in one append: a new customer waits for the disk once less. */
  async #start(asked: ReceiveCustomerMessage, stream: string): Promise<Step> {
    const { conversation, message, context } = asked
    const firstTicket = { ticketId: ticketIdFor(context.commandId), fromMessageId: message.telegramMessageId }
    const command = { type: 'StartConversation' as const, ...conversation, firstTicket }
    const started = await this.desk.runner.run(conversationDecider, stream, command, stepOf(context, 'start'))
    if (!started.ok)
      return refuse(started.reason === 'customer_forgotten' ? 'customer_forgotten' : 'elsewhere')
    const { events, repeated } = started.value
    if (repeated || events.length === 0) return refuse('elsewhere')
    return this.#open(asked, firstTicket.ticketId, conversationDecider.initial)
  }

  async #deliver(asked: ReceiveCustomerMessage, ticketId: TicketId, late: boolean): Promise<Step> {
    const { message, context } = asked
    const { reopenWithinS, closingRemarkWithinS } = await this.desk.settings.desk()
    const now = this.desk.clock.now()
    const command = {
      type: 'ReceiveCustomerMessage' as const,
      message,
      late,
      reopenWithinS,
      closingRemarkWithinS,
      now
    }
    const outcome = await this.#run(command, ticketId, context)
    if (outcome.ok) return ok({ ...outcome.value, ticketId })
    switch (outcome.reason) {
      case 'customer_forgotten':
        return refuse('customer_forgotten')
      case 'unknown_ticket':
        return refuse('not_opened')
      case 'ticket_closed':
        return refuse('finished')
      case 'reopen_window_passed': {
        const close = { type: 'CloseTicket' as const, cause: 'reopen_window_passed' as const, now }
        await this.#run(close, ticketId, stepOf(context, 'close'))
        return refuse('finished')
      }
      default:
        throw new Error(`a ticket refused a customer's message: ${outcome.reason}`)
    }
  }

  #run(asked: TicketCommand | readonly TicketCommand[], ticketId: TicketId, context: CommandContext) {
    const command = [asked].flat()
    return withRules(this.desk, inOrder(ticketDecider), { commands: command, context }, decider =>
      withSlots(this.desk, { decider, command, ticketId, context })
    )
  }

  async #queueFor(opening: LinkOpening | undefined): Promise<QueueId> {
    const { settings } = this.desk
    const wanted = opening?.queueId ?? null
    return wanted !== null && (await settings.queueExists(wanted)) ? wanted : settings.defaultQueue()
  }

  /** What a link does at once: its fields as they fit today, then the form that asks for the rest. */
  async #first(opening: LinkOpening | undefined, { subjectId }: CommandContext): Promise<TicketCommand[]> {
    if (!opening) return []
    const { vault, settings, sealer } = this.desk
    const from = { vault, settings, reads: { sealer, messages: { get: async () => undefined } } }
    const asked = { ticketId: null, subjectId: (subjectId ?? null) as SubjectId | null }
    const fields = await fittingFields(from, { ...asked, given: opening.fields })
    const form = opening.form === null ? undefined : ({ type: 'RequestForm', form: opening.form } as const)
    return [fields, form].filter(one => one !== undefined)
  }

  #allot({ message, context }: ReceiveCustomerMessage, stream: string, at: ConversationState, to: TicketId) {
    const command = {
      type: 'AllotTicket' as const,
      ticketId: to,
      fromMessageId: message.telegramMessageId,
      previousTicketId: at.allotments.at(-1)?.ticketId ?? null
    }
    return this.desk.runner.run(conversationDecider, stream, command, stepOf(context, 'allot'))
  }

  /** `before` may hold the ticket already (opened after a crash) or end right before it. */
  async #open(asked: ReceiveCustomerMessage, ticketId: TicketId, before: ConversationState): Promise<Step> {
    const { conversation, ticketCustomer, message, context } = asked
    const index = before.allotments.findIndex(allotment => allotment.ticketId === ticketId)
    const previous = index < 0 ? before.allotments.at(-1) : before.allotments[index - 1]
    const source = before.started
      ? await sourceOfTicket(this.desk, conversation.conversationId, ticketId)
      : undefined
    const opening = source === undefined ? undefined : await this.links?.open(source)
    const command = {
      type: 'OpenTicket' as const,
      ticketId,
      code: ticketCodeFor(ticketId),
      conversationId: conversation.conversationId,
      bot: conversation.bot,
      queueId: await this.#queueFor(opening),
      language: conversation.language,
      previousTicketId: previous?.ticketId ?? null,
      customer:
        source === undefined || opening ? ticketCustomer : conceal({ ...reveal(ticketCustomer), source }),
      message
    }
    const opened = await this.#run([command, ...(await this.#first(opening, context))], ticketId, context)
    if (!opened.ok) return refuse(opened.reason === 'customer_forgotten' ? 'customer_forgotten' : 'elsewhere')
    // Nothing done: another message opened it in between, and this one is still to be received.
    return opened.value.events.length > 0 ? ok({ ...opened.value, ticketId }) : refuse('elsewhere')
  }
}
