import type { AgentId, ConversationId, DeliveryId, Instant, MessageId, QueueId, TicketId } from '#kernel'
import { unreachable } from '#kernel'
import { PersistentMap } from '../persistent-map.js'
import type { Priority, TicketStatus } from '../ticket-words.js'
import type { TicketEvent, TopicPlace } from './events.js'
import { evolveSla, noSlaRecord, type SlaRecord } from './sla-record.js'

export interface CustomerMessage {
  readonly messageId: MessageId
  readonly digest: string
  readonly version: number
}

export interface Reply {
  readonly state: 'pending' | 'sent' | 'failed' | 'uncertain'
  readonly agentId: AgentId | null
  /** How many customer messages had come when it was last asked for. */
  readonly afterCustomerMessages: number
}

export interface ExistingTicket {
  readonly exists: true
  readonly ticketId: TicketId
  readonly code: string
  readonly conversationId: ConversationId
  readonly status: TicketStatus
  readonly assignee: AgentId | null
  readonly queueId: QueueId
  readonly priority: Priority
  readonly tags: readonly string[]
  readonly language: string | null
  readonly previousTicketId: TicketId | null
  readonly resolvedAt: Instant | null
  /** By Telegram's message id in the customer's chat. */
  readonly messages: PersistentMap<number, CustomerMessage>
  /** The highest of their ids: what comes below it came late. */
  readonly latestMessageId: number
  readonly replies: PersistentMap<MessageId, Reply>
  readonly topic: TopicPlace | null
  /** Topics that showed it and are gone. */
  readonly lostTopics: readonly TopicPlace[]
  /** Telegram's id of the card in the present topic. */
  readonly card: number | null
  /** Deliveries that are known not to have arrived, replies apart. */
  readonly notDelivered: readonly DeliveryId[]
  readonly sla: SlaRecord
}

export type TicketState = { readonly exists: false } | ExistingTicket

export const noTicket: TicketState = { exists: false }

/** The same topic, whatever chat id its group has now. */
export const isSameTopic = (topic: TopicPlace | null, other: TopicPlace): boolean =>
  topic?.staffGroupId === other.staffGroupId && topic.threadId === other.threadId

/** Total: an event on a ticket that was never opened changes nothing. */
export function evolve(state: TicketState, event: TicketEvent): TicketState {
  if (event.type === 'TicketOpened') {
    const { data } = event
    return {
      exists: true,
      ticketId: data.ticketId,
      code: data.code,
      conversationId: data.conversationId,
      status: 'open',
      assignee: null,
      queueId: data.queueId,
      priority: data.priority,
      tags: [],
      language: data.language,
      previousTicketId: data.previousTicketId,
      resolvedAt: null,
      messages: PersistentMap.empty(),
      latestMessageId: 0,
      replies: PersistentMap.empty(),
      topic: null,
      lostTopics: [],
      card: null,
      notDelivered: [],
      sla: noSlaRecord
    }
  }
  return state.exists ? evolveExisting(state, event) : state
}

function evolveExisting(
  state: ExistingTicket,
  event: Exclude<TicketEvent, { type: 'TicketOpened' }>
): ExistingTicket {
  switch (event.type) {
    case 'CustomerMessageReceived': {
      const { messageId, digest, telegramMessageId } = event.data
      return {
        ...state,
        messages: state.messages.set(telegramMessageId, { messageId, digest, version: 0 }),
        latestMessageId: Math.max(state.latestMessageId, telegramMessageId)
      }
    }
    case 'CustomerMessageEdited': {
      const { messageId, digest, telegramMessageId, version } = event.data
      return {
        ...state,
        messages: state.messages.set(telegramMessageId, { messageId, digest, version })
      }
    }
    case 'TicketAssigned':
      return {
        ...state,
        assignee: event.data.agentId,
        status: state.status === 'open' ? 'assigned' : state.status
      }
    case 'TicketUnassigned':
      return { ...state, assignee: null, status: 'open' }
    case 'TicketTransferred':
      return { ...state, queueId: event.data.toQueueId }
    case 'PriorityChanged':
      return { ...state, priority: event.data.to }
    case 'TagsChanged': {
      const { added, removed } = event.data
      return { ...state, tags: [...state.tags.filter(tag => !removed.includes(tag)), ...added] }
    }
    case 'ReplyRequested':
      return {
        ...state,
        replies: state.replies.set(event.data.messageId, {
          state: 'pending',
          agentId: event.data.agentId,
          afterCustomerMessages: state.messages.size
        })
      }
    case 'ReplyResendRequested':
      return withReply(state, event.data.messageId, {
        state: 'pending',
        afterCustomerMessages: state.messages.size
      })
    case 'TicketResponded':
      return withReply(state, event.data.messageId, { state: 'sent' })
    case 'ReplyFailed':
      return withReply(state, event.data.messageId, { state: 'failed' })
    case 'ReplyUncertain':
      return withReply(state, event.data.messageId, { state: 'uncertain' })
    case 'TicketStatusChanged':
      return { ...state, status: event.data.to }
    case 'TicketResolved':
      return { ...state, status: 'resolved', resolvedAt: event.data.at }
    case 'TicketReopened':
      return { ...state, status: event.data.to, resolvedAt: null }
    case 'TicketClosed':
      return { ...state, status: 'closed' }
    case 'TopicOpened':
      return { ...state, topic: event.data, card: null }
    case 'CardPosted':
      return isSameTopic(state.topic, event.data) ? { ...state, card: event.data.telegramMessageId } : state
    case 'TopicLost':
      return isSameTopic(state.topic, event.data)
        ? { ...state, topic: null, card: null, lostTopics: [...state.lostTopics, event.data] }
        : state
    case 'NotDelivered':
      return { ...state, notDelivered: [...state.notDelivered, event.data.deliveryId] }
    case 'NoteAdded':
    case 'CommandRefused':
      return state
    case 'SlaApplied':
    case 'SlaPaused':
    case 'SlaResumed':
    case 'SlaWarned':
    case 'SlaBreached':
    case 'SlaBreachRetracted':
      return { ...state, sla: evolveSla(state.sla, event) }
    default:
      return unreachable(event)
  }
}

function withReply(state: ExistingTicket, messageId: MessageId, next: Partial<Reply>): ExistingTicket {
  const reply = state.replies.get(messageId)
  return reply ? { ...state, replies: state.replies.set(messageId, { ...reply, ...next }) } : state
}
