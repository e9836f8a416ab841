import { language } from './language.js'

const words: { readonly [type: string]: readonly [en: string, ru: string] } = {
  TicketOpened: ['the ticket was opened', 'обращение открыто'],
  CustomerMessageReceived: ['the customer wrote', 'клиент написал'],
  CustomerMessageEdited: ['the customer edited a message', 'клиент изменил сообщение'],
  TicketAssigned: ['it was assigned', 'назначен исполнитель'],
  TicketUnassigned: ['it was taken from its assignee', 'исполнитель снят'],
  TeamAssigned: ['it was given to a team', 'передано команде'],
  TicketTransferred: ['it was moved to another queue', 'перенесено в другую очередь'],
  PriorityChanged: ['the priority changed', 'изменён приоритет'],
  TagsChanged: ['the tags changed', 'изменены метки'],
  TitleChanged: ['the title changed', 'изменена тема'],
  FieldsChanged: ['fields changed', 'изменены поля'],
  ReplyRequested: ['a reply was written', 'написан ответ'],
  TicketResponded: ['Telegram accepted the reply', 'Telegram принял ответ'],
  ReplyFailed: ['the reply was refused by Telegram', 'Telegram отклонил ответ'],
  ReplyUncertain: ['nobody knows whether the reply arrived', 'неизвестно, дошёл ли ответ'],
  ReplyEdited: ['a reply was edited', 'ответ изменён'],
  NoteAdded: ['a note was written', 'написана заметка'],
  TicketStatusChanged: ['the status changed', 'изменено состояние'],
  TicketResolved: ['it was resolved', 'решено'],
  TicketReopened: ['it was reopened', 'открыто снова'],
  TicketClosed: ['it was closed', 'закрыто'],
  TopicOpened: ['its topic was opened', 'открыта тема'],
  CardPosted: ['its card was posted', 'размещена карточка'],
  TopicLost: ['its topic is gone', 'тема пропала'],
  CommandGiven: ['a command of the desk’s own', 'своя команда'],
  CommandRefused: ['a command was refused', 'команда отклонена'],
  RoutingDecided: ['the desk decided who gets it', 'система решила, кому его дать'],
  RuleApplied: ['a rule was applied', 'применено правило'],
  TemplateApplied: ['a template was used', 'использован шаблон'],
  ArticleLinked: ['an article was linked', 'связана статья'],
  ArticleSent: ['an article was sent', 'отправлена статья'],
  SlaApplied: ['deadlines were set', 'заданы сроки'],
  SlaPaused: ['clocks were paused', 'сроки приостановлены'],
  SlaResumed: ['clocks went on', 'сроки возобновлены'],
  SlaWarned: ['a deadline came near', 'срок приближается'],
  SlaBreached: ['a deadline was missed', 'срок нарушен'],
  SlaBreachRetracted: ['a missed deadline was taken back', 'нарушение срока отменено'],
  RatingRequested: ['a rating was asked for', 'запрошена оценка'],
  TicketRated: ['the customer rated it', 'клиент поставил оценку'],
  TicketEscalated: ['it was escalated', 'передано выше'],
  EscalationAcknowledged: ['the escalation was acknowledged', 'передача принята']
}

/** What an event says, in a few words; one that has none yet by its name. */
export function eventWords(type: string): string {
  const known = words[type]
  return known
    ? known[language.value === 'en' ? 0 : 1]
    : type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}
