import {
  type CommandAnswer,
  contentLine,
  type MessagePersonal,
  type OpenedEvent,
  type ThreadMessage,
  type TicketAnswer
} from '#application'
import { type AcknowledgedBy, hasScope, type Principal } from '#domain'
import {
  agentIdText,
  conversationIdText,
  customerIdText,
  type Instant,
  type JsonObject,
  messageIdText,
  ticketIdText,
  toIso
} from '#kernel'
import { presentKind, presentVersion, type TicketDocument } from '#views'

/** Instants as the API shows them; null stays null. */
export const time = (instant: Instant | null): string | null => (instant === null ? null : toIso(instant))

/** What a person typed or is called is null for whoever lacks `tickets:personal`. */
const seesPersonal = (principal: Principal): boolean => hasScope(principal, 'tickets:personal')

/** What of a ticket is about the customer. Undefined: forgotten, or not to be seen. */
export const ofCustomer = (answer: TicketAnswer | undefined) => ({
  title: answer?.title ?? null,
  fields: answer ? { ...answer.fields } : null,
  source: answer?.source ?? null,
  customer: { display_name: answer?.customerName ?? null, username: answer?.customerUsername ?? null }
})

const escalationBody = (escalation: TicketDocument['escalation']): JsonObject | null =>
  escalation && {
    team_id: escalation.teamId,
    level: escalation.level,
    at: time(escalation.at),
    acknowledged_by: escalation.acknowledgedBy && acknowledgerText(escalation.acknowledgedBy)
  }

const acknowledgerText = (by: AcknowledgedBy): string =>
  'agentId' in by ? agentIdText(by.agentId) : by.keyId

export function ticketBody(answer: TicketAnswer, principal: Principal): JsonObject {
  const { ticket, tier, customerTags } = answer
  const { title, fields, source, customer } = ofCustomer(seesPersonal(principal) ? answer : undefined)
  const { topic, assignedAgentId, previousTicketId } = ticket
  return {
    id: ticketIdText(ticket.id),
    code: ticket.code,
    title,
    status: ticket.status,
    priority: ticket.priority,
    queue_id: ticket.queueId,
    assigned_agent_id: assignedAgentId && agentIdText(assignedAgentId),
    team_id: ticket.teamId,
    escalation: escalationBody(ticket.escalation),
    required_skills: ticket.requiredSkills.map(({ skill, dropAfterS }) => ({
      skill,
      drop_after_s: dropAfterS
    })),
    rating: ticket.rating && { score: ticket.rating.score, at: time(ticket.rating.at) },
    source_channel: ticket.sourceChannel,
    source,
    conversation_id: conversationIdText(ticket.conversationId),
    previous_ticket_id: previousTicketId && ticketIdText(previousTicketId),
    customer: {
      id: ticket.subjectId && customerIdText(ticket.subjectId),
      ...customer,
      language: ticket.language,
      tier,
      tags: customerTags
    },
    language: ticket.language,
    topic: topic && { chat_id: topic.chatId, thread_id: topic.threadId },
    tags: ticket.tags,
    fields,
    created_at: time(ticket.createdAt),
    updated_at: time(ticket.updatedAt),
    first_response_at: time(ticket.firstResponseAt),
    resolved_at: time(ticket.resolvedAt),
    closed_at: time(ticket.closedAt),
    last_customer_message_at: time(ticket.lastCustomerMessageAt),
    last_agent_reply_at: time(ticket.lastAgentReplyAt),
    message_count: ticket.messageCount,
    revision: ticket.revision
  }
}

export function commandBody(answer: CommandAnswer, principal: Principal): JsonObject {
  return {
    events: answer.events.map(({ id, type, revision, position }) => ({ id, type, revision, position })),
    ticket: ticketBody(answer, principal)
  }
}

interface ShownVersion {
  readonly text: string | null
  readonly content: JsonObject | null
  readonly file: JsonObject | null
}

/** Null all over: forgotten, or not to be seen. What has no words of its own has a line of them. */
function versionBody(version: MessagePersonal | undefined): ShownVersion {
  const line = version && contentLine(version)
  const file = version?.file
  return {
    text: version?.text ?? line ?? null,
    content: version?.content ? { ...version.content, text: line ?? '' } : null,
    file: file ? { name: file.name, mime_type: file.mime_type, size: file.size } : null
  }
}

/** As it is now; each edit tells what it changed. Text, content and file of a forgotten customer are null. */
export function messageBody(
  { message, authorName, content, editedTo }: ThreadMessage,
  principal: Principal
): JsonObject {
  const { author, delivery } = message
  const shown = seesPersonal(principal)
  const versions = [content, ...editedTo].map(version => versionBody(shown ? version : undefined))
  const first = versionBody(undefined)
  return {
    id: messageIdText(message.id),
    direction: message.direction,
    author: {
      kind: author.kind,
      id: author.id && agentIdText(author.id),
      display_name: shown || author.kind !== 'customer' ? authorName : null
    },
    kind: presentKind(message),
    ...(versions[presentVersion(message)] ?? first),
    sent_at: time(message.sentAt),
    recorded_at: time(message.recordedAt),
    edits: message.edits.map((edit, index) => ({
      version: edit.version,
      kind: edit.kind,
      previous_text: versions[index]?.text ?? null,
      ...(versions[index + 1] ?? first),
      failed: edit.failed,
      sent_at: time(edit.sentAt),
      recorded_at: time(edit.recordedAt)
    })),
    delivery: delivery && { state: delivery.state, reason: delivery.reason },
    revision: message.revision
  }
}

/**
 * As recorded: the names inside `data` and `meta` are the log's own. The fingerprint is a plain hash of what was asked, from
 * which short texts can be guessed.
 */
export function eventBody({ event, personal }: OpenedEvent, principal: Principal): JsonObject {
  const { id, type, revision, position, recordedAt, data } = event
  const shown = seesPersonal(principal)
  const meta: JsonObject = Object.fromEntries(
    Object.entries(event.meta).flatMap(([name, value]) =>
      value === undefined || (name === 'fingerprint' && !shown) ? [] : [[name, value]]
    )
  )
  return {
    id,
    type,
    revision,
    position,
    recorded_at: time(recordedAt),
    data,
    personal: shown ? personal : null,
    meta
  }
}
