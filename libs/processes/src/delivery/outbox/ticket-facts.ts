import {
  type CardSide,
  type MessageKind,
  noRouting,
  type Outline,
  openedOutline,
  outline,
  type ReplySource,
  type RequiredSkill,
  type RoutingDecision,
  type RoutingRecord,
  requiredAfter,
  routingAfter,
  type TicketEvent,
  type Told,
  type TopicPlace,
  topicStream
} from '#domain'
import type { RecordedEvent } from '#event-log'
import {
  type BotId,
  type ConversationId,
  type DeliveryId,
  deliveryIdFor,
  type EventId,
  type MessageId,
  type TicketId
} from '#kernel'
import type { EventOf } from './typed.js'

export interface AskedReply {
  /** ReplyRequested. */
  readonly eventId: EventId
  readonly revision: number
  readonly source: ReplySource
  readonly kind: MessageKind
  /** It was asked for as these, one after the other. */
  readonly deliveries: DeliveryId[]
  /** The events of its failures, each of which is told in the topic. */
  readonly failures: Pick<EventOf<'ReplyFailed' | 'ReplyUncertain'>, 'id' | 'type'>[]
  /** Revisions of its edits; the n-th is version n. */
  readonly edits: number[]
  /** The last edit that the customer does not see. */
  failedVersion: number
  /** What Telegram calls it in the private chat, once it is there. */
  sentAs: readonly number[]
  withdrawn: boolean
}

