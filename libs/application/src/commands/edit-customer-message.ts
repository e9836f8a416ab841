import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  allotmentOf,
  conversationDecider,
  conversationStream,
  type TicketCommand,
  ticketDecider
} from '#domain'
import { type ConversationId, type Outcome, ok, refuse, type TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { withRules } from '../rules/ruled.js'
import { withSlots } from '../slots/with-slots.js'

export type CustomerEdit = Omit<
  Extract<TicketCommand, { type: 'EditCustomerMessage' }>,
  'type' | 'reopenWithinS' | 'closingRemarkWithinS' | 'now'
>

/**
 * The customer changed a message: recorded in the ticket that holds it, whatever has happened since; it moves the
 * ticket as a message would where it is the newest.
 * `unknown_message` when no ticket of the conversation does.
 */
export class EditCustomerMessage extends Command<
  Outcome<Done & { readonly ticketId: TicketId }, 'unknown_message' | 'customer_forgotten'>
> {
  constructor(
    readonly conversationId: ConversationId,
    readonly edit: CustomerEdit,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(EditCustomerMessage)
export class EditCustomerMessageHandler implements ICommandHandler<EditCustomerMessage> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ conversationId, edit, context }: EditCustomerMessage) {
    const { runner, settings, clock } = this.desk
    const { reopenWithinS, closingRemarkWithinS } = await settings.desk()
    const window = { reopenWithinS, closingRemarkWithinS, now: clock.now() }
    const { state } = await runner.load(conversationDecider, conversationStream(conversationId))
    const found = allotmentOf(state, edit.telegramMessageId)
    const newest = found ? state.allotments.indexOf(found.allotment) : -1
    for (const { ticketId } of state.allotments.slice(0, newest + 1).reverse()) {
      const command = { type: 'EditCustomerMessage' as const, ...edit, ...window }
      const asked = { commands: [command], context }
      const outcome = await withRules(this.desk, ticketDecider, asked, decider =>
        withSlots(this.desk, { decider, command, ticketId, context })
      )
      if (outcome.ok) return ok({ ...outcome.value, ticketId })
      if (outcome.reason === 'customer_forgotten') return refuse('customer_forgotten')
      if (outcome.reason !== 'unknown_message' && outcome.reason !== 'unknown_ticket')
        throw new Error(`a ticket refused an edit: ${outcome.reason}`)
    }
    return refuse('unknown_message')
  }
}
