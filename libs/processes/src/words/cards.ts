import type { MessageKind, Priority, TicketStatus } from '#domain'
import type { InEach } from './language.js'
import { kindNames, priorityNames, statusNames } from './names.js'

interface CardWords {
  readonly title: (code: string) => string
  readonly customer: (name: string) => string
  readonly forgotten: string
  /** What the link carries by which the customer came. */
  readonly source: (payload: string) => string
  readonly queue: (name: string) => string
  readonly status: (status: TicketStatus) => string
  readonly assignee: (name: string | null) => string
  readonly team: (name: string) => string
  /** What its agent must be able to do. */
  readonly skills: (skills: string) => string
  readonly priority: (priority: Priority) => string
  readonly tags: (tags: string) => string
  readonly previousTicket: (code: string) => string
  /** The topic's name where the customer has none. */
  readonly nameless: string
}

export const cardWords: InEach<CardWords> = {
  en: {
    title: code => `Ticket ${code}`,
    customer: name => `Customer: ${name}`,
    forgotten: 'forgotten',
    source: payload => `Source: ${payload}`,
    queue: name => `Queue: ${name}`,
    status: status => `Status: ${statusNames.en[status]}`,
    assignee: name => `Assignee: ${name ?? 'nobody'}`,
    team: name => `Team: ${name}`,
    skills: skills => `Skills needed: ${skills}`,
    priority: priority => `Priority: ${priorityNames.en[priority]}`,
    tags: tags => `Tags: ${tags}`,
    previousTicket: code => `Previous ticket: ${code}`,
    nameless: 'Customer'
  },
  ru: {
    title: code => `Обращение ${code}`,
    customer: name => `Клиент: ${name}`,
    forgotten: 'данные удалены',
    source: payload => `Источник: ${payload}`,
    queue: name => `Очередь: ${name}`,
    status: status => `Статус: ${statusNames.ru[status]}`,
    assignee: name => `Исполнитель: ${name ?? 'никто'}`,
    team: name => `Команда: ${name}`,
    skills: skills => `Нужны навыки: ${skills}`,
    priority: priority => `Приоритет: ${priorityNames.ru[priority]}`,
    tags: tags => `Метки: ${tags}`,
    previousTicket: code => `Прошлое обращение: ${code}`,
    nameless: 'Клиент'
  }
}

interface SummaryWords {
  readonly head: string
  readonly forgotten: string
  readonly edited: string
  /** `name`: of its file. */
  readonly media: (kind: MessageKind, name: string | null) => string
  readonly delivery: {
    readonly [state in 'sent' | 'pending' | 'failed' | 'uncertain' | 'withdrawn']: string
  }
}

const isWords = (kind: MessageKind): boolean => kind === 'text' || kind === 'rich_message'
const named = (name: string | null): string => (name === null ? '' : `: ${name}`)

/** What stood in a topic that was deleted. */
export const summaryWords: InEach<SummaryWords> = {
  en: {
    head: 'The former topic of this ticket was deleted. This is what happened so far:',
    forgotten: '(forgotten)',
    edited: '✏️ ',
    media: (kind, name) => (isWords(kind) ? '' : `[${kindNames.en[kind]}${named(name)}] `),
    delivery: {
      sent: '',
      pending: ' (not sent yet)',
      failed: ' (not delivered)',
      uncertain: ' (perhaps not delivered)',
      withdrawn: ' (withdrawn, not sent)'
    }
  },
  ru: {
    head: 'Прежнюю тему этого обращения удалили. Вот что было до сих пор:',
    forgotten: '(данные удалены)',
    edited: '✏️ ',
    media: (kind, name) => (isWords(kind) ? '' : `[${kindNames.ru[kind]}${named(name)}] `),
    delivery: {
      sent: '',
      pending: ' (ещё не отправлено)',
      failed: ' (не доставлено)',
      uncertain: ' (возможно, не доставлено)',
      withdrawn: ' (отозвано, не отправлено)'
    }
  }
}
