import { isJsonObject, type JsonObject } from '#kernel'
import { type Both, both, meantBy } from './history-codes.js'

/** What agents are called, by id. */
type Names = ReadonlyMap<string, string>
type Data = JsonObject
const at = (data: Data, name: string): string => {
  const value = data[name]
  return value === null || value === undefined
    ? '–'
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
}
const agent = (data: Data, names: Names, name = 'agentId'): string => {
  const id = data[name]
  return typeof id === 'string' ? (names.get(id) ?? `agt_${id}`) : 'API'
}

/** One member of each of a list. */
const listed = (data: Data, name: string, member: string): string => {
  const list = data[name]
  const all = Array.isArray(list) ? list.filter(isJsonObject).map(one => String(one[member])) : []
  return all.length === 0 ? '–' : [...new Set(all)].join(', ')
}

const because = ({ cause }: Data, en: string, ru: string): Both => {
  const why = meantBy(cause)
  return both(`${en}: ${why.en}`, `${ru}: ${why.ru}`)
}

const moved = (data: Data, what: Both): Both => {
  const [from, to] = [meantBy(data['from']), meantBy(data['to'])]
  return both(`${what.en} ${from.en} → ${to.en}`, `${what.ru} ${from.ru} → ${to.ru}`)
}

/** What happened, and why, by the event's type. What is not here is told by its name and its data. */
const sentences: { readonly [type: string]: (data: Data, names: Names) => Both } = {
  TicketOpened: d => {
    const { en, ru } = meantBy(d['priority'])
    return both(
      `The ticket was opened in the queue ${at(d, 'queueId')}, priority ${en}`,
      `Обращение открыто в очереди ${at(d, 'queueId')}, приоритет ${ru}`
    )
  },
  CustomerMessageReceived: d =>
    both(`The customer wrote (${at(d, 'kind')})`, `Клиент написал (${at(d, 'kind')})`),
  CustomerMessageEdited: d =>
    both(
      `The customer edited a message, version ${at(d, 'version')}`,
      `Клиент изменил сообщение, версия ${at(d, 'version')}`
    ),
  TicketAssigned: (d, n) => because(d, `Assigned to ${agent(d, n)}`, `Назначено ${agent(d, n)}`),
  TicketUnassigned: (d, n) =>
    both(`Taken from ${agent(d, n, 'previousAgentId')}`, `Снято с ${agent(d, n, 'previousAgentId')}`),
  TeamAssigned: d => both(`Given to the team ${at(d, 'teamId')}`, `Передано команде ${at(d, 'teamId')}`),
  TicketEscalated: ({ to }) => {
    const team = at(isJsonObject(to) ? to : {}, 'teamId')
    return both(`Handed up to the team ${team}`, `Передано выше, команде ${team}`)
  },
  EscalationAcknowledged: () => both('The team took note', 'Команда приняла к сведению'),
  TicketDeescalated: () => both('It came back from there', 'Возвращено оттуда'),
  TicketTransferred: d =>
    both(
      `Moved from the queue ${at(d, 'fromQueueId')} to ${at(d, 'toQueueId')}`,
      `Перенесено из очереди ${at(d, 'fromQueueId')} в ${at(d, 'toQueueId')}`
    ),
  PriorityChanged: d => moved(d, both('Priority', 'Приоритет')),
  TagsChanged: d =>
    both(
      `Tags added ${at(d, 'added')}, removed ${at(d, 'removed')}`,
      `Метки добавлены ${at(d, 'added')}, убраны ${at(d, 'removed')}`
    ),
  TitleChanged: () => both('The title was changed', 'Изменён заголовок'),
  FieldsChanged: () => both('Fields were changed', 'Изменены поля'),
  ReplyRequested: (d, n) =>
    both(`${agent(d, n)} replied (${at(d, 'kind')})`, `${agent(d, n)} отвечает (${at(d, 'kind')})`),
  ReplyResendRequested: (d, n) =>
    both(`${agent(d, n)} had the reply sent again`, `${agent(d, n)} просит отправить ответ снова`),
  TicketResponded: () => both('Telegram accepted the reply', 'Telegram принял ответ'),
  ReplyFailed: d =>
    both(`The reply was not delivered: ${at(d, 'reason')}`, `Ответ не доставлен: ${at(d, 'reason')}`),
  ReplyUncertain: () => both('Whether the reply arrived is not known', 'Неизвестно, дошёл ли ответ'),
  ReplyEdited: (d, n) => both(`${agent(d, n)} edited the reply`, `${agent(d, n)} изменяет ответ`),
  ReplyEditFailed: d =>
    both(
      `The edit did not reach the customer: ${at(d, 'reason')}`,
      `Правка не дошла до клиента: ${at(d, 'reason')}`
    ),
  ReplyWithdrawn: () => both('The reply was withdrawn', 'Ответ отозван'),
  TemplateApplied: d =>
    both(
      `The reply is the template ${at(d, 'template')}, version ${at(d, 'version')}`,
      `Ответ — шаблон ${at(d, 'template')}, версия ${at(d, 'version')}`
    ),
  ArticleLinked: d =>
    both(`The article ${at(d, 'article')} was linked`, `Привязана статья ${at(d, 'article')}`),
  ArticleSent: d =>
    both(`The reply is the article ${at(d, 'article')}`, `Ответ — статья ${at(d, 'article')}`),
  ArticleRated: d =>
    d['helpful'] === true
      ? both(
          `The article ${at(d, 'article')} helped the customer`,
          `Статья ${at(d, 'article')} помогла клиенту`
        )
      : both(
          `The article ${at(d, 'article')} did not help the customer`,
          `Статья ${at(d, 'article')} клиенту не помогла`
        ),
  NoteAdded: (d, n) =>
    both(`${agent(d, n)} left a note for colleagues`, `${agent(d, n)} оставляет заметку для коллег`),
  TicketStatusChanged: d => {
    const { en, ru } = moved(d, both('State', 'Состояние'))
    return because(d, en, ru)
  },
  TicketResolved: d => because(d, 'Resolved', 'Решено'),
  TicketReopened: d => because(d, 'Opened again', 'Открыто снова'),
  TicketClosed: d => because(d, 'Closed', 'Закрыто'),
  TopicOpened: () => both('A topic for it was opened', 'Для него открыта тема'),
  CardPosted: () => both('Its card was posted', 'Опубликована карточка'),
  TopicLost: () => both('Its topic is gone', 'Темы больше нет'),
  NotDelivered: d =>
    both(
      `Telegram did not take what the desk had to say (${at(d, 'what')}): ${at(d, 'outcome')}`,
      `Telegram не принял сообщение службы (${at(d, 'what')}): ${at(d, 'outcome')}`
    ),
  SkillsRequired: d =>
    both(
      `Skills are required: ${listed(d, 'skills', 'skill')}`,
      `Нужны навыки: ${listed(d, 'skills', 'skill')}`
    ),
  RulesAwaited: d => {
    const rules = listed(d, 'awaited', 'rule')
    return rules === '–'
      ? both('No rule will act later', 'Позже не сработает ни одно правило')
      : both(`Rules that may act later: ${rules}`, `Позже могут сработать правила: ${rules}`)
  },
  FormRequested: d =>
    both(
      `The customer is to be asked by the form ${at(d, 'form')}`,
      `Клиенту зададут вопросы: ${at(d, 'form')}`
    ),
  FormSubmitted: d =>
    both(
      `The customer answered the form ${at(d, 'form')}, version ${at(d, 'version')}`,
      `Клиент ответил на вопросы ${at(d, 'form')}, версия ${at(d, 'version')}`
    ),
  FormConfirmed: () =>
    both('The customer is told that the answers are there', 'Клиенту сообщают, что ответы получены'),
  FormLeft: d =>
    both(
      `The form ${at(d, 'form')} was not finished: ${at(d, 'cause')}`,
      `Вопросы ${at(d, 'form')} остались без конца: ${at(d, 'cause')}`
    ),
  RatingRequested: () => both('The customer is asked how it went', 'Клиента спрашивают, как всё прошло'),
  TicketRated: d =>
    both(`The customer rated it ${at(d, 'score')} of 5`, `Оценка клиента: ${at(d, 'score')} из 5`),
  RatingCommented: () => both('The customer commented on the rating', 'Клиент пояснил оценку'),
  CommandGiven: (d, n) =>
    both(`${agent(d, n)} typed /${at(d, 'name')}`, `${agent(d, n)}: команда /${at(d, 'name')}`),
  CommandRefused: d =>
    both(
      `${at(d, 'command')} was refused: ${at(d, 'reason')}`,
      `${at(d, 'command')} отклонено: ${at(d, 'reason')}`
    )
}

