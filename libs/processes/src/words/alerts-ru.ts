import type { AlertDetails } from '#domain'
import type { Alerts } from './alert-shape.js'
import { russian } from './numbers.js'
import { reasonText } from './setup.js'

const stores: { readonly [name: string]: string } = {
  event_log: 'журнал событий',
  read_store: 'хранилище представлений',
  desk_state: 'состояние Topicdesk'
}

const waitsFor: { readonly [why: string]: string } = {
  rate_limited: 'Telegram попросил подождать',
  refused: 'Telegram отказывает',
  no_group: 'нет группы команды, которой можно пользоваться',
  uncertain: 'неизвестно, дошло ли сообщение',
  turn: 'очередь внутри ограничений Telegram'
}

const kinds: { readonly [kind: string]: string } = {
  topic: 'тема',
  topic_name: 'название темы',
  card: 'карточка',
  card_text: 'текст карточки',
  customer_notice: 'сообщение клиенту',
  staff_notice: 'сообщение команде',
  relay: 'сообщение клиента',
  reply: 'ответ'
}

const number = (value: unknown) => Number(value ?? 0)
const text = (value: unknown) =>
  value === null || value === undefined ? 'причина неизвестна' : reasonText('ru', String(value))
const what = ({ kind, ticket }: AlertDetails) =>
  `${kinds[String(kind)] ?? String(kind ?? '')}${ticket === null ? '' : `, обращение ${ticket}`}`

const deliveries = (count: unknown) =>
  `${count} ${russian(number(count), 'отправка', 'отправки', 'отправок')}`
const updates = (count: unknown) =>
  `${count} ${russian(number(count), 'обновление', 'обновления', 'обновлений')}`