/** What shows a customer's message in a topic. */
export interface Relayed {
  readonly deliveryId: DeliveryId
  readonly revision: number
  readonly telegramMessageId: number
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** What deliveries of a ticket need to know of it. Folded from its stream alone, in order. */
export interface TicketFacts extends Mutable<Outline> {
  readonly ticketId: TicketId
  readonly conversationId: ConversationId
  readonly bot: BotId
  readonly code: string
  readonly language: string | null
  readonly previousTicketId: TicketId | null
  /** TicketOpened: holds the sealed name. */
  readonly opened: RecordedEvent
  revision: number
  topic: TopicPlace | null
  /** What is known of the topic without asking: people can close it, and our own calls are not in the log. */
  topicIs: 'open' | 'closed' | 'unknown'
  /** The icon of the topic as this process set it; undefined: not known. Our own calls are not in the log. */
  iconIs: string | undefined
  /** When this process changed it last, on the monotonic clock. */
  iconEditedAt: number
  cardEditedAt: number
  card: number | null
  /** CardPosted of the present card. */
  cardPosted: RecordedEvent | null
  /** What asked for the present or the next topic: TicketOpened, or the last TopicLost. */
  topicAskedBy: RecordedEvent
  /** What its buttons offer since somebody turned it; null: what can be done. Told by the topic, not by the ticket. */
  side: Exclude<CardSide, { kind: 'actions' }> | null
  /** What the desk decided of it by itself last, as far as that explains who has it or that nobody has. */
  decision: RoutingDecision | null
  routing: RoutingRecord
  /** What it asks itself of whoever gets it. */
  requiredSkills: readonly RequiredSkill[]
  /** How often a card was posted in the present topic. */
  cards: number
  /** What of its policy is told in the topic; null while no policy holds. */
  sla: { readonly warn: boolean; readonly breach: boolean } | null
  /** Raised with everything that the card shows. */
  cardVersion: number
  /** By Telegram's message id in the private chat: the event that brought it. */
  readonly messages: Map<number, EventId>
  /** Of messages and their edits, in order. */
  readonly relays: Relayed[]
  /** The topic of the private chat that the customer wrote in last. */
  customerThread: number | null
  readonly replies: Map<MessageId, AskedReply>
  /** As the customer gave it last. */
  rating: (EventOf<'TicketRated'>['data'] & { readonly lowBefore: boolean }) | null
  /** How many articles the card suggests. */
  suggested: number
  /** The replies that sent an article, in their order. */
  readonly articlesSent: EventOf<'ArticleSent'>['data'][]
}

export function factsOf(event: EventOf<'TicketOpened'>, recorded: RecordedEvent): TicketFacts {
  const { ticketId, conversationId, bot, code, language, previousTicketId } = event.data
  return {
    ticketId,
    conversationId,
    bot,
    code,
    language,
    previousTicketId,
    opened: recorded,
    revision: event.revision,
    ...openedOutline(event.data),
    topic: null,
    topicIs: 'unknown',
    iconIs: undefined,
    iconEditedAt: Number.NEGATIVE_INFINITY,
    cardEditedAt: Number.NEGATIVE_INFINITY,
    card: null,
    cardPosted: null,
    side: null,
    decision: null,
    routing: noRouting,
    requiredSkills: [],
    topicAskedBy: recorded,
    cards: 0,
    sla: null,
    cardVersion: 0,
    messages: new Map(),
    relays: [],
    customerThread: null,
    replies: new Map(),
    rating: null,
    suggested: 0,
    articlesSent: []
  }
}

/** Takes one event of the ticket in; those before `facts.revision` are known already. */
export function learn(
  facts: TicketFacts,
  event: Told<RecordedEvent, TicketEvent>,
  recorded: RecordedEvent
): void {
  if (event.revision <= facts.revision) return
  facts.revision = event.revision
  Object.assign(facts, outline<Outline>(facts, event))
  facts.routing = routingAfter(facts.routing, event)
  switch (event.type) {
    case 'CustomerMessageReceived':
      facts.messages.set(event.data.telegramMessageId, event.id)
      facts.customerThread = event.data.threadId ?? null
      facts.relays.push(relayed(event))
      return
    case 'CustomerMessageEdited':
      facts.relays.push(relayed(event))
      return
    case 'TicketResponded': {
      const reply = facts.replies.get(event.data.messageId)
      if (reply) reply.sentAs = event.data.telegramMessageIds
      return
    }
    case 'ReplyRequested':
      facts.replies.set(event.data.messageId, {
        eventId: event.id,
        revision: event.revision,
        source: event.data.source,
        kind: event.data.kind,
        deliveries: [deliveryIdFor(event.id, 'reply')],
        failures: [],
        sentAs: [],
        edits: [],
        failedVersion: 0,
        withdrawn: false
      })
      return
    case 'ReplyEdited':
      facts.replies.get(event.data.messageId)?.edits.push(event.revision)
      return
    case 'ReplyEditFailed': {
      const reply = facts.replies.get(event.data.messageId)
      if (reply) reply.failedVersion = event.data.version
      return
    }
    case 'ReplyResendRequested':
      facts.replies.get(event.data.messageId)?.deliveries.push(deliveryIdFor(event.id, 'reply'))
      return
    case 'ReplyWithdrawn': {
      const reply = facts.replies.get(event.data.messageId)
      if (reply) reply.withdrawn = true
      return
    }
    case 'ReplyFailed':
    case 'ReplyUncertain':
      facts.replies.get(event.data.messageId)?.failures.push({ id: event.id, type: event.type })
      return
    case 'TicketAssigned':
      if (event.data.cause !== 'routing') facts.decision = null
      facts.side = null
      break
    case 'TicketUnassigned':
    case 'PriorityChanged':
      facts.side = null
      break
    case 'RoutingDecided':
      facts.decision = event.data.what === 'resumed' ? null : event.data
      break
    case 'SkillsRequired':
      facts.requiredSkills = requiredAfter(facts.requiredSkills, event)
      break
    case 'TicketRated':
      facts.rating = { ...event.data, lowBefore: facts.rating?.low || facts.rating?.lowBefore || false }
      break
    case 'ArticleSent':
      facts.articlesSent.push(event.data)
      return
    case 'ArticleSuggested':
      facts.suggested = event.data.ids.length
      break
    case 'TeamAssigned':
    case 'TicketTransferred':
    case 'TagsChanged':
    case 'TicketStatusChanged':
      break
    case 'TicketResolved':
      facts.side = null
      facts.rating = null
      facts.topicIs = event.data.cause === 'topic_closed' ? 'closed' : 'unknown'
      break
    case 'TicketReopened':
      facts.topicIs = event.data.cause === 'topic_reopened' ? 'open' : 'unknown'
      break
    case 'TicketClosed':
      facts.topicIs = 'unknown'
      break
    case 'SlaApplied':
      facts.sla = event.data.policyId === null ? null : event.data.notify
      break
    case 'SlaPaused':
    case 'SlaResumed':
    case 'SlaBreached':
    case 'SlaBreachRetracted':
      break
    case 'TopicOpened': {
      const { staffGroupId, chatId, threadId } = event.data
      facts.topic = { staffGroupId, chatId, threadId }
      facts.topicIs = 'open'
      facts.card = null
      facts.side = null
      facts.cards = 0
      return
    }
    case 'TopicLost':
      if (isTopic(facts.topic, event.data)) {
        facts.topic = null
        facts.iconIs = undefined
        facts.card = null
        facts.topicAskedBy = recorded
      }
      return
    case 'CardPosted':
      if (isTopic(facts.topic, event.data)) {
        facts.card = event.data.telegramMessageId
        facts.cardPosted = recorded
        facts.cards++
      }
      return
    default:
      return
  }
  facts.cardVersion++
}

const relayed = (event: EventOf<'CustomerMessageReceived' | 'CustomerMessageEdited'>): Relayed => ({
  deliveryId: deliveryIdFor(event.id, 'relay'),
  revision: event.revision,
  telegramMessageId: event.data.telegramMessageId
})

export const isTopic = (topic: TopicPlace | null, other: TopicPlace): boolean =>
  topic?.staffGroupId === other.staffGroupId && topic.threadId === other.threadId

/** Somebody turned the card. False for that of a topic that was lost since: the next one begins anew. */
export function turn(facts: TicketFacts, { stream, data: { to } }: EventOf<'CardTurned'>): boolean {
  const { topic } = facts
  if (!topic || stream !== topicStream(topic.staffGroupId, topic.threadId)) return false
  facts.side = to.kind === 'actions' ? null : to
  return true
}
