import type {
  AgentId,
  BotId,
  ConversationId,
  DeliveryId,
  Instant,
  MessageId,
  QueueId,
  TeamId,
  TicketId
} from '#kernel'
import type { EscalationEvent } from '../escalation/events.js'
import type { TicketFormEvent } from '../form/ticket-events.js'
import type { RatingEvent } from '../rating/events.js'
import type { RoutingEvent, SkillsEvent } from '../routing/events.js'
import type { CommandEvent, RuleEvent } from '../rule/events.js'
import type { SlaEvent } from '../sla/events.js'
import type { Priority, TicketStatus } from '../ticket-words.js'
import type { ArticleEvent } from './articles.js'
import type {
  AssignCause,
  CloseCause,
  EditFailure,
  MessageKind,
  ReopenCause,
  ReplyFailure,
  ReplySource,
  ResolveCause,
  StatusCause,
  TopicPlace,
  Via
} from './event-words.js'

export * from './event-words.js'

/**
 * The names and shapes here are the storage format: they grow, they are never renamed.
 * `personal` of each event is described in docs/events.md; nothing here may be about a person.
 */

/** What a field of a ticket holds from now on; the value itself is personal. */
export interface FieldChange {
  /** Id of a `ticket_field` setting. */
  readonly field: string
  /** HMAC of the value under the customer's key. Null: it holds nothing. */
  readonly digest: string | null
  /** Ids of the options chosen (`yes` or `no` of a yes_no), of a field that decides; null: of any other. */
  readonly chosen: readonly string[] | null
}

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

export interface NotDelivered {
  readonly deliveryId: DeliveryId
  /** `customer_message`, `customer_edit`, `api_reply` and `api_note` are shown in the topic; the customer is told the others. */
  readonly what:
    | 'customer_message'
    | 'customer_edit'
    | 'api_reply'
    | 'api_note'
    | 'opened'
    | 'resolved'
    | 'rating'
    | 'form_finished'
  /** `unknown`: Telegram's answer was lost. */
  readonly outcome: 'refused' | 'unknown'
  readonly code: number | null
}

