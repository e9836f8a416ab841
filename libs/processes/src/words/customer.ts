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
  start: { en: 'Write to our team', ru: 'Написать нашей команде' }
}
