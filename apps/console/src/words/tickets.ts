import { counted, inLanguage } from './language.js'

const en = {
  search: 'Search tickets: code, title, tag, customer',
  searchLabel: 'Search',
  lists: 'Lists',
  list: { open: 'Open', mine: 'Mine', unassigned: 'Unassigned', breached: 'Overdue', all: 'All' },
  filters: 'Filters',
  status: 'Status',
  queue: 'Queue',
  assignee: 'Assignee',
  priority: 'Priority',
  sla: 'Deadline',
  slaOf: { at_risk: 'At risk', breached: 'Overdue' },
  tag: 'Tag',
  any: 'Any',
  nobody: 'Nobody',
  sort: 'Order',
  order: {
    '-created_at': 'Newest first',
    created_at: 'Oldest first',
    breach_at: 'Deadline',
    '-priority': 'Priority',
    updated_at: 'Last changed'
  },
  clear: 'Clear filters',
  caption: 'Tickets',
  ticket: 'Ticket',
  customer: 'Customer',
  waiting: 'Last message',
  created: 'Created',
  noTitle: 'No title',
  select: (code: string) => `Select ${code}`,
  selectAll: 'Select all shown',
  gone: 'no longer in this list',
  fresh: (n: number) => counted(n, { one: 'new ticket', other: 'new tickets' }),
  show: 'Show',
  emptyTitle: 'No tickets here',
  empty: 'Nothing fits these filters at the moment.',
  emptyDesk: 'When a customer writes to the bot, their ticket appears here at once.',
  keys: 'j and k move, Enter opens, / searches, x selects',
  selected: (n: number) => counted(n, { one: 'ticket selected', other: 'tickets selected' }),
  bulk: {
    assign: 'Assign to',
    priority: 'Priority',
    status: 'Status',
    tag: 'Add tag',
    do: 'Apply',
    choose: 'Choose…',
    running: (done: number, of: number) => `${done} of ${of} done`,
    title: 'Result',
    ok: 'changed',
    refused: (type: string | null) =>
      `refused: ${(type ?? 'not done').split('/').at(-1)?.replaceAll('_', ' ')}`
  },
  wrongFilter: 'The desk does not understand this address.'
}

const ru: typeof en = {
  search: 'Поиск: код, тема, метка, клиент',
  searchLabel: 'Поиск',
  lists: 'Списки',
  list: {
    open: 'Открытые',
    mine: 'Мои',
    unassigned: 'Без исполнителя',
    breached: 'Просроченные',
    all: 'Все'
  },
  filters: 'Фильтры',
  status: 'Состояние',
  queue: 'Очередь',
  assignee: 'Исполнитель',
  priority: 'Приоритет',
  sla: 'Срок',
  slaOf: { at_risk: 'Под угрозой', breached: 'Просрочено' },
  tag: 'Метка',
  any: 'Любой',
  nobody: 'Никто',
  sort: 'Порядок',
  order: {
    '-created_at': 'Сначала новые',
    created_at: 'Сначала старые',
    breach_at: 'По сроку',
    '-priority': 'По приоритету',
    updated_at: 'По изменению'
  },
  clear: 'Сбросить фильтры',
  caption: 'Обращения',
  ticket: 'Обращение',
  customer: 'Клиент',
  waiting: 'Последнее сообщение',
  created: 'Создано',
  noTitle: 'Без темы',
  select: code => `Выбрать ${code}`,
  selectAll: 'Выбрать все на странице',
  gone: 'больше не в этом списке',
  fresh: n =>
    counted(n, {
      one: 'новое обращение',
      few: 'новых обращения',
      many: 'новых обращений',
      other: 'новых обращений'
    }),
  show: 'Показать',
  emptyTitle: 'Здесь пусто',
  empty: 'Под эти фильтры сейчас ничего не подходит.',
  emptyDesk: 'Когда клиент напишет боту, обращение сразу появится здесь.',
  keys: 'j и k — по списку, Enter — открыть, / — поиск, x — выбрать',
  selected: n =>
    counted(n, {
      one: 'обращение выбрано',
      few: 'обращения выбраны',
      many: 'обращений выбрано',
      other: 'обращений выбрано'
    }),
  bulk: {
    assign: 'Назначить',
    priority: 'Приоритет',
    status: 'Состояние',
    tag: 'Добавить метку',
    do: 'Применить',
    choose: 'Выберите…',
    running: (done, of) => `Готово ${done} из ${of}`,
    title: 'Результат',
    ok: 'изменено',
    refused: type => `отказано: ${(type ?? 'не выполнено').split('/').at(-1)?.replaceAll('_', ' ')}`
  },
  wrongFilter: 'Система не понимает этот адрес.'
}

export const ticketsWords = inLanguage({ en, ru })
