import type { AgentId, BotId, ConversationId, DeliveryId, Instant, MessageId, TicketId } from '#kernel'
import { unreachable } from '#kernel'
import { PersistentMap } from '../persistent-map.js'
import { noRating, type RatingRecord, ratingAfter } from '../rating/record.js'
import { noRouting, type RoutingRecord, routingAfter } from '../routing/record.js'
import { type RequiredSkill, requiredAfter } from '../routing/required.js'
import { noRules, type RuleRecord, rulesAfter } from '../rule/record.js'
import { type ArticleRecord, articlesAfter, noArticles } from './articles.js'
import type { FieldChange, TicketEvent, TopicPlace } from './events.js'
import { type Outline, openedOutline, outline } from './outline.js'
import { evolveSla, noSlaRecord, type SlaRecord } from './sla-record.js'

export interface CustomerMessage {
  readonly messageId: MessageId
  readonly digest: string
  readonly version: number
}

export interface Reply {
  readonly state: 'pending' | 'sent' | 'failed' | 'uncertain' | 'withdrawn'
  readonly mediaGroup: string | null
  readonly agentId: AgentId | null
  /** Of its last edit; 0: as first written. */
  readonly version: number
  /** Undefined: never edited. */
  readonly digest: string | undefined
  /** The last edit that the customer does not see. */
  readonly failedVersion: number
  /** How many customer messages had come when it was last asked for. */
  readonly afterCustomerMessages: number
}

export interface ExistingTicket extends Outline {
  readonly exists: true
  readonly ticketId: TicketId
  readonly code: string
  readonly conversationId: ConversationId
  readonly bot: BotId
  readonly language: string | null
  readonly previousTicketId: TicketId | null
  readonly resolvedAt: Instant | null
  readonly titleDigest: string | null
  /** Digest of what each field holds, of those that hold something. */
  readonly fields: ReadonlyMap<string, string>
  /** Ids of the options chosen, of fields that decide. */
  readonly chosen: ReadonlyMap<string, readonly string[]>
  /** By Telegram's message id in the customer's chat. */
  readonly messages: PersistentMap<number, CustomerMessage>
  /** The highest of their ids: what comes below it came late. */
  readonly latestMessageId: number
  readonly replies: PersistentMap<MessageId, Reply>
  /** What an agent wrote last that is for colleagues or the desk: what comes in the same breath belongs to it. */
  readonly lastInternal: { readonly agentId: AgentId | null; readonly sentAt: Instant } | null
  /** Albums that are a note or a command. */
  readonly notedAlbums: PersistentMap<string, true>
  readonly topic: TopicPlace | null
  /** Topics that showed it and are gone. */
  readonly lostTopics: readonly TopicPlace[]
  /** Telegram's id of the card in the present topic. */
  readonly card: number | null
  /** Deliveries that are known not to have arrived, replies apart. */
  readonly notDelivered: readonly DeliveryId[]
  readonly articles: ArticleRecord
  readonly sla: SlaRecord
  readonly routing: RoutingRecord
  readonly requiredSkills: readonly RequiredSkill[]
  readonly rating: RatingRecord
  readonly rules: RuleRecord
  /** The form that the customer is asked by. */
  readonly formAsked: string | null
  readonly hadForm: boolean
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
      bot: data.bot,
      ...openedOutline(data),
      language: data.language,
      previousTicketId: data.previousTicketId,
      resolvedAt: null,
      titleDigest: null,
      fields: new Map(),
      chosen: new Map(),
      messages: PersistentMap.empty(),
      latestMessageId: 0,
      replies: PersistentMap.empty(),
      lastInternal: null,
      notedAlbums: PersistentMap.empty(),
      topic: null,
      lostTopics: [],
      card: null,
      notDelivered: [],
      articles: noArticles,
      sla: noSlaRecord,
      routing: noRouting,
      requiredSkills: [],
      rating: noRating,
      rules: rulesAfter(noRules, event),
      formAsked: null,
      hadForm: false
    }
  }
  return state.exists ? evolveExisting(state, event) : state
}

