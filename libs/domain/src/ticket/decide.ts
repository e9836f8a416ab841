import { type AgentId, type Instant, type Outcome, ok, refuse, unreachable } from '#kernel'
import type { Decided, Decider } from '../decider.js'
import type { IncomingMessage, TicketCommand, TicketRefusal } from './commands.js'
import type { CloseCause, ReopenCause, StatusCause, TicketEvent, TicketStatus } from './events.js'
import { type ExistingTicket, evolve, noTicket, type TicketState } from './state.js'

type Decision = Outcome<readonly Decided<TicketEvent>[], TicketRefusal>
type Command<Type extends TicketCommand['type']> = Extract<TicketCommand, { type: Type }>

const nothing: Decision = ok([])
const events = (...list: readonly Decided<TicketEvent>[]): Decision => ok(list)

/** The states in which an agent can be given the ticket or hold it up. */
const atWork: readonly TicketStatus[] = ['assigned', 'in_progress', 'waiting_on_customer', 'on_hold']

/** The one authority for what moves a ticket; docs/tickets.md shows it as a table. */
export function decide(command: TicketCommand, state: TicketState): Decision {
  if (command.type === 'OpenTicket') return state.exists ? nothing : open(command)
  if (!state.exists) return refuse('unknown_ticket')
  return decideFact(command, state) ?? decideRequest(command, state)
}

/** What has happened already, here or at Telegram, is recorded whatever the state: even on a closed ticket. */
function decideFact(command: TicketCommand, state: ExistingTicket): Decision | undefined {
  switch (command.type) {
    case 'EditCustomerMessage':
      return edit(command, state)
    case 'ConfirmReply':
      return confirmReply(command, state)
    case 'FailReply':
    case 'MarkReplyUncertain':
      return replyNotSent(command, state)
    case 'BindTopic':
      return state.topic ? nothing : events({ type: 'TopicOpened', data: command.place })
    case 'RecordCard':
      return state.card === command.telegramMessageId
        ? nothing
        : events({
            type: 'CardPosted',
            data: { ...command.place, telegramMessageId: command.telegramMessageId }
          })
    case 'LoseTopic':
      return state.topic?.staffGroupId === command.place.staffGroupId &&
        state.topic.threadId === command.place.threadId
        ? events({ type: 'TopicLost', data: command.place })
        : nothing
    case 'RefuseCommand': {
      const { command: refused, reason, details, agentId, via } = command
      return events({ type: 'CommandRefused', data: { command: refused, reason, details, agentId, via } })
    }
    case 'ReceiveCustomerMessage':
      if (state.messages.has(command.message.telegramMessageId)) return nothing
      return command.late
        ? events(received(command.message, { late: true, closingRemark: false }))
        : undefined
    default:
      return undefined
  }
}