export const alertsInRussian: Alerts = {
  store_away: {
    title: store => `${stores[store] ?? store}: пользоваться нельзя`,
    detail: ({ store, why }) => `нельзя пользоваться: ${stores[String(store)] ?? store}, ${text(why)}`,
    remedy: 'Проверьте, что хранилище работает и на диске есть место. Когда оно ответит, всё пойдёт само.'
  },
  process_failing: {
    title: process => `процесс ${process} не продвигается`,
    detail: ({ process, state, why }) => `процесс ${process} в состоянии ${state}: ${text(why)}`,
    remedy:
      'Верните то, что он называет. Остановленный процесс продолжит после перезапуска; отказавший — как сказано в причине.'
  },
  process_stuck: {
    title: process => `процесс ${process} завис`,
    detail: ({ process, type, position, seconds }) =>
      `процесс ${process} уже ${seconds} с обрабатывает ${type} ${position}`,
    remedy: 'Запишите это событие и перезапустите процесс: событие будет обработано ещё раз.'
  },
  process_missing: {
    title: lease => `никто не выполняет ${lease}`,
    detail: ({ lease }) => `никто не выполняет ${lease}`,
    remedy: 'Запустите процесс Topicdesk с ролью worker.'
  },
  parked: {
    title: process => `процесс ${process} отложил события`,
    detail: ({ process, parked }) =>
      `процесс ${process} отложил ${parked} ${russian(number(parked), 'событие', 'события', 'событий')}`,
    remedy:
      'deskctl parked list и show; после исправления deskctl parked retry или skip. Представление, возможно, придётся построить заново.'
  },
  view_failing: {
    title: view => `представление ${view} не продвигается`,
    detail: ({ view, state, why }) => `представление ${view} в состоянии ${state}: ${text(why)}`,
    remedy: 'Верните то, что оно называет; остановленное представление продолжит после перезапуска.'
  },
  view_behind: {
    title: view => `представление ${view} отстаёт`,
    detail: ({ view, seconds }) => `представление ${view} отстаёт от журнала на ${seconds} с`,
    remedy:
      'После обновления или перестройки оно догонит само; иначе проверьте нагрузку на хранилище представлений и на worker.'
  },
  telegram_away: {
    title: () => 'Telegram не отвечает',
    detail: ({ why }) => `Telegram не отвечает: ${text(why)}`,
    remedy: 'Проверьте сеть и состояние Telegram. Всё ждёт и потом продолжится само.'
  },
  sending_refused: {
    title: () => 'Telegram не принимает токен бота',
    detail: ({ code }) =>
      `Telegram отвечает ${code}, он не принимает токен бота: ничего не отправляется и не приходит`,
    remedy: 'Проверьте токен у @BotFather, задайте TELEGRAM_BOT_TOKEN и перезапустите Topicdesk.'
  },
  updates_blocked: {
    title: () => 'обновления не приходят',
    detail: ({ why }) => `обновления не приходят: ${text(why)}`,
    remedy:
      'Токеном этого бота не должна пользоваться другая программа, и вебхуком не должен быть задан другой адрес.'
  },
  webhook_errors: {
    title: () => 'Telegram не может доставить обновления на вебхук',
    detail: ({ error, at, pending, url, path }) =>
      `Telegram сообщает о вебхуке ${url}: ${error} (${at}; ждёт ${updates(pending)})${path ? `; адрес не заканчивается на ${path}, где Topicdesk принимает обновления` : ''}`,
    remedy:
      'Проверьте TELEGRAM_WEBHOOK_URL (заканчивается на /telegram/{bot id}/webhook), прокси и его сертификат и перезапустите Topicdesk.'
  },
  updates_pending: {
    title: () => 'в Telegram ждёт много обновлений',
    detail: ({ pending }) => `в Telegram ждёт ${updates(pending)}`,
    remedy:
      'Проверьте, что Topicdesk доступен из сети и что его журнал записывается. Telegram хранит обновления 24 часа.'
  },
  updates_lost: {
    title: () => 'обновления потеряны в Telegram',
    detail: ({ lost }) =>
      `за последние семь дней не пришло ${updates(lost)}: их выбросил Telegram или забрала другая программа`,
    remedy: 'Вернуть их нельзя. Токеном этого бота не должна пользоваться другая программа.'
  },
  deliveries_pending: {
    title: () => 'много отправок ждёт',
    detail: ({ pending }) => `ждёт ${deliveries(pending)}`,
    remedy:
      'Telegram разрешает около 20 сообщений в минуту на группу: добавьте группы команды, чтобы разделить нагрузку.'
  },
  deliveries_waiting: {
    title: () => 'отправки ждут больше 5 минут',
    detail: details => {
      const until = details['until'] === null ? '' : `, до ${details['until']}`
      const why = waitsFor[String(details['why'])] ?? String(details['why'])
      return `больше 5 минут ждёт ${deliveries(details['waiting'])}, самая давняя (${what(details)}) — с ${details['since']}: ${why}${until}`
    },
    remedy: 'Их показывает deskctl deliveries list. Если Telegram просил подождать, всё продолжится само.'
  },
  delivery_refused: {
    title: () => 'Telegram снова и снова отклоняет отправку',
    detail: details => {
      const times = `${details['times']} ${russian(number(details['times']), 'раз', 'раза', 'раз')}`
      return `при каждой попытке отклоняется ${deliveries(details['lanes'])}, дольше всех (${what(details)}) — ${times} с ${details['since']}: ${details['error']}`
    },
    remedy: 'Попытки не прекращаются. Исправьте то, что называет Telegram, в группе или в правах бота.'
  },
  leads_refused: {
    title: () => 'чат старших не получает того, что ему сообщают',
    detail: ({ chat, code, reason }) =>
      `Telegram не принял последнее сообщение для чата старших ${chat}: ${code ?? 'без кода'}, ${reason}`,
    remedy:
      'Добавьте бота в чат или укажите его нынешний номер: leads_chat_id в desk/notices. Пройдёт, как только туда дойдёт сообщение.'
  },
  webhooks_faulty: {
    title: () => 'веб-хуки не отправляются по ошибке самого Topicdesk',
    detail: ({ count, type, reason }) =>
      `не отправлено: ${count}, последний — ${type}: ${reason === 'not_made' ? 'его не удалось составить' : 'он нарушает собственную опубликованную схему'}`,
    remedy:
      'Что не так, сказано в выводе Topicdesk, о каком событии — в DeliveryGivenUp потока endpoint-…. Сообщите об этом; после обновления повторите отправку.'
  },
  calls_failing: {
    title: () => 'много неудачных вызовов Telegram',
    detail: ({ percent, failed, calls }) =>
      `за последние 24 часа не удалось ${percent} % вызовов: ${failed} из ${calls}`,
    remedy: 'Какие именно, скажет метрика неудачных вызовов по методу и коду; проверьте сеть и отказы.'
  },
  rights_missing: {
    title: () => 'боту не хватает прав в группе команды',
    detail: ({ group, missing }) => `в группе ${group} боту не хватает прав: ${missing}`,
    remedy: 'Сделайте бота администратором группы с этими правами. То, что ждёт, продолжится.'
  },
  no_staff_group: {
    title: () => 'нет группы команды',
    detail: () => 'нет группы команды: у обращений нет тем',
    remedy:
      'Отправьте в группе /setup КОД — код печатается при запуске — или задайте TELEGRAM_STAFF_GROUP_ID.'
  },
  audit_stopped: {
    title: () => 'журнал больше не опечатывается',
    detail: ({ why }) => `журнал не опечатывается: ${why}`,
    remedy:
      'Служба работает дальше. Запустите deskctl verify, сравните с контрольной точкой извне (deskctl audit check) и верните правильный журнал или продолжите с deskctl audit new-origin.'
  }
}
