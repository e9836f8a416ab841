import {
  type FieldChange,
  idOf,
  isOver,
  type Outline,
  outline,
  type Priority,
  priorities,
  requiredAfter,
  type TicketEvent,
  toldIn
} from '#domain'
import type { Instant, SubjectId } from '#kernel'
import { documentView, type View, type ViewEvent } from '#read-store'
import { isOf } from '../domain-events.js'
import { type SealedPart, sealedPartOf } from '../sealed-part.js'
import { type TicketDocument, tickets } from './document.js'

/**
 * The ticket after one more event of its stream. Over a whole stream it is what the view holds; over the first part of
 * one it is the ticket as it was then. Undefined until the ticket was opened.
 */
export function foldTicket(
  document: TicketDocument | undefined,
  event: ViewEvent
): TicketDocument | undefined {
  const told = toldIn('ticket', event)
  if (!told) return document
  if (told.type === 'TicketOpened') return document ?? opened(event, told)
  if (!document) return undefined
  const { revision, recordedAt: updatedAt } = event
  const { assignee, team, status, queueId, priority, tags, escalation } = outline(outlineIn(document), told)
  const live = !isOver(status)
  const isWhereItWas = live === document.live && priority === document.priority
  const next: TicketDocument = {
    ...document,
    status,
    live,
    priority,
    urgency: isWhereItWas ? document.urgency : urgencyOf(live, priority, document.createdAt),
    queueId,
    assignedAgentId: assignee,
    teamId: team,
    tags,
    updatedAt,
    escalation,
    escalated: live && escalation !== null,
    revision
  }
  const more = change(document, told, event)
  return more ? { ...next, ...more } : next
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
    teamId: null,
    sourceChannel: data.sourceChannel,
    language: data.language,
    previousTicketId: data.previousTicketId,
    customer: sealedPartOf(event),
    title: null,
    fields: [],
    subjectId: (event.meta.subjectId ?? null) as SubjectId | null,
    topic: null,
    tags: [],
    createdAt: event.recordedAt,
    updatedAt: event.recordedAt,
    firstResponseAt: null,
    resolvedAt: null,
    closedAt: null,
    lastCustomerMessageAt: data.begunBy === 'team' ? null : data.sentAt,
    lastAgentReplyAt: null,
    rating: null,
    requiredSkills: [],
    escalation: null,
    escalated: false,
    messageCount: 0,
    revision: event.revision
  }
}

/** What an event changes that is not in the outline. */
type Change = Partial<
  Omit<TicketDocument, keyof Outline | 'assignedAgentId' | 'teamId' | 'live' | 'urgency' | 'escalated'>
>

function change(before: TicketDocument, { type, data }: TicketEvent, event: ViewEvent): Change | undefined {
  switch (type) {
    case 'CustomerMessageReceived':
      return {
        messageCount: before.messageCount + 1,
        lastCustomerMessageAt: Math.max(before.lastCustomerMessageAt ?? 0, data.sentAt)
      }
    case 'ReplyRequested':
      return { messageCount: before.messageCount + 1 }
    case 'TicketResponded':
      return data.agentId === null
        ? undefined
        : {
            firstResponseAt: before.firstResponseAt ?? data.acceptedAt,
            lastAgentReplyAt: Math.max(before.lastAgentReplyAt ?? 0, data.acceptedAt)
          }
    case 'TicketResolved':
      return { resolvedAt: event.recordedAt, rating: null }
    case 'SkillsRequired':
      return { requiredSkills: requiredAfter(before.requiredSkills, { type, data }) }
    case 'TicketRated':
      return { rating: { score: data.score, at: data.at } }
    case 'TicketReopened':
      return { resolvedAt: null }
    case 'TicketClosed':
      return { closedAt: event.recordedAt }
    case 'TitleChanged':
      return { title: sealedPartOf(event) }
    case 'FieldsChanged':
      return { fields: withFields(before.fields, data.changed, sealedPartOf(event)) }
    case 'TopicOpened': {
      const { staffGroupId, chatId, threadId } = data
      return { topic: { staffGroupId, chatId, threadId } }
    }
    case 'TopicLost': {
      const { topic } = before
      const same = topic?.staffGroupId === data.staffGroupId && topic.threadId === data.threadId
      return same ? { topic: null } : undefined
    }
    default:
      return undefined
  }
}

function withFields(
  before: TicketDocument['fields'],
  changed: readonly FieldChange[],
  values: SealedPart | null
): TicketDocument['fields'] {
  const changedOnes = new Set(changed.map(({ field }) => field))
  const held = changed.filter(({ digest }) => digest !== null).map(({ field }) => field)
  const others = before
    .map(part => ({ ...part, of: part.of.filter(field => !changedOnes.has(field)) }))
    .filter(({ of }) => of.length > 0)
  return held.length > 0 && values ? [...others, { of: held, values }] : others
}

const outlineIn = ({
  status,
  assignedAgentId: assignee,
  teamId: team,
  queueId,
  priority,
  tags,
  escalation
}: TicketDocument): Outline => ({
  status,
  assignee,
  team,
  queueId,
  priority,
  tags,
  escalation
})

/** `0` begins the live ones, `1` the others. */
const urgencyOf = (live: boolean, priority: Priority, createdAt: Instant): string =>
  `${live ? 0 : 1}${priorities.length - 1 - priorities.indexOf(priority)}-${String(createdAt).padStart(15, '0')}`

export const ticketView: View = documentView<TicketDocument>({
  name: 'ticket',
  version: 8,
  collection: tickets,
  idOf: event => (isOf(event, 'ticket') ? idOf(event.stream) : undefined),
  concerns: stream => stream.startsWith('ticket-'),
  fold: foldTicket
})