/** What somebody wants: a closed ticket refuses all of it. */
function decideRequest(command: TicketCommand, state: ExistingTicket): Decision {
  if (command.type === 'CloseTicket')
    return state.status === 'closed' ? nothing : close(state, command.cause, command.now)
  if (state.status === 'closed') return refuse('ticket_closed')
  switch (command.type) {
    case 'ReceiveCustomerMessage':
      return receive(command, state)
    case 'ClaimTicket':
      return state.assignee && state.assignee !== command.agentId
        ? refuse('already_assigned', { agentId: state.assignee })
        : assign(state, command.agentId, 'claim')
    case 'AssignTicket':
      return assign(state, command.agentId, 'assign')
    case 'UnassignTicket':
      if (state.status === 'resolved') return refuse('ticket_resolved')
      return state.assignee
        ? events({ type: 'TicketUnassigned', data: { previousAgentId: state.assignee } })
        : nothing
    case 'TransferTicket':
      return state.queueId === command.queueId
        ? nothing
        : events({
            type: 'TicketTransferred',
            data: { fromQueueId: state.queueId, toQueueId: command.queueId }
          })
    case 'ChangePriority':
      return state.priority === command.priority
        ? nothing
        : events({ type: 'PriorityChanged', data: { from: state.priority, to: command.priority } })
    case 'ChangeTags': {
      const removed = [...new Set(command.remove)].filter(tag => state.tags.includes(tag))
      const added = [...new Set(command.add)].filter(
        tag => !state.tags.includes(tag) && !command.remove.includes(tag)
      )
      return added.length + removed.length === 0
        ? nothing
        : events({ type: 'TagsChanged', data: { added, removed } })
    }
    case 'RequestReply':
      return requestReply(command, state)
    case 'ResendReply': {
      const reply = state.replies.get(command.messageId)
      if (!reply) return refuse('unknown_message')
      if (reply.state !== 'failed' && reply.state !== 'uncertain')
        return refuse('not_resendable', { state: reply.state })
      const { messageId, agentId } = command
      return events({ type: 'ReplyResendRequested', data: { messageId, agentId } })
    }
    case 'AddNote': {
      const { messageId, agentId, source, kind, sentAt, personal } = command
      return events({ type: 'NoteAdded', data: { messageId, agentId, source, kind, sentAt }, personal })
    }
    case 'HoldTicket':
      return pause(state, 'on_hold', 'hold')
    case 'WaitOnCustomer':
      return pause(state, 'waiting_on_customer', 'wait')
    case 'ResumeTicket':
      if (state.status === 'in_progress') return nothing
      return state.status === 'on_hold' || state.status === 'waiting_on_customer'
        ? events(moved(state, activeStatus(state), 'resume'))
        : refuse('transition_not_allowed', { from: state.status, to: 'in_progress' })
    case 'ResolveTicket':
      return state.status === 'resolved'
        ? nothing
        : events({
            type: 'TicketResolved',
            data: { from: state.status, cause: command.cause, at: command.now }
          })
    case 'ReopenTicket':
      return state.status === 'resolved' ? events(reopened(state, command.cause, command.now)) : nothing
    case 'OpenTicket':
    case 'EditCustomerMessage':
    case 'ConfirmReply':
    case 'FailReply':
    case 'MarkReplyUncertain':
    case 'BindTopic':
    case 'RecordCard':
    case 'LoseTopic':
    case 'RefuseCommand':
      return nothing
    default:
      return unreachable(command)
  }
}

function open(command: Command<'OpenTicket'>): Decision {
  const { ticketId, code, conversationId, bot, queueId, language, previousTicketId, message } = command
  return events(
    {
      type: 'TicketOpened',
      data: {
        ticketId,
        code,
        conversationId,
        bot,
        queueId,
        priority: 'normal',
        sourceChannel: 'telegram',
        language,
        previousTicketId,
        sentAt: message.sentAt
      },
      personal: command.customer
    },
    received(message, { late: false, closingRemark: false })
  )
}

function received(
  message: IncomingMessage,
  flags: { readonly late: boolean; readonly closingRemark: boolean }
): Decided<TicketEvent> {
  const { soundsClosing: _, personal, ...facts } = message
  return { type: 'CustomerMessageReceived', data: { ...facts, ...flags }, personal }
}

function receive(command: Command<'ReceiveCustomerMessage'>, state: ExistingTicket): Decision {
  const { message, reopenWithinS, closingRemarkWithinS, now } = command
  const plain = received(message, { late: false, closingRemark: false })
  switch (state.status) {
    case 'resolved': {
      const sinceResolved = message.sentAt - (state.resolvedAt ?? now)
      if (message.soundsClosing && sinceResolved >= 0 && sinceResolved <= closingRemarkWithinS * 1000) {
        return events(received(message, { late: false, closingRemark: true }))
      }
      return sinceResolved <= reopenWithinS * 1000
        ? events(plain, reopened(state, 'customer_message', now))
        : refuse('reopen_window_passed')
    }
    case 'waiting_on_customer':
    case 'on_hold':
      return events(plain, moved(state, activeStatus(state), 'customer_message'))
    default:
      return events(plain)
  }
}

function edit(command: Command<'EditCustomerMessage'>, state: ExistingTicket): Decision {
  const known = state.messages.get(command.telegramMessageId)
  if (!known) return refuse('unknown_message')
  if (known.digest === command.digest) return nothing
  const { telegramMessageId, kind, digest, sentAt, personal } = command
  const { messageId, version } = known
  const data = { messageId, telegramMessageId, kind, digest, version: version + 1, sentAt }
  return events({ type: 'CustomerMessageEdited', data, personal })
}