function evolveExisting(
  before: ExistingTicket,
  event: Exclude<TicketEvent, { type: 'TicketOpened' }>
): ExistingTicket {
  const routing = routingAfter(before.routing, event)
  const rules = rulesAfter(before.rules, event)
  const looks = outline(before, event)
  const isSame = routing === before.routing && rules === before.rules
  const state = isSame ? looks : { ...looks, routing, rules }
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
    case 'ReplyRequested':
      return {
        ...state,
        replies: state.replies.set(event.data.messageId, {
          state: 'pending',
          agentId: event.data.agentId,
          version: 0,
          digest: undefined,
          failedVersion: 0,
          mediaGroup: event.data.mediaGroup,
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
    case 'ReplyEdited': {
      const { messageId, version, digest } = event.data
      return withReply(state, messageId, { version, digest })
    }
    case 'ReplyEditFailed':
      return withReply(state, event.data.messageId, { failedVersion: event.data.version })
    case 'ReplyWithdrawn':
      return withReply(state, event.data.messageId, { state: 'withdrawn' })
    case 'TicketResolved':
      return { ...state, resolvedAt: event.data.at, rating: ratingAfter(state.rating, event) }
    case 'TicketReopened':
      return { ...state, resolvedAt: null, rating: ratingAfter(state.rating, event) }
    case 'FormRequested':
      return { ...state, formAsked: event.data.form, hadForm: true }
    case 'FormSubmitted':
    case 'FormLeft':
      return { ...state, formAsked: null }
    case 'RatingRequested':
    case 'TicketRated':
      return { ...state, rating: ratingAfter(state.rating, event) }
    case 'RatingCommented': {
      // Known as a message, so that it comes once and can be edited; not as the latest, whose edits move the ticket.
      const { telegramMessageId, messageId, digest } = event.data
      const messages = state.messages.set(telegramMessageId, { messageId, digest, version: 0 })
      return { ...state, messages }
    }
    case 'TitleChanged':
      return { ...state, titleDigest: event.data.digest }
    case 'FieldsChanged':
      return {
        ...state,
        fields: withFields(state.fields, event.data.changed),
        chosen: withChosen(state.chosen, event.data.changed)
      }
    case 'TopicOpened':
      return { ...state, topic: event.data, card: null }
    case 'CardPosted':
      return isSameTopic(state.topic, event.data) ? { ...state, card: event.data.telegramMessageId } : state
    case 'TopicLost':
      return isSameTopic(state.topic, event.data)
        ? { ...state, topic: null, card: null, lostTopics: [...state.lostTopics, event.data] }
        : state
    case 'NoteAdded': {
      const { agentId, sentAt, mediaGroup } = event.data
      const lastInternal = { agentId, sentAt }
      return mediaGroup === undefined
        ? { ...state, lastInternal }
        : { ...state, lastInternal, notedAlbums: state.notedAlbums.set(mediaGroup, true) }
    }
    case 'CommandRefused':
    case 'CommandGiven': {
      const { agentId, sentAt } = event.data
      return sentAt === undefined ? state : { ...state, lastInternal: { agentId, sentAt } }
    }
    case 'TicketEscalated':
      return event.data.typed ? { ...state, lastInternal: event.data.typed } : state
    case 'ArticleSuggested':
    case 'ArticleLinked':
    case 'ArticleSent':
    case 'ArticleRated':
      return { ...state, articles: articlesAfter(state.articles, event) }
    case 'NotDelivered':
      return { ...state, notDelivered: [...state.notDelivered, event.data.deliveryId] }
    case 'TicketAssigned':
    case 'TicketUnassigned':
    case 'TeamAssigned':
    case 'TicketTransferred':
    case 'PriorityChanged':
    case 'TagsChanged':
    case 'TemplateApplied':
    case 'FormConfirmed':
    case 'TicketStatusChanged':
    case 'TicketClosed':
    case 'EscalationAcknowledged':
    case 'TicketDeescalated':
    case 'RoutingDecided':
    case 'RuleApplied':
    case 'RulesAwaited':
    case 'RuleLapsed':
      return state
    case 'SkillsRequired':
      return { ...state, requiredSkills: requiredAfter(state.requiredSkills, event) }
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

function withFields(
  before: ReadonlyMap<string, string>,
  changed: readonly FieldChange[]
): ReadonlyMap<string, string> {
  const after = new Map(before)
  for (const { field, digest } of changed) {
    if (digest === null) after.delete(field)
    else after.set(field, digest)
  }
  return after
}

function withChosen(
  before: ReadonlyMap<string, readonly string[]>,
  changed: readonly FieldChange[]
): ReadonlyMap<string, readonly string[]> {
  const after = new Map(before)
  for (const { field, chosen } of changed) {
    if (chosen === null) after.delete(field)
    else after.set(field, chosen)
  }
  return after
}
