import type {
  AgentId,
  BotId,
  ConversationId,
  Instant,
  MessageId,
  Personal,
  QueueId,
  TeamId,
  TicketId
} from '#kernel'
import type { EscalationCommand } from '../escalation/commands.js'
import type { TicketFormCommand } from '../form/ticket-commands.js'
import type { RatingCommand } from '../rating/commands.js'
import type { SkillWanted } from '../routing/assignment.js'
import type { RoutedAssignment, RoutingCommand } from '../routing/commands.js'
import type { GivenCommand, RuleEvent } from '../rule/events.js'
import type { SlaEvent } from '../sla/events.js'
import type { Priority, TicketStatus } from '../ticket-words.js'
import type { ArticleCommand } from './articles.js'
import type {
  CloseCause,
  EditFailure,
  FieldChange,
  MessageKind,
  NotDelivered,
  ReopenCause,
  ReplyFailure,
  ReplySource,
  ResolveCause,
  TopicPlace,
  Via
} from './events.js'

export interface IncomingMessage {
  readonly messageId: MessageId
  readonly telegramMessageId: number
  readonly kind: MessageKind
  readonly sentAt: Instant
  readonly digest: string
  /** "Thanks, bye": counts as a closing remark only within the time the desk allows after resolve. */
  readonly soundsClosing: boolean
  readonly mediaGroup: string | null
  readonly replyToTelegramMessageId: number | null
  readonly threadId?: number
  readonly personal: Personal
}

type SlaData<Type extends SlaEvent['type']> = Extract<SlaEvent, { type: Type }>['data']

/** What happens to a ticket's clocks. Each is recorded as it is told, once. */
export type SlaCommand =
  | ({ readonly type: 'ApplySla' } & SlaData<'SlaApplied'>)
  | ({ readonly type: 'PauseSla' } & SlaData<'SlaPaused'>)
  | ({ readonly type: 'ResumeSla' } & SlaData<'SlaResumed'>)
  | ({ readonly type: 'WarnSla' } & SlaData<'SlaWarned'>)
  | ({ readonly type: 'BreachSla' } & SlaData<'SlaBreached'>)
  | ({ readonly type: 'RetractBreach' } & SlaData<'SlaBreachRetracted'>)

/** Commands carry facts and what the desk's settings say; nothing is looked up while deciding. */
export interface AppliedTemplate {
  readonly id: string
  readonly version: number
}