function assign(state: ExistingTicket, agentId: AgentId, cause: 'claim' | 'assign'): Decision {
  if (state.assignee === agentId) return nothing
  if (state.status === 'resolved') return refuse('ticket_resolved')
  return events({ type: 'TicketAssigned', data: { agentId, previousAgentId: state.assignee, cause } })
}

/** An agent's reply takes an unassigned ticket and puts it to work; one by the API alone moves nothing. */
function requestReply(command: Command<'RequestReply'>, state: ExistingTicket): Decision {
  const { messageId, agentId, source, kind, sentAt, mediaGroup, personal, now } = command
  if (state.replies.has(messageId)) return nothing
  const requested: Decided<TicketEvent> = {
    type: 'ReplyRequested',
    data: { messageId, agentId, source, kind, sentAt, mediaGroup },
    personal
  }
  if (agentId === null) return events(requested)
  const taken: Decided<TicketEvent>[] = state.assignee
    ? []
    : [{ type: 'TicketAssigned', data: { agentId, previousAgentId: null, cause: 'reply' } }]
  if (state.status === 'resolved') {
    return events(
      ...taken,
      { type: 'TicketReopened', data: { to: 'in_progress', cause: 'reply', at: now } },
      requested
    )
  }
  const status = taken.length > 0 && state.status === 'open' ? 'assigned' : state.status
  const started: Decided<TicketEvent>[] =
    status === 'in_progress' ? [] : [moved({ ...state, status }, 'in_progress', 'reply')]
  return events(...taken, ...started, requested)
}

/** A success is accepted also after a failure or an uncertain end: Telegram says so. */
function confirmReply(command: Command<'ConfirmReply'>, state: ExistingTicket): Decision {
  const { messageId, telegramMessageIds, acceptedAt, afterReply } = command
  const reply = state.replies.get(messageId)
  if (!reply) return refuse('unknown_message')
  if (reply.state === 'sent') return nothing
  const responded: Decided<TicketEvent> = {
    type: 'TicketResponded',
    data: { messageId, agentId: reply.agentId, telegramMessageIds, acceptedAt }
  }
  const customerWroteSince = state.messages.size > reply.afterCustomerMessages
  const waits =
    afterReply === 'waiting_on_customer' &&
    reply.agentId !== null &&
    state.status === 'in_progress' &&
    !customerWroteSince
  return waits ? events(responded, moved(state, 'waiting_on_customer', 'reply_accepted')) : events(responded)
}

function replyNotSent(
  command: Command<'FailReply'> | Command<'MarkReplyUncertain'>,
  state: ExistingTicket
): Decision {
  const reply = state.replies.get(command.messageId)
  if (!reply) return refuse('unknown_message')
  const { messageId } = command
  if (command.type === 'MarkReplyUncertain') {
    return reply.state === 'pending' ? events({ type: 'ReplyUncertain', data: { messageId } }) : nothing
  }
  const { reason, code } = command
  return reply.state === 'pending' || reply.state === 'uncertain'
    ? events({ type: 'ReplyFailed', data: { messageId, reason, code } })
    : nothing
}

function pause(state: ExistingTicket, to: 'on_hold' | 'waiting_on_customer', cause: StatusCause): Decision {
  if (state.status === to) return nothing
  return state.status === 'open' || atWork.includes(state.status)
    ? events(moved(state, to, cause))
    : refuse('transition_not_allowed', { from: state.status, to })
}

const activeStatus = (state: ExistingTicket): 'open' | 'in_progress' =>
  state.assignee ? 'in_progress' : 'open'

const moved = (state: ExistingTicket, to: TicketStatus, cause: StatusCause): Decided<TicketEvent> => ({
  type: 'TicketStatusChanged',
  data: { from: state.status, to, cause }
})

const reopened = (state: ExistingTicket, cause: ReopenCause, at: Instant): Decided<TicketEvent> => ({
  type: 'TicketReopened',
  data: { to: activeStatus(state), cause, at }
})

const close = (state: ExistingTicket, cause: CloseCause, at: Instant): Decision =>
  events({ type: 'TicketClosed', data: { from: state.status, cause, at } })

export const ticketDecider: Decider<TicketCommand, TicketState, TicketEvent, TicketRefusal> = {
  initial: noTicket,
  decide,
  evolve
}
