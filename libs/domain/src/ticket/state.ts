import type { AgentId, ConversationId, Instant, MessageId, QueueId, TicketId } from '#kernel'
import { unreachable } from '#kernel'
import type { Priority, TicketEvent, TicketStatus, TopicPlace } from './events.js'

export interface CustomerMessage {
  readonly messageId: MessageId
  readonly digest: string
  readonly version: number
}

export interface Reply {
  readonly state: 'pending' | 'sent' | 'failed' | 'uncertain'
  readonly agentId: AgentId | null
  /** How many customer messages had come when it was asked for. */
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
  readonly messages: ReadonlyMap<number, CustomerMessage>
  readonly replies: ReadonlyMap<MessageId, Reply>
  readonly topic: TopicPlace | null
  /** Telegram's id of the card in the present topic. */
  readonly card: number | null
}

export type TicketState = { readonly exists: false } | ExistingTicket

export const noTicket: TicketState = { exists: false }

const withEntry = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> =>
  new Map(map).set(key, value)

const isTopic = (topic: TopicPlace | null, other: TopicPlace): boolean =>
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
      messages: new Map(),
      replies: new Map(),
      topic: null,
      card: null
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
        messages: withEntry(state.messages, telegramMessageId, { messageId, digest, version: 0 })
      }
    }
    case 'CustomerMessageEdited': {
      const { messageId, digest, telegramMessageId, version } = event.data
      return {
        ...state,
        messages: withEntry(state.messages, telegramMessageId, { messageId, digest, version })
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
        replies: withEntry(state.replies, event.data.messageId, {
          state: 'pending',
          agentId: event.data.agentId,
          afterCustomerMessages: state.messages.size
        })
      }
    case 'ReplyResendRequested':
      return withReply(state, event.data.messageId, 'pending')
    case 'TicketResponded':
      return withReply(state, event.data.messageId, 'sent')
    case 'ReplyFailed':
      return withReply(state, event.data.messageId, 'failed')
    case 'ReplyUncertain':
      return withReply(state, event.data.messageId, 'uncertain')
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
      return isTopic(state.topic, event.data) ? { ...state, card: event.data.telegramMessageId } : state
    case 'TopicLost':
      return isTopic(state.topic, event.data) ? { ...state, topic: null, card: null } : state
    case 'NoteAdded':
    case 'CommandRefused':
      return state
    default:
      return unreachable(event)
  }
}

function withReply(state: ExistingTicket, messageId: MessageId, next: Reply['state']): ExistingTicket {
  const reply = state.replies.get(messageId)
  return reply ? { ...state, replies: withEntry(state.replies, messageId, { ...reply, state: next }) } : state
}
