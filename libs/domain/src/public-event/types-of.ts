import type { DeskEvent } from '../event-types.js'
import { endpointsTold } from '../rule/index.js'
import type { TicketEvent } from '../ticket/index.js'
import type { TicketStatus } from '../ticket-words.js'
import type { PublicType } from './types.js'

type Types = readonly PublicType[]

/** Null: nobody outside is told. A change of the status is told beside, whatever brought it. */
const ofTicket: { readonly [Type in TicketEvent['type']]: PublicType | Types | null } = {
  TicketOpened: 'ticket.created',
  CustomerMessageReceived: 'ticket.message_added',
  CustomerMessageEdited: 'ticket.message_edited',
  TicketAssigned: 'ticket.assigned',
  TicketUnassigned: 'ticket.unassigned',
  TicketTransferred: 'ticket.transferred',
  PriorityChanged: 'ticket.priority_changed',
  TagsChanged: 'ticket.tags_changed',
  TitleChanged: 'ticket.title_changed',
  FieldsChanged: 'ticket.fields_changed',
  ReplyRequested: 'ticket.message_added',
  ReplyEdited: 'ticket.message_edited',
  NoteAdded: 'ticket.message_added',
  TicketStatusChanged: null,
  RoutingDecided: null,
  SkillsRequired: null,
  RuleApplied: 'rule.fired',
  RulesAwaited: null,
  RuleLapsed: null,
  TeamAssigned: null,
  TicketResolved: 'ticket.resolved',
  TicketReopened: 'ticket.reopened',
  TicketClosed: 'ticket.closed',
  SlaWarned: 'sla.warned',
  SlaBreached: 'sla.breached',
  SlaBreachRetracted: 'sla.breach_retracted',
  TemplateApplied: 'template.applied',
  ArticleLinked: 'article.linked',
  ArticleSuggested: null,
  ArticleSent: null,
  ArticleRated: null,
  TicketEscalated: 'ticket.escalated',
  EscalationAcknowledged: null,
  TicketDeescalated: null,
  FormRequested: null,
  FormSubmitted: ['form.finished', 'ticket.message_added'],
  FormConfirmed: 'ticket.message_added',
  FormLeft: 'ticket.message_added',
  RatingRequested: null,
  TicketRated: 'ticket.rated',
  RatingCommented: 'ticket.message_added',
  ReplyResendRequested: null,
  TicketResponded: null,
  ReplyFailed: null,
  ReplyUncertain: null,
  ReplyEditFailed: null,
  ReplyWithdrawn: null,
  TopicOpened: null,
  CardPosted: null,
  TopicLost: null,
  NotDelivered: null,
  CommandRefused: null,
  CommandGiven: null,
  SlaApplied: null,
  SlaPaused: null,
  SlaResumed: null
}

/** What the outside is told of an event of a ticket, in this order. `before` is undefined for the ticket's first. */
export function publicTypesOfTicket(
  event: TicketEvent,
  before: TicketStatus | undefined,
  after: TicketStatus
): Types {
  const own = saysNothing(event) ? null : ofTicket[event.type]
  const changed = before !== undefined && before !== after
  return [...(own === null ? [] : [own].flat()), ...(changed ? (['ticket.status_changed'] as const) : [])]
}

/** What it may be told as, whatever it means for the ticket; a change of the status beside is not among it. */
export function mayBeToldAs(event: DeskEvent): Types {
  const own = event.type in ofTicket ? ofTicket[event.type as TicketEvent['type']] : undefined
  return [own ?? publicTypeOf(event) ?? []].flat()
}

/** A form nobody had answered a question of has no message, and of rules those are told of that are to tell an endpoint. */
function saysNothing(event: TicketEvent): boolean {
  switch (event.type) {
    case 'FormLeft':
      return event.data.messageId === null
    case 'RuleApplied':
      return endpointsTold(event.data).length === 0
    default:
      return false
  }
}

/** Of every other event. */
export function publicTypeOf({ type }: { readonly type: DeskEvent['type'] }): PublicType | undefined {
  switch (type) {
    case 'CustomerBlockedBot':
      return 'customer.blocked'
    case 'CustomerUnblockedBot':
      return 'customer.unblocked'
    case 'SubjectForgotten':
      return 'customer.forgotten'
    case 'AvailabilityChanged':
      return 'agent.availability_changed'
    case 'SettingPublished':
      return 'setting.published'
    case 'SettingRetired':
      return 'setting.retired'
    case 'AlertBegan':
    case 'AlertEnded':
      return 'desk.alert'
    default:
      return undefined
  }
}
