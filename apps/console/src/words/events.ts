import { inLanguage } from './language.js'

/** Where the name of an event does not say it. */
const en: { readonly [type: string]: string } = {
  CustomerMessageReceived: 'the customer wrote',
  CustomerMessageEdited: 'the customer edited a message',
  TicketUnassigned: 'it was taken from its assignee',
  ReplyRequested: 'a reply was written',
  TicketResponded: 'Telegram accepted the reply',
  ReplyFailed: 'the reply was refused by Telegram',
  ReplyUncertain: 'nobody knows whether the reply arrived',
  TopicLost: 'its topic is gone',
  CommandGiven: 'a command of the desk’s own',
  RoutingDecided: 'the desk decided who gets it',
  SlaApplied: 'deadlines were set',
  SlaPaused: 'clocks were paused',
  SlaResumed: 'clocks went on',
  SlaWarned: 'a deadline came near',
  SlaBreached: 'a deadline was missed',
  SlaBreachRetracted: 'a missed deadline was taken back',
  TicketRated: 'the customer rated it'
}

export const eventTypes = inLanguage(en)

/** What an event says, in a few words or by its name. */
export function eventWords(type: string): string {
  return eventTypes.value[type] ?? type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}