export const sentenceOf = (type: string, data: Data, names: Names): Both =>
  Object.hasOwn(sentences, type) ? (sentences[type]?.(data, names) ?? both(type, type)) : both(type, type)

export const pageWords = {
  title: both('Ticket', 'Обращение'),
  language: both('English', 'Русский'),
  columns: [
    both('Time (UTC)', 'Время (UTC)'),
    both('Who', 'Кто'),
    both('What and why', 'Что и почему'),
    both('Record', 'Запись')
  ],
  seen: both('What could be seen then', 'Что было видно тогда'),
  state: both('State', 'Состояние'),
  queue: both('Queue', 'Очередь'),
  assignee: both('Agent', 'Агент'),
  priority: both('Priority', 'Приоритет'),
  messages: both('Messages', 'Сообщения'),
  data: both('As recorded', 'Как записано'),
  sealed: both('text not in this bundle', 'текста нет в этом файле'),
  forgotten: both('forgotten', 'забыто'),
  /** Of what a sealed part holds besides a text. */
  labels: new Map([
    ['display_name', both('Name', 'Имя')],
    ['username', both('Username', 'Имя в Telegram')],
    ['source', both('Came with', 'Пришёл с')],
    ['title', both('Title', 'Заголовок')],
    ['values', both('Values', 'Значения')],
    ['reason', both('Reason', 'Причина')]
  ]),
  foot: both(
    'The numbers are lines of records.ndjson, each with a proof of the same number. This page itself is signed by nobody: what counts is the record.',
    'Номера — строки records.ndjson, для каждой есть доказательство с тем же номером. Сама страница никем не подписана: считается запись.'
  )
} as const
