import type { CustomerText } from '#domain'
import type { InEach } from './language.js'

/** `greeting` answers `/start`; the others come once for every new ticket, and whenever it is resolved. */
export type CustomerNotice = Extract<CustomerText, 'greeting' | 'opened' | 'resolved'>

/**
 * All that the desk itself ever says to a customer, where `desk/texts` has nothing else: with the variables and the
 * formatting of templates. Each names only what is always known where it is said.
 */
export const customerWords: { readonly [name in CustomerText]: InEach<string> } = {
  greeting: {
    en: 'Hello! Write your question here, and our team will answer in this chat.',
    ru: 'Здравствуйте! Напишите здесь свой вопрос — наша команда ответит вам в этом чате.'
  },
  opened: {
    en: 'Thank you, your message has reached us. Your ticket is {{ticket.code}}. We will answer here.',
    ru: 'Спасибо, мы получили ваше сообщение. Номер обращения: {{ticket.code}}. Ответим здесь.'
  },
  resolved: {
    en: 'We consider ticket {{ticket.code}} resolved. If anything is left, just write again: that reopens it.',
    ru: 'Мы считаем обращение {{ticket.code}} решённым. Если что-то осталось, просто напишите снова — мы откроем его опять.'
  },
  form_finished: { en: 'Thank you, that is all we need.', ru: 'Спасибо, это всё, что нам нужно.' },
  form_over: { en: 'Your answers have reached us.', ru: 'Ваши ответы получены.' },
  form_to_person: {
    en: 'All right: write here, and a person answers.',
    ru: 'Хорошо: пишите здесь, вам ответит человек.'
  },
  form_timed_out: {
    en: 'We go on without the rest of these questions. Write here whatever is missing.',
    ru: 'Продолжим без остальных вопросов. Если что-то важно, просто напишите здесь.'
  },
  form_wrong_type: {
    en: '❗ This does not fit here. We keep it as a message. Once more, please:',
    ru: '❗ Сюда это не подходит, мы сохранили это как сообщение. Ещё раз, пожалуйста:'
  },
  form_wrong_number: {
    en: '❗ Is this a thousand, or a number with decimals? We keep it as a message. Please write it like 1000 or 1.5:',
    ru: '❗ Это тысяча или дробь? Мы сохранили это как сообщение. Напишите, пожалуйста, так: 1000 или 1,5:'
  },
  form_wrong_pattern: {
    en: '❗ This does not look right. We keep it as a message. Once more, please:',
    ru: '❗ Кажется, здесь ошибка, мы сохранили это как сообщение. Ещё раз, пожалуйста:'
  },
  form_wrong_contact: {
    en: '❗ This is somebody else’s contact. We need your own, please:',
    ru: '❗ Это чужой контакт. Нам нужен ваш:'
  },
  form_back: { en: '‹ Back', ru: '‹ Назад' },
  form_skip: { en: 'Skip', ru: 'Пропустить' },
  form_done: { en: 'Done', ru: 'Готово' },
  form_person: { en: 'Talk to a person', ru: 'Позвать человека' },
  form_old_button: { en: 'This question is answered.', ru: 'На этот вопрос уже есть ответ.' },
  rating: { en: 'How did we do?', ru: 'Как мы справились?' },
  rating_thanks: {
    en: 'Thank you! You can change it for 24 hours.',
    ru: 'Спасибо! Оценку можно изменить в течение суток.'
  },
  rating_comment: {
    en: 'What should we have done better? Answer this message.',
    ru: 'Что нам стоило сделать лучше? Ответьте на это сообщение.'
  },
  rating_noted: { en: 'Thank you!', ru: 'Спасибо!' },
  rating_too_late: {
    en: 'It is too late to rate this. If something is left, just write to us.',
    ru: 'Оценить это уже нельзя. Если что-то осталось, просто напишите нам.'
  },
  article_question: { en: 'Did this help?', ru: 'Это помогло?' },
  article_yes: { en: '👍 Yes', ru: '👍 Да' },
  article_no: { en: '👎 No', ru: '👎 Нет' },
  article_thanks: { en: 'Good to hear. Thank you!', ru: 'Рады это слышать. Спасибо!' },
  article_sorry: {
    en: 'Thank you. Write what is missing: our team is here.',
    ru: 'Спасибо. Напишите, чего не хватает: наша команда на связи.'
  },
  unknown_button: {
    en: 'This button does nothing any more. Just write to us.',
    ru: 'Эта кнопка больше не работает. Просто напишите нам.'
  },
  still_need_help: { en: 'Still need help', ru: 'Нужна помощь' },
  help_noted: { en: 'We have noted it.', ru: 'Мы это записали.' },
  tickets_open: {
    en: 'Your request {{ticket.code}} is open. What would you like to do?',
    ru: 'Ваше обращение {{ticket.code}} открыто. Что сделать?'
  },
  tickets_resolved: {
    en: 'We consider your request {{ticket.code}} resolved. Is it?',
    ru: 'Мы считаем ваше обращение {{ticket.code}} решённым. Это так?'
  },
  tickets_none: {
    en: 'You have no open request. Write here, and we open one.',
    ru: 'Открытых обращений нет. Напишите здесь, и мы откроем новое.'
  },
  tickets_add: { en: 'Add something', ru: 'Дополнить' },
  tickets_close: { en: 'Close it', ru: 'Закрыть' },
  tickets_not_solved: { en: 'Not solved', ru: 'Не решено' },
  tickets_write: {
    en: 'Just write here: it goes into your request.',
    ru: 'Просто напишите здесь: это попадёт в ваше обращение.'
  },
  tickets_closed: {
    en: 'Closed. Your next message opens a new request.',
    ru: 'Закрыто. Следующее сообщение откроет новое обращение.'
  },
  tickets_reopened: { en: 'It is open again.', ru: 'Снова открыто.' },
  tickets: { en: 'Your requests', ru: 'Ваши обращения' },
  start: { en: 'Write to our team', ru: 'Написать нашей команде' }
}
