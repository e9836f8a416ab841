import { counted } from '../language.js'
import { ticketsWords } from '../tickets.js'

ticketsWords.russian.value = {
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
  due: 'Срок в ближайший час',
  forUs: 'Ждут нас',
  allOpen: 'Все открытые',
  escalated: 'Передано выше',
  tag: 'Метка',
  tags: 'Метки',
  title: 'Тема',
  saveList: 'Сохранить список',
  listName: 'Название списка',
  savedList: 'Список сохранён для всех.',
  listExists: 'Список с таким названием уже есть: выберите другое.',
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
    queue: 'Перенести в',
    tags: { add: 'Добавить метку', remove: 'Убрать метку' },
    none: 'Снять выбор',
    choose: 'Выберите…',
    running: (done, of) => `Готово ${done} из ${of}`,
    title: 'Результат',
    each: 'По каждому обращению',
    broke: 'Система прервалась: чего нет в списке, то не сделано.',
    refusedOf: n => `отказано: ${n}`,
    ok: 'сделано',
    refused: type => `отказано: ${(type ?? 'не выполнено').split('/').at(-1)?.replaceAll('_', ' ')}`
  }
}
