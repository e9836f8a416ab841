import { type AgentId, ok, refuse, unreachable } from '#kernel'
import type { Decided, Decider } from '../decider.js'
import type { RoutedAssignment, RoutingCommand } from '../routing/commands.js'
import { linked, rated, suggested } from './articles.js'
import type { SlaCommand, TicketCommand, TicketRefusal } from './commands.js'
import { begin, edit, open, receive } from './customer-messages.js'
import { activeStatus, type Command, type Decision, events, moved, nothing, reopened } from './decision.js'
import { acknowledge, escalate, leftByTeam, toTeam } from './escalation.js'
import type { StatusCause, TicketEvent } from './events.js'
import { leaveForm, requestForm, submitForm } from './form.js'
import { commentRating, rate, requestRating } from './rating.js'
import {
  confirmReply,
  editReply,
  failReplyEdit,
  replyNotSent,
  requestReply,
  resendReply,
  withdrawAlbum
} from './replies.js'
import { accept, assignByRouting, giveBack, requireSkills, route } from './routing.js'
import { decideSla } from './sla-decision.js'
import { type ExistingTicket, evolve, noTicket, type TicketState } from './state.js'
import { changeTags, setTags } from './tag-changes.js'
import { changeFields, changeTitle } from './title-and-fields.js'
import { topic } from './topic.js'

/** What somebody wants; everything else tells what has happened already, here or at Telegram. */
type Request = Exclude<
  TicketCommand,
  {
    type:
      | 'OpenTicket'
      | 'BeginTicket'
      | 'ReceiveCustomerMessage'
      | 'EditCustomerMessage'
      | 'ConfirmReply'
      | 'FailReply'
      | 'MarkReplyUncertain'
      | 'FailReplyEdit'
      | 'WithdrawAlbum'
      | 'SubmitForm'
      | 'LeaveFormOfTicket'
      | 'RateTicket'
      | 'CommentRating'
      | 'BindTopic'
      | 'RecordCard'
      | 'LoseTopic'
      | 'RecordNotDelivered'
      | 'RefuseCommand'
      | 'LapseRule'
      | 'SuggestArticles'
      | 'RateArticle'
      | RoutingCommand['type']
      | SlaCommand['type']
  }
>

/** The one authority for what moves a ticket; docs/tickets.md shows it as a table. Facts are recorded even on a closed ticket. */
export function decide(command: TicketCommand, state: TicketState): Decision {
  if (command.type === 'OpenTicket') return state.exists ? nothing : open(command)
  if (command.type === 'BeginTicket') return state.exists ? nothing : begin(command)
  if (!state.exists) return refuse('unknown_ticket')
  switch (command.type) {
    case 'ReceiveCustomerMessage':
      return receive(command, state)
    case 'EditCustomerMessage':
      return edit(command, state)
    case 'ConfirmReply':
      return confirmReply(command, state)
    case 'FailReply':
    case 'MarkReplyUncertain':
      return replyNotSent(command, state)
    case 'FailReplyEdit':
      return failReplyEdit(command, state)
    case 'WithdrawAlbum':
      return withdrawAlbum(command, state)
    case 'SubmitForm':
      return submitForm(command, state)
    case 'LeaveFormOfTicket':
      return leaveForm(command, state)
    case 'RateTicket':
      return rate(command, state)
    case 'CommentRating':
      return commentRating(command, state)
    case 'BindTopic':
    case 'RecordCard':
    case 'LoseTopic':
      return topic(command, state)
    case 'RecordNotDelivered': {
      const { deliveryId, what, outcome, code } = command
      return state.notDelivered.includes(deliveryId)
        ? nothing
        : events({ type: 'NotDelivered', data: { deliveryId, what, outcome, code } })
    }
    case 'RefuseCommand': {
      const { type: _, ...data } = command
      return events({ type: 'CommandRefused', data })
    }
    case 'SuggestArticles':
      return state.status === 'closed' ? nothing : events(...suggested(command, state))
    case 'RateArticle': {
      const said = rated(command, state)
      return said ? events(...said) : refuse('unknown_message')
    }
    case 'LapseRule': {
      const { type: _, ...data } = command
      return events({ type: 'RuleLapsed', data })
    }
    case 'RecordWaiting':
    case 'RequeueTicket':
    case 'LeaveTicket':
    case 'RouteOnTime':
      return route(command, state)
    case 'ApplySla':
    case 'PauseSla':
    case 'ResumeSla':
    case 'WarnSla':
    case 'BreachSla':
    case 'RetractBreach':
      return decideSla(command, state)
    default:
      return decideRequest(command, state)
  }
}

