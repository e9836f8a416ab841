import { idOf, type Priority, priorities, type TicketEvent, type TicketStatus } from '#domain'
import type { Instant } from '#kernel'
import { documentView, type View, type ViewEvent } from '#read-store'
import { deskEventOf, isOf } from '../domain-events.js'
import { sealedPartOf } from '../sealed-part.js'
import { type TicketDocument, tickets } from './document.js'

/**
 * The ticket after one more event of its stream. Over a whole stream it is what the view holds; over the first part of
 * one it is the ticket as it was then. Undefined until the ticket was opened.
 */
export function foldTicket(
  document: TicketDocument | undefined,
  event: ViewEvent
): TicketDocument | undefined {
  const told = deskEventOf(event)
  if (told.type === 'TicketOpened') return document ?? opened(event, told)
  if (!document) return undefined
  const changed = change(document, told as TicketEvent, event)
  const next = { ...document, ...changed, revision: event.revision }
  const live = isLive(next.status)
  return { ...next, live, urgency: urgencyOf(live, next.priority, next.createdAt) }
}

function opened(event: ViewEvent, { data }: Extract<TicketEvent, { type: 'TicketOpened' }>): TicketDocument {
  return {
    id: data.ticketId,
    code: data.code,
    conversationId: data.conversationId,
    bot: data.bot,
    status: 'open',
    live: true,
    priority: data.priority,
    urgency: urgencyOf(true, data.priority, event.recordedAt),
    queueId: data.queueId,
    assignedAgentId: null,
    sourceChannel: data.sourceChannel,
    language: data.language,
    previousTicketId: data.previousTicketId,
    customer: sealedPartOf(event),
    topic: null,
    tags: [],
    createdAt: event.recordedAt,
    firstResponseAt: null,
    resolvedAt: null,
    closedAt: null,
    lastCustomerMessageAt: data.sentAt,
    lastAgentReplyAt: null,
    messageCount: 0,
    revision: event.revision
  }
}

function change(
  before: TicketDocument,
  { type, data }: TicketEvent,
  event: ViewEvent
): Partial<TicketDocument> {
  switch (type) {
    case 'CustomerMessageReceived':
      return {
        messageCount: before.messageCount + 1,
        lastCustomerMessageAt: Math.max(before.lastCustomerMessageAt, data.sentAt)
      }
    case 'ReplyRequested':
      return { messageCount: before.messageCount + 1 }
    case 'TicketResponded':
      return data.agentId === null
        ? {}
        : {
            firstResponseAt: before.firstResponseAt ?? data.acceptedAt,
            lastAgentReplyAt: Math.max(before.lastAgentReplyAt ?? 0, data.acceptedAt)
          }
    case 'TicketAssigned':
      return {
        assignedAgentId: data.agentId,
        status: before.status === 'open' ? 'assigned' : before.status
      }
    case 'TicketUnassigned':
      return { assignedAgentId: null, status: 'open' }
    case 'TicketTransferred':
      return { queueId: data.toQueueId }
    case 'PriorityChanged':
      return { priority: data.to }
    case 'TagsChanged':
      return { tags: [...before.tags.filter(tag => !data.removed.includes(tag)), ...data.added] }
    case 'TicketStatusChanged':
      return { status: data.to }
    case 'TicketResolved':
      return { status: 'resolved', resolvedAt: event.recordedAt }
    case 'TicketReopened':
      return { status: data.to, resolvedAt: null }
    case 'TicketClosed':
      return { status: 'closed', closedAt: event.recordedAt }
    case 'TopicOpened': {
      const { staffGroupId, chatId, threadId } = data
      return { topic: { staffGroupId, chatId, threadId } }
    }
    case 'TopicLost': {
      const { topic } = before
      const same = topic?.staffGroupId === data.staffGroupId && topic.threadId === data.threadId
      return same ? { topic: null } : {}
    }
    default:
      return {}
  }
}

const isLive = (status: TicketStatus): boolean => status !== 'resolved' && status !== 'closed'

/** `0` begins the live ones, `1` the others. */
const urgencyOf = (live: boolean, priority: Priority, createdAt: Instant): string =>
  `${live ? 0 : 1}${priorities.length - 1 - priorities.indexOf(priority)}-${String(createdAt).padStart(15, '0')}`

export const ticketView: View = documentView<TicketDocument>({
  name: 'ticket',
  version: 1,
  collection: tickets,
  idOf: event => (isOf(event, 'ticket') ? idOf(event.stream) : undefined),
  concerns: stream => stream.startsWith('ticket-'),
  fold: foldTicket
})
