import { language } from './language.js'

/** Why the desk does not do something, to people: by the type of its problem. What stands here not is told as the desk says it. */
const words: { readonly [type: string]: readonly [en: string, ru: string] } = {
  ticket_closed: [
    'The ticket is closed: the next message of the customer opens a new one.',
    'Обращение закрыто: следующее сообщение клиента откроет новое.'
  ],
  ticket_resolved: [
    'The ticket is resolved: reopen it first.',
    'Обращение решено: сначала откройте его снова.'
  ],
  reopen_window_passed: [
    'It was resolved too long ago to be reopened.',
    'Оно решено слишком давно, чтобы открыть его снова.'
  ],
  already_assigned: ['Another agent has the ticket.', 'Обращение уже у другого сотрудника.'],
  transition_not_allowed: [
    'A ticket can not go there from its present status.',
    'Из нынешнего состояния так перейти нельзя.'
  ],
  form_running: ['The customer is answering a form already.', 'Клиент уже отвечает на вопросы формы.'],
  not_resolved: [
    'The ticket is not resolved: only then a rating is asked for.',
    'Обращение не решено: оценку просят только после решения.'
  ],
  not_escalated: ['Nobody has handed the ticket up.', 'Обращение никуда не передано.'],
  not_in_team: [
    'Only the team that it was handed up to, or a lead, can take note of it.',
    'Принять его может только команда, которой оно передано, или старший.'
  ],
  not_resendable: [
    'This reply has neither failed nor is it uncertain.',
    'Этот ответ не потерян и его доставка не вызывает сомнений.'
  ],
  seen_by_customer: [
    'The customer may have seen it: it is never repeated.',
    'Клиент мог его видеть: повторять нельзя.'
  ],
  not_failed: ['This delivery has not failed.', 'Эта доставка не сорвалась.'],
  customer_forgotten: [
    'The customer was forgotten: nothing personal can be added.',
    'Данные клиента удалены: ничего личного добавить нельзя.'
  ],
  customer_unreachable: ['The customer has blocked the bot.', 'Клиент заблокировал бота.'],
  agent_at_capacity: [
    'They have as many tickets as they may.',
    'У этого сотрудника уже предельное число обращений.'
  ],
  agent_away: ['They are away or busy.', 'Этого сотрудника нет на месте, или он занят.'],
  not_an_agent: ['This person is no agent any more.', 'Этот человек больше не сотрудник.'],
  article_for_agents: [
    'This article is for agents: it is never sent.',
    'Статья только для сотрудников: её не отправляют.'
  ],
  template_for_agents: [
    'This template is for agents: it is never sent.',
    'Шаблон только для сотрудников: его не отправляют.'
  ],
  missing_value: ['The template needs a value that is missing.', 'Для шаблона не хватает данных.'],
  not_yourself: ['As an agent you act only as yourself.', 'Сотрудник действует только от своего имени.'],
  not_found: ['There is no such thing, or not for you.', 'Такого нет, или вам это недоступно.'],
  body_too_large: ['This is too much at once.', 'Это слишком много за один раз.'],
  'quota-exceeded': [
    'Too much was asked for in a short time: wait a moment.',
    'Слишком много запросов: подождите немного.'
  ],
  not_same_origin: [
    'This did not come from the console’s own page.',
    'Запрос пришёл не со страницы консоли.'
  ],
  unavailable: ['The desk can not do this at the moment.', 'Сейчас система не может этого сделать.'],
  telegram_unavailable: ['Telegram does not answer at the moment.', 'Telegram сейчас не отвечает.'],
  file_too_big: ['Telegram gives no file of this size.', 'Telegram не отдаёт файлы такого размера.'],
  not_sealed_yet: ['It is not sealed yet.', 'Ещё не запечатано.'],
  legal_hold: ['A legal hold keeps this person.', 'Данные этого человека удерживаются по закону.'],
  too_many_tickets: [
    'These are too many tickets at once: narrow them down.',
    'Слишком много обращений сразу: уточните выбор.'
  ]
}

/** Undefined: it is said in the desk's own words. */
export const refusalWords = (type: string): string | undefined =>
  words[type.split('/').at(-1) ?? '']?.[language.value === 'en' ? 0 : 1]