export type TicketEvent =
  /** personal: display_name, username */
  | Event<
      'TicketOpened',
      {
        readonly ticketId: TicketId
        readonly code: string
        readonly conversationId: ConversationId
        readonly bot: BotId
        readonly queueId: QueueId
        readonly priority: Priority
        readonly sourceChannel: 'telegram'
        readonly language: string | null
        readonly previousTicketId: TicketId | null
        /** When the customer sent the first message, or the team began it. */
        readonly sentAt: Instant
        /** Absent: by the customer's message, which is the next event. */
        readonly begunBy?: 'team'
      }
    >
  /** personal: chat_id, text, entities, and for media the file's name and kind-specific details */
  | Event<
      'CustomerMessageReceived',
      {
        readonly messageId: MessageId
        readonly telegramMessageId: number
        readonly kind: MessageKind
        /** What Telegram says; whole seconds. */
        readonly sentAt: Instant
        /** HMAC of the content under the customer's key: tells whether an edit changed anything. */
        readonly digest: string
        readonly closingRemark: boolean
        /** Belongs to an earlier ticket of the conversation; moves nothing. */
        readonly late: boolean
        readonly mediaGroup: string | null
        readonly replyToTelegramMessageId: number | null
        /** The topic of the private chat that it was written in. Absent: none. */
        readonly threadId?: number
      }
    >
  /** personal: text, entities */
  | Event<
      'CustomerMessageEdited',
      {
        readonly messageId: MessageId
        readonly telegramMessageId: number
        readonly kind: MessageKind
        readonly digest: string
        /** 1 for the first edit. */
        readonly version: number
        readonly sentAt: Instant
      }
    >
  | Event<
      'TicketAssigned',
      {
        readonly agentId: AgentId
        readonly previousAgentId: AgentId | null
        readonly cause: AssignCause
        /** Whoever asked went past the agent's limit and availability. Absent: no. */
        readonly forced?: true
      }
    >
  | Event<
      'TicketUnassigned',
      {
        readonly previousAgentId: AgentId
        /** They gave it back themselves. Absent: no. */
        readonly letGo?: true
      }
    >
  /** Null: no team's any more. Who has the ticket keeps it. */
  | Event<'TeamAssigned', { readonly teamId: TeamId | null; readonly previousTeamId: TeamId | null }>
  | Event<'TicketTransferred', { readonly fromQueueId: QueueId; readonly toQueueId: QueueId }>
  | Event<'PriorityChanged', { readonly from: Priority; readonly to: Priority }>
  | Event<'TagsChanged', { readonly added: readonly string[]; readonly removed: readonly string[] }>
  /** Digest: HMAC of the title under the customer's key; null: it has none any more. personal: title, where there is one */
  | Event<'TitleChanged', { readonly digest: string | null }>
  /** personal: values, by field, of those that hold something; it may hold more than what has changed */
  | Event<'FieldsChanged', { readonly changed: readonly FieldChange[] }>
  /** personal: text, entities (of a reply from the topic too: what the customer will see) */
  | Event<
      'ReplyRequested',
      {
        readonly messageId: MessageId
        /** Absent author: the API without an agent. Such a reply moves no state and fulfils no target. */
        readonly agentId: AgentId | null
        readonly source: ReplySource
        readonly kind: MessageKind
        readonly sentAt: Instant
        readonly mediaGroup: string | null
        /** The message of the source's chat that it answers. Absent: none. */
        readonly replyToTelegramMessageId?: number
        /** Below it the customer can say that they still need help. Absent: no. */
        readonly offersHelp?: true
      }
    >
  /** The reply says what this version of a template said, filled in. With the reply's own event. */
  | Event<
      'TemplateApplied',
      { readonly template: string; readonly version: number; readonly messageId: MessageId }
    >
  /** A failed or uncertain reply is to be sent once more, because an agent said so. */
  | Event<'ReplyResendRequested', { readonly messageId: MessageId; readonly agentId: AgentId | null }>
  /** Telegram accepted the reply. */
  | Event<
      'TicketResponded',
      {
        readonly messageId: MessageId
        readonly agentId: AgentId | null
        readonly telegramMessageIds: readonly number[]
        readonly acceptedAt: Instant
      }
    >
  | Event<
      'ReplyFailed',
      { readonly messageId: MessageId; readonly reason: ReplyFailure; readonly code: number | null }
    >
  /** The answer was lost: it may have reached the customer. */
  | Event<'ReplyUncertain', { readonly messageId: MessageId }>
  /**
   * What the agent's message says now. A reply that is with the customer is edited there; one that is not is sent so.
   * personal: as of a reply
   */
  | Event<
      'ReplyEdited',
      {
        readonly messageId: MessageId
        readonly agentId: AgentId | null
        readonly kind: MessageKind
        readonly digest: string
        /** 1 for the first edit. */
        readonly version: number
        readonly sentAt: Instant
      }
    >
  /** The customer still sees what stood there before. personal: words, where Telegram refused it */
  | Event<
      'ReplyEditFailed',
      {
        readonly messageId: MessageId
        readonly version: number
        readonly reason: EditFailure
        readonly code: number | null
      }
    >
  /** Not to be sent after all. What had left by then is told by TicketResponded. */
  | Event<'ReplyWithdrawn', { readonly messageId: MessageId }>
  /** personal: text, entities */
  | Event<
      'NoteAdded',
      {
        readonly messageId: MessageId
        readonly agentId: AgentId | null
        readonly source: ReplySource
        readonly kind: MessageKind
        readonly sentAt: Instant
        /** The album that it is an item of: nothing of that goes to the customer. Absent: none. */
        readonly mediaGroup?: string
      }
    >
  | Event<
      'TicketStatusChanged',
      { readonly from: TicketStatus; readonly to: TicketStatus; readonly cause: StatusCause }
    >
  | Event<
      'TicketResolved',
      { readonly from: TicketStatus; readonly cause: ResolveCause; readonly at: Instant }
    >
  | Event<
      'TicketReopened',
      { readonly to: 'open' | 'in_progress'; readonly cause: ReopenCause; readonly at: Instant }
    >
  | Event<'TicketClosed', { readonly from: TicketStatus; readonly cause: CloseCause; readonly at: Instant }>
  | Event<'TopicOpened', TopicPlace>
  | Event<'CardPosted', TopicPlace & { readonly telegramMessageId: number }>
  | Event<'TopicLost', TopicPlace>
  /** Something else than a reply did not arrive, for good or for all one knows. Staff are told. */
  | Event<'NotDelivered', NotDelivered>
  /** Asked for in Telegram and refused; whoever asked is told through the outbox, or by a toast for a button. */
  | Event<
      'CommandRefused',
      {
        readonly command: string
        readonly reason: string
        readonly details: { readonly [key: string]: string | number | null }
        readonly agentId: AgentId | null
        readonly via: Via
        /** When it was typed. Absent: it was not, or it is a reply that was refused. */
        readonly sentAt?: Instant
      }
    >
  | ArticleEvent
  | EscalationEvent
  | TicketFormEvent
  | RatingEvent
  | RoutingEvent
  | SkillsEvent
  | CommandEvent
  /** personal of RuleApplied: matched, where words of a person made the rule hold; what followed the command that it answers */
  | RuleEvent
  | SlaEvent