export type TicketCommand =
  | {
      readonly type: 'OpenTicket'
      readonly ticketId: TicketId
      readonly code: string
      readonly conversationId: ConversationId
      readonly bot: BotId
      readonly queueId: QueueId
      readonly language: string | null
      readonly previousTicketId: TicketId | null
      readonly customer: Personal
      readonly message: IncomingMessage
    }
  /** The team turns to a customer who has not written for this. */
  | {
      readonly type: 'BeginTicket'
      readonly ticketId: TicketId
      readonly code: string
      readonly conversationId: ConversationId
      readonly bot: BotId
      readonly queueId: QueueId
      readonly language: string | null
      readonly previousTicketId: TicketId | null
      readonly customer: Personal
      readonly now: Instant
    }
  | {
      readonly type: 'ReceiveCustomerMessage'
      readonly message: IncomingMessage
      /** It belongs to an earlier ticket of the conversation: recorded as a fact whatever the state. */
      readonly late: boolean
      readonly reopenWithinS: number
      readonly closingRemarkWithinS: number
      readonly now: Instant
    }
  | {
      readonly type: 'EditCustomerMessage'
      readonly telegramMessageId: number
      readonly kind: MessageKind
      readonly digest: string
      /** As it reads now. */
      readonly soundsClosing: boolean
      readonly sentAt: Instant
      readonly reopenWithinS: number
      readonly closingRemarkWithinS: number
      readonly now: Instant
      readonly personal: Personal
    }
  | { readonly type: 'ClaimTicket'; readonly agentId: AgentId }
  | {
      readonly type: 'AssignTicket'
      readonly agentId: AgentId
      /** Who had it when this was chosen: refused where somebody else has it by now. Absent: whoever has it. */
      readonly from?: AgentId | null
      /** `assign` unless said. */
      readonly cause?: 'assign' | 'auto'
      /** The ticket becomes this team's, too. */
      readonly teamId?: TeamId
      /** Past the agent's limit and availability. */
      readonly force?: boolean
      /** The desk has chosen: only where nobody has it, unless it was asked to. */
      readonly routing?: RoutedAssignment
    }
  | { readonly type: 'AssignTeam'; readonly teamId: TeamId | null }
  /** `by`: the agent who says so. */
  | { readonly type: 'UnassignTicket'; readonly by?: AgentId }
  | {
      readonly type: 'TransferTicket'
      readonly queueId: QueueId
      /** Whoever transfers it has said whose it is. Absent: what nobody has is its new queue's. */
      readonly keepsTeam?: true
    }
  | { readonly type: 'ChangePriority'; readonly priority: Priority }
  | { readonly type: 'ChangeTags'; readonly add: readonly string[]; readonly remove: readonly string[] }
  /** These and no others. */
  | { readonly type: 'SetTags'; readonly tags: readonly string[] }
  /** Null: it is to have none. */
  | { readonly type: 'ChangeTitle'; readonly digest: string | null; readonly personal?: Personal }
  | {
      readonly type: 'ChangeFields'
      readonly changes: readonly FieldChange[]
      /** Absent: none of them holds anything. */
      readonly personal?: Personal
    }
  | {
      readonly type: 'RequestReply'
      readonly messageId: MessageId
      readonly agentId: AgentId | null
      readonly source: ReplySource
      readonly kind: MessageKind
      readonly sentAt: Instant
      readonly mediaGroup: string | null
      readonly replyToTelegramMessageId?: number
      readonly personal: Personal
      readonly now: Instant
      /** Refused where it comes right after a note of the same agent: what belongs to a note is never sent by default. */
      readonly unlessAfterNote?: boolean
      /** Refused as such: it is an item of an album that is a note or a command. */
      readonly partOfNote?: boolean
      /** What it says is this template, filled in. */
      readonly template?: AppliedTemplate
      /** What it says is this article. */
      readonly article?: string
      /** With a button that says so for the customer. */
      readonly offersHelp?: boolean
      /** Does not reopen: it is the last word on what is resolved. */
      readonly staysResolved?: boolean
    }
  /** Stops what has been asked for of an album that turns out to be a note or a command. */
  | { readonly type: 'WithdrawAlbum'; readonly mediaGroup: string }
  | { readonly type: 'ResendReply'; readonly messageId: MessageId; readonly agentId: AgentId | null }
  | {
      readonly type: 'ConfirmReply'
      readonly messageId: MessageId
      readonly telegramMessageIds: readonly number[]
      readonly acceptedAt: Instant
      readonly afterReply: 'waiting_on_customer' | 'in_progress'
    }
  | {
      readonly type: 'FailReply'
      readonly messageId: MessageId
      readonly reason: ReplyFailure
      readonly code: number | null
    }
  | { readonly type: 'MarkReplyUncertain'; readonly messageId: MessageId }
  | {
      readonly type: 'EditReply'
      readonly messageId: MessageId
      readonly agentId: AgentId | null
      readonly kind: MessageKind
      readonly digest: string
      readonly sentAt: Instant
      readonly personal: Personal
    }
  | {
      readonly type: 'FailReplyEdit'
      readonly messageId: MessageId
      readonly version: number
      readonly reason: EditFailure
      readonly code: number | null
      readonly personal?: Personal
    }
  | {
      readonly type: 'AddNote'
      readonly messageId: MessageId
      readonly agentId: AgentId | null
      readonly source: ReplySource
      readonly kind: MessageKind
      readonly sentAt: Instant
      readonly mediaGroup?: string
      readonly personal: Personal
    }
  /** Whichever of the following leads there; from resolved, `open` and `in_progress` both reopen. */
  | {
      readonly type: 'ChangeStatus'
      readonly to: TicketStatus
      readonly cause: 'api' | 'rule'
      readonly now: Instant
    }
  | { readonly type: 'HoldTicket' }
  | { readonly type: 'WaitOnCustomer' }
  | { readonly type: 'ResumeTicket' }
  | { readonly type: 'ResolveTicket'; readonly cause: ResolveCause; readonly now: Instant }
  | { readonly type: 'ReopenTicket'; readonly cause: ReopenCause; readonly now: Instant }
  | { readonly type: 'CloseTicket'; readonly cause: CloseCause; readonly now: Instant }
  | { readonly type: 'BindTopic'; readonly place: TopicPlace }
  | { readonly type: 'RecordCard'; readonly place: TopicPlace; readonly telegramMessageId: number }
  | { readonly type: 'LoseTopic'; readonly place: TopicPlace }
  | ({ readonly type: 'RecordNotDelivered' } & NotDelivered)
  | {
      readonly type: 'RefuseCommand'
      readonly command: string
      readonly reason: string
      readonly details: { readonly [key: string]: string | number | null }
      readonly agentId: AgentId | null
      readonly via: Via
      readonly sentAt?: Instant
    }
  | ArticleCommand
  | EscalationCommand
  | TicketFormCommand
  | RatingCommand
  /** One of the desk's own: what comes of it is up to rules. */
  | ({ readonly type: 'GiveCommand'; readonly personal: Personal; readonly sentAt?: Instant } & GivenCommand)
  /** What a rule wants was not done after all. */
  | ({ readonly type: 'LapseRule' } & Extract<RuleEvent, { type: 'RuleLapsed' }>['data'])
  | RoutingCommand
  | { readonly type: 'RequireSkills'; readonly skills: readonly SkillWanted[]; readonly now: Instant }
  | SlaCommand

/**
 * Why a request is refused, in a sentence for programs. `unknown`: what it names is not there; `state`: the ticket does not
 * allow it as it stands; `body`: what was asked for can't be.
 */
export const ticketRefusals = {
  unknown_ticket: ['unknown', 'there is no such ticket'],
  unknown_message: ['unknown', 'there is no such message'],
  ticket_closed: ['state', 'the ticket is closed'],
  ticket_resolved: ['state', 'the ticket is resolved'],
  reopen_window_passed: ['state', 'the ticket was resolved too long ago'],
  already_assigned: ['state', 'another agent has the ticket'],
  transition_not_allowed: ['state', 'the ticket can not go there from its status'],
  follows_a_note: ['state', 'it came right after a note of the same agent'],
  form_running: ['state', 'the customer is answering a form already'],
  not_resolved: ['state', 'the ticket is not resolved'],
  not_escalated: ['state', 'nobody has handed the ticket up'],
  not_in_team: ['state', 'the agent is not in the team that the ticket was handed up to'],
  rating_too_late: ['state', 'the resolution that this rates is over, or was rated too long ago'],
  not_resendable: ['state', 'this reply is neither failed nor uncertain'],
  tag_invalid: ['body', 'must be a tag of 1 to 50 characters without commas and without a space at its ends']
} as const satisfies { readonly [reason: string]: readonly ['unknown' | 'state' | 'body', string] }

export type TicketRefusal = keyof typeof ticketRefusals
