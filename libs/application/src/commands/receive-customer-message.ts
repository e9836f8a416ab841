import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  allotmentOf,
  type ConversationState,
  conversationDecider,
  conversationStream,
  type IncomingMessage,
  ticketDecider,
  ticketStream
} from '#domain'
import {
  type BotId,
  type ConversationId,
  commandIdFor,
  type Outcome,
  ok,
  type Personal,
  type TicketId,
  ticketCodeFor,
  ticketIdFor
} from '#kernel'
import { DESK, type Desk } from '../desk.js'
import type { CommandContext, Done } from '../stream-runner.js'

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

@CommandHandler(ReceiveCustomerMessage)
export class ReceiveCustomerMessageHandler implements ICommandHandler<ReceiveCustomerMessage> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute(asked: ReceiveCustomerMessage) {
    const { conversation, message, context } = asked
    const stream = conversationStream(conversation.conversationId)
    await this.#start(asked, stream)
    for (;;) {
      const { state } = await this.desk.runner.load(conversationDecider, stream)
      const found = allotmentOf(state, message.telegramMessageId)
      const received = found && (await this.#deliver(asked, found.allotment.ticketId, !found.current))
      if (received) return received
      const ticketId = ticketIdFor(context.commandId)
      if (!(await this.#allot(asked, stream, state, ticketId))) continue
      const opened = await this.#open(asked, ticketId, state.allotments.at(-1)?.ticketId ?? null)
      if (opened) return opened
    }
  }

  #start({ conversation, context }: ReceiveCustomerMessage, stream: string) {
    const commandId = commandIdFor(context.causationId, 'start-conversation')
    const command = { type: 'StartConversation' as const, ...conversation }
    return this.desk.runner.run(conversationDecider, stream, command, { ...context, commandId })
  }

  /** Undefined: the ticket is closed to this message, another must be allotted. */
  async #deliver(asked: ReceiveCustomerMessage, ticketId: TicketId, late: boolean) {
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
    const outcome = await this.desk.runner.run(ticketDecider, ticketStream(ticketId), command, context)
    if (outcome.ok) return ok({ ...outcome.value, ticketId })
    switch (outcome.reason) {
      case 'unknown_ticket': {
        // Allotted, then a crash: open it now.
        const { state } = await this.desk.runner.load(
          conversationDecider,
          conversationStream(asked.conversation.conversationId)
        )
        const index = state.allotments.findIndex(allotment => allotment.ticketId === ticketId)
        return this.#open(asked, ticketId, state.allotments[index - 1]?.ticketId ?? null)
      }
      case 'reopen_window_passed': {
        const close = { type: 'CloseTicket' as const, cause: 'reopen_window_passed' as const, now }
        const commandId = commandIdFor(context.causationId, 'close-before-new')
        await this.desk.runner.run(ticketDecider, ticketStream(ticketId), close, { ...context, commandId })
        return undefined
      }
      case 'customer_forgotten':
        return { ok: false as const, reason: 'customer_forgotten' as const }
      default:
        return undefined
    }
  }

  async #allot(asked: ReceiveCustomerMessage, stream: string, state: ConversationState, ticketId: TicketId) {
    const commandId = commandIdFor(asked.context.causationId, 'allot')
    const command = {
      type: 'AllotTicket' as const,
      ticketId,
      fromMessageId: asked.message.telegramMessageId,
      previousTicketId: state.allotments.at(-1)?.ticketId ?? null
    }
    return (await this.desk.runner.run(conversationDecider, stream, command, { ...asked.context, commandId }))
      .ok
  }

  async #open(asked: ReceiveCustomerMessage, ticketId: TicketId, previousTicketId: TicketId | null) {
    const { conversation, ticketCustomer, message, context } = asked
    const command = {
      type: 'OpenTicket' as const,
      ticketId,
      code: ticketCodeFor(ticketId),
      conversationId: conversation.conversationId,
      bot: conversation.bot,
      queueId: await this.desk.settings.defaultQueue(),
      language: conversation.language,
      previousTicketId,
      customer: ticketCustomer,
      message
    }
    const outcome = await this.desk.runner.run(ticketDecider, ticketStream(ticketId), command, context)
    if (outcome.ok) return ok({ ...outcome.value, ticketId })
    return outcome.reason === 'customer_forgotten'
      ? { ok: false as const, reason: 'customer_forgotten' as const }
      : undefined
  }
}