/** A closed ticket refuses all of it. */
function decideRequest(command: Request, state: ExistingTicket): Decision {
  if (command.type === 'CloseTicket') return close(command, state)
  if (command.type === 'ChangeStatus' && command.to === 'closed') return close(command, state)
  if (state.status === 'closed') return refuse('ticket_closed')
  switch (command.type) {
    case 'ClaimTicket':
      return claim(command, state)
    case 'AssignTicket':
      return assignTo(command, state)
    case 'AssignTeam':
      return events(...toTeam(command.teamId, state))
    case 'EscalateTicket':
      return escalate(command, state)
    case 'AcknowledgeEscalation':
      return acknowledge(command, state)
    case 'UnassignTicket':
      return giveBack(command, state)
    case 'TransferTicket':
      return transfer(command, state)
    case 'ChangePriority':
      return state.priority === command.priority
        ? nothing
        : events({ type: 'PriorityChanged', data: { from: state.priority, to: command.priority } })
    case 'ChangeTags':
      return changeTags(command, state)
    case 'SetTags':
      return setTags(command, state)
    case 'ChangeTitle':
      return changeTitle(command, state)
    case 'ChangeFields':
      return changeFields(command, state)
    case 'RequestReply':
      return requestReply(command, state)
    case 'LinkArticle':
      return events(...linked(command.article, state))
    case 'ResendReply':
      return resendReply(command, state)
    case 'EditReply':
      return editReply(command, state)
    case 'AddNote': {
      const { type: _, personal, ...data } = command
      return events({ type: 'NoteAdded', data, personal })
    }
    case 'RequireSkills':
      return requireSkills(command, state)
    case 'GiveCommand': {
      const { type: _, personal, ...data } = command
      return events({ type: 'CommandGiven', data, personal })
    }
    case 'ChangeStatus':
      return changeStatus(command, state)
    case 'HoldTicket':
      return pause(state, 'on_hold', 'hold')
    case 'WaitOnCustomer':
      return pause(state, 'waiting_on_customer', 'wait')
    case 'ResumeTicket':
      return resume(state)
    case 'ResolveTicket':
      return resolve(command, state)
    case 'ReopenTicket':
      return state.status === 'resolved' ? events(reopened(state, command.cause, command.now)) : nothing
    case 'RequestForm':
      return requestForm(command, state)
    case 'RequestRating':
      return requestRating(command, state)
    default:
      return unreachable(command)
  }
}

/** Of what somebody has only while the desk gave it to them and they have done nothing with it. */
function claim({ agentId }: Command<'ClaimTicket'>, state: ExistingTicket): Decision {
  const { assignee, routing } = state
  if (assignee === agentId) return accept(state, agentId)
  return assignee && routing.routedTo !== assignee
    ? refuse('already_assigned', { agentId: assignee })
    : assign(state, agentId, 'claim')
}

function assign(
  state: ExistingTicket,
  agentId: AgentId,
  cause: 'claim' | 'assign' | 'auto',
  force = false
): Decision {
  if (state.assignee === agentId) return nothing
  if (state.status === 'resolved') return refuse('ticket_resolved')
  const data = { agentId, previousAgentId: state.assignee, cause }
  return events({ type: 'TicketAssigned', data: force ? { ...data, forced: true } : data })
}

function assignTo(
  { agentId, from, cause = 'assign', teamId, force = false, routing }: Command<'AssignTicket'>,
  state: ExistingTicket
): Decision {
  if (routing && !routing.onRequest) return assignByRouting(routing, state)
  const { assignee } = state
  if (from !== undefined && assignee !== null && assignee !== from && assignee !== agentId)
    return refuse('already_assigned', { agentId: assignee })
  const assigned = assign(state, agentId, cause, force)
  if (!assigned.ok) return assigned
  const team = teamId === undefined ? [] : toTeam(teamId, state)
  const grounds = routing && assigned.value.length > 0 ? [decidedSo(routing)] : []
  return ok([...team, ...grounds, ...assigned.value])
}

const decidedSo = (data: RoutedAssignment): Decided<TicketEvent> => ({ type: 'RoutingDecided', data })

const transfer = ({ queueId, keepsTeam }: Command<'TransferTicket'>, state: ExistingTicket): Decision =>
  state.queueId === queueId
    ? nothing
    : events(...(keepsTeam ? [] : leftByTeam(state)), {
        type: 'TicketTransferred',
        data: { fromQueueId: state.queueId, toQueueId: queueId }
      })

function pause(state: ExistingTicket, to: 'on_hold' | 'waiting_on_customer', cause: StatusCause): Decision {
  if (state.status === to) return nothing
  return state.status === 'resolved'
    ? refuse('transition_not_allowed', { from: state.status, to })
    : events(moved(state.status, to, cause))
}

function resume(state: ExistingTicket): Decision {
  const to = activeStatus(state)
  if (state.status === to) return nothing
  return state.status === 'on_hold' || state.status === 'waiting_on_customer'
    ? events(moved(state.status, to, 'resume'))
    : refuse('transition_not_allowed', { from: state.status, to })
}

/** Open or in progress, assigned or not: that the assignee decides, and is changed by assigning. */
function changeStatus({ to, cause, now }: Command<'ChangeStatus'>, state: ExistingTicket): Decision {
  const { status, assignee } = state
  switch (to) {
    case 'on_hold':
      return pause(state, to, 'hold')
    case 'waiting_on_customer':
      return pause(state, to, 'wait')
    case 'resolved':
      return resolve({ cause, now }, state)
    case 'closed':
      return close({ cause, now }, state)
    case 'in_progress':
    case 'open':
      if (status === 'resolved') return events(reopened(state, cause, now))
      return (to === 'open') === (assignee === null)
        ? resume(state)
        : refuse('transition_not_allowed', { from: status, to })
    case 'assigned':
      return status === to ? nothing : refuse('transition_not_allowed', { from: status, to })
    default:
      return unreachable(to)
  }
}

type Ending<Type extends 'ResolveTicket' | 'CloseTicket'> = Pick<Command<Type>, 'cause' | 'now'>

const resolve = ({ cause, now }: Ending<'ResolveTicket'>, { status }: ExistingTicket): Decision =>
  status === 'resolved' ? nothing : events({ type: 'TicketResolved', data: { from: status, cause, at: now } })

const close = ({ cause, now }: Ending<'CloseTicket'>, { status }: ExistingTicket): Decision =>
  status === 'closed' ? nothing : events({ type: 'TicketClosed', data: { from: status, cause, at: now } })

export const ticketDecider: Decider<TicketCommand, TicketState, TicketEvent, TicketRefusal> = {
  initial: noTicket,
  decide,
  evolve
}
