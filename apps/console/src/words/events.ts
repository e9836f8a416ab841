import { inLanguage } from './language.js'

const en: { readonly [type: string]: string } = {
  TicketOpened: 'the ticket was opened',
  CustomerMessageReceived: 'the customer wrote',
  CustomerMessageEdited: 'the customer edited a message',
  TicketAssigned: 'it was assigned',
  TicketUnassigned: 'it was taken from its assignee',
  TeamAssigned: 'it was given to a team',
  TicketTransferred: 'it was moved to another queue',
  PriorityChanged: 'the priority changed',
  TagsChanged: 'the tags changed',
  TitleChanged: 'the title changed',
  FieldsChanged: 'fields changed',
  ReplyRequested: 'a reply was written',
  TicketResponded: 'Telegram accepted the reply',
  ReplyFailed: 'the reply was refused by Telegram',
  ReplyUncertain: 'nobody knows whether the reply arrived',
  ReplyEdited: 'a reply was edited',
  NoteAdded: 'a note was written',
  TicketStatusChanged: 'the status changed',
  TicketResolved: 'it was resolved',
  TicketReopened: 'it was reopened',
  TicketClosed: 'it was closed',
  TopicOpened: 'its topic was opened',
  CardPosted: 'its card was posted',
  TopicLost: 'its topic is gone',
  CommandGiven: 'a command of the desk’s own',
  CommandRefused: 'a command was refused',
  RoutingDecided: 'the desk decided who gets it',
  RuleApplied: 'a rule was applied',
  TemplateApplied: 'a template was used',
  ArticleLinked: 'an article was linked',
  ArticleSent: 'an article was sent',
  SlaApplied: 'deadlines were set',
  SlaPaused: 'clocks were paused',
  SlaResumed: 'clocks went on',
  SlaWarned: 'a deadline came near',
  SlaBreached: 'a deadline was missed',
  SlaBreachRetracted: 'a missed deadline was taken back',
  RatingRequested: 'a rating was asked for',
  TicketRated: 'the customer rated it',
  TicketEscalated: 'it was escalated',
  EscalationAcknowledged: 'the escalation was acknowledged'
}

export const eventTypes = inLanguage(en)

/** What an event says, in a few words; one that has none yet by its name. */
export function eventWords(type: string): string {
  return eventTypes.value[type] ?? type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}
