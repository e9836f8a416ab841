import { type Instant, refuse } from '#kernel'
import type { Decided } from '../decider.js'
import type { IncomingMessage } from './commands.js'
import { activeStatus, type Command, type Decision, events, moved, nothing, reopened } from './decision.js'
import type { TicketEvent } from './events.js'
import type { ExistingTicket } from './state.js'

export const open = (command: Command<'OpenTicket'>): Decision =>
  events(opened(command, command.message.sentAt), received(command.message))

export const begin = (command: Command<'BeginTicket'>): Decision =>
  events(opened(command, command.now, { begunBy: 'team' }))

function opened(
  command: Command<'OpenTicket'> | Command<'BeginTicket'>,
  sentAt: Instant,
  more: { readonly begunBy?: 'team' } = {}
): Decided<TicketEvent> {
  const { ticketId, code, conversationId, bot, queueId, language, previousTicketId, customer } = command
  const named = { ticketId, code, conversationId, bot, queueId, language, previousTicketId }
  return {
    type: 'TicketOpened',
    data: { ...named, priority: 'normal', sourceChannel: 'telegram', sentAt, ...more },
    personal: customer
  }
}

/**
 * A message of the customer. Late is what belongs to an earlier ticket, and what is older than the last message of a
 * closed one: recorded as a fact, it moves nothing.
 */
export function receive(command: Command<'ReceiveCustomerMessage'>, state: ExistingTicket): Decision {
  const { message, late, reopenWithinS, closingRemarkWithinS, now } = command
  if (state.messages.has(message.telegramMessageId)) return nothing
  if (late) return events(received(message, { late: true }))
  switch (state.status) {
    case 'closed':
      return message.telegramMessageId < state.latestMessageId
        ? events(received(message, { late: true }))
        : refuse('ticket_closed')
    case 'resolved': {
      const sinceResolved = message.sentAt - (state.resolvedAt ?? now)
      if (message.soundsClosing && sinceResolved < closingRemarkWithinS * 1000)
        return events(received(message, { closingRemark: true }))
      return sinceResolved <= reopenWithinS * 1000
        ? events(received(message), reopened(state, 'customer_message', now))
        : refuse('reopen_window_passed')
    }
    case 'waiting_on_customer':
    case 'on_hold':
      return events(received(message), moved(state.status, activeStatus(state), 'customer_message'))
    case 'open':
    case 'assigned':
    case 'in_progress':
      return events(received(message))
  }
}

/** Of the newest message it moves the ticket as a message of now would; it is recorded in any case. */
export function edit(command: Command<'EditCustomerMessage'>, state: ExistingTicket): Decision {
  const known = state.messages.get(command.telegramMessageId)
  if (!known) return refuse('unknown_message')
  if (known.digest === command.digest) return nothing
  const { telegramMessageId, kind, digest, sentAt, personal } = command
  const { messageId, version } = known
  const data = { messageId, telegramMessageId, kind, digest, version: version + 1, sentAt }
  const edited = { type: 'CustomerMessageEdited', data, personal } as const
  return telegramMessageId === state.latestMessageId
    ? events(edited, ...movedByEdit(command, state))
    : events(edited)
}

function movedByEdit(
  command: Command<'EditCustomerMessage'>,
  state: ExistingTicket
): readonly Decided<TicketEvent>[] {
  const { sentAt, soundsClosing, reopenWithinS, closingRemarkWithinS, now } = command
  switch (state.status) {
    case 'resolved': {
      const sinceResolved = sentAt - (state.resolvedAt ?? now)
      const says = !soundsClosing || sinceResolved >= closingRemarkWithinS * 1000
      return says && sinceResolved <= reopenWithinS * 1000 ? [reopened(state, 'customer_message', now)] : []
    }
    case 'waiting_on_customer':
    case 'on_hold':
      return [moved(state.status, activeStatus(state), 'customer_message')]
    case 'open':
    case 'assigned':
    case 'in_progress':
    case 'closed':
      return []
  }
}

function received(
  message: IncomingMessage,
  { late = false, closingRemark = false }: { readonly late?: boolean; readonly closingRemark?: boolean } = {}
): Decided<TicketEvent> {
  const { soundsClosing: _, personal, ...facts } = message
  return { type: 'CustomerMessageReceived', data: { ...facts, late, closingRemark }, personal }
}
