import { type Instant, refuse } from '#kernel'
import type { Decided } from '../decider.js'
import { linked } from './articles.js'
import { type Command, type Decision, events, moved, nothing } from './decision.js'
import type { TicketEvent } from './events.js'
import type { ExistingTicket } from './state.js'

/** An agent's reply takes an unassigned ticket and puts it to work; one by the API alone moves nothing. */
export function requestReply(command: Command<'RequestReply'>, state: ExistingTicket): Decision {
  const { messageId, agentId, source, kind, sentAt, mediaGroup, personal, now } = command
  const { replyToTelegramMessageId: answered, template, article } = command
  if (state.replies.has(messageId)) return nothing
  const isNoted = mediaGroup !== null && state.notedAlbums.get(mediaGroup) === true
  if (command.partOfNote || isNoted || (command.unlessAfterNote && followsNote(command, state)))
    return refuse('follows_a_note')
  const requested: Decided<TicketEvent> = {
    type: 'ReplyRequested',
    data: {
      ...{ messageId, agentId, source, kind, sentAt, mediaGroup },
      ...(answered !== undefined && { replyToTelegramMessageId: answered }),
      ...(command.offersHelp && { offersHelp: true })
    },
    personal
  }
  const applied: Decided<TicketEvent>[] = []
  if (template)
    applied.push({
      type: 'TemplateApplied',
      data: { template: template.id, version: template.version, messageId }
    })
  if (article !== undefined)
    applied.push(...linked(article, state), { type: 'ArticleSent', data: { article, messageId } })
  if (agentId === null || (command.staysResolved && state.status === 'resolved'))
    return events(requested, ...applied)
  const taken: Decided<TicketEvent>[] = state.assignee
    ? []
    : [{ type: 'TicketAssigned', data: { agentId, previousAgentId: null, cause: 'reply' } }]
  if (state.status === 'resolved') {
    return events(
      ...taken,
      { type: 'TicketReopened', data: { to: 'in_progress', cause: 'reply', at: now } },
      requested,
      ...applied
    )
  }
  // Being taken has moved an open ticket to assigned already.
  const from = state.status === 'open' && taken.length > 0 ? 'assigned' : state.status
  const started = from === 'in_progress' ? [] : [moved(from, 'in_progress', 'reply')]
  return events(...taken, ...started, requested, ...applied)
}

/** An app splits what is too long, and sends the comment of a forward before it; Telegram tells whole seconds. */
const sameBreathMs = 2000

export const isSameBreath = (one: Instant, other: Instant): boolean => Math.abs(one - other) <= sameBreathMs

const followsNote = (
  { agentId, sentAt }: Command<'RequestReply'>,
  { lastInternal: last }: ExistingTicket
): boolean =>
  last !== null && agentId !== null && last.agentId === agentId && isSameBreath(sentAt, last.sentAt)

/** Once more, because an agent says so. Pressed twice it is asked for once. */
export function resendReply(command: Command<'ResendReply'>, state: ExistingTicket): Decision {
  const { messageId, agentId } = command
  const reply = state.replies.get(messageId)
  switch (reply?.state) {
    case undefined:
      return refuse('unknown_message')
    case 'sent':
    case 'withdrawn':
      return refuse('not_resendable', { state: reply.state })
    case 'pending':
      return nothing
    case 'failed':
    case 'uncertain':
      return events({ type: 'ReplyResendRequested', data: { messageId, agentId } })
  }
}

/** What delivery has on its way goes all the same: then the ticket hears of that as ever. */
export function withdrawAlbum(
  { mediaGroup }: Command<'WithdrawAlbum'>,
  { replies }: ExistingTicket
): Decision {
  const unsent = [...replies].filter(
    ([, reply]) => reply.mediaGroup === mediaGroup && reply.state === 'pending'
  )
  return events(...unsent.map(([messageId]) => ({ type: 'ReplyWithdrawn' as const, data: { messageId } })))
}

/**
 * Telegram accepted it: recorded also after a failure or an uncertain end, and on a closed ticket.
 * The ticket waits for the customer then, unless the customer has written since.
 */
export function confirmReply(command: Command<'ConfirmReply'>, state: ExistingTicket): Decision {
  const { messageId, telegramMessageIds, acceptedAt, afterReply } = command
  const reply = state.replies.get(messageId)
  if (!reply) return refuse('unknown_message')
  if (reply.state === 'sent') return nothing
  const responded: Decided<TicketEvent> = {
    type: 'TicketResponded',
    data: { messageId, agentId: reply.agentId, telegramMessageIds, acceptedAt }
  }
  const waits =
    afterReply === 'waiting_on_customer' &&
    reply.agentId !== null &&
    state.status === 'in_progress' &&
    state.messages.size === reply.afterCustomerMessages
  return waits
    ? events(responded, moved(state.status, 'waiting_on_customer', 'reply_accepted'))
    : events(responded)
}

/** A lost answer may still turn out to be a failure; a failure stays one until Telegram says otherwise. */
export function replyNotSent(
  command: Command<'FailReply'> | Command<'MarkReplyUncertain'>,
  state: ExistingTicket
): Decision {
  const { messageId } = command
  const reply = state.replies.get(messageId)
  if (!reply) return refuse('unknown_message')
  if (command.type === 'MarkReplyUncertain')
    return reply.state === 'pending' || reply.state === 'withdrawn'
      ? events({ type: 'ReplyUncertain', data: { messageId } })
      : nothing
  const { reason, code } = command
  return reply.state === 'pending' || reply.state === 'uncertain'
    ? events({ type: 'ReplyFailed', data: { messageId, reason, code } })
    : nothing
}

/** What its author made of it: recorded also of one that failed, for it may be sent again. */
export function editReply(command: Command<'EditReply'>, state: ExistingTicket): Decision {
  const { messageId, agentId, kind, digest, sentAt, personal } = command
  const reply = state.replies.get(messageId)
  if (!reply) return refuse('unknown_message')
  if (reply.digest === digest) return nothing
  const data = { messageId, agentId, kind, digest, version: reply.version + 1, sentAt }
  return events({ type: 'ReplyEdited', data, personal })
}

/** Told once of each edit, and only of the last one. */
export function failReplyEdit(command: Command<'FailReplyEdit'>, state: ExistingTicket): Decision {
  const { messageId, version, reason, code, personal } = command
  const reply = state.replies.get(messageId)
  if (!reply) return refuse('unknown_message')
  if (reply.version !== version || reply.failedVersion >= version) return nothing
  const data = { messageId, version, reason, code }
  return events({ type: 'ReplyEditFailed', data, ...(personal && { personal }) })
}
