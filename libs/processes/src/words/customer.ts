import { type Language, languageOfCustomer } from './language.js'

/** `greeting` answers `/start`; the others come once for every new ticket, and whenever it is resolved. */
export type CustomerNotice = 'greeting' | 'opened' | 'resolved'

export interface CustomerWords {
  readonly notices: { readonly [notice in CustomerNotice]: (code: string) => string }
  /** What the commands do that work in the private chat. */
  readonly commands: { readonly start: string }
}

const inAllLanguages: { readonly [language in Language]: CustomerWords } = {
  en: {
    notices: {
      greeting: () => 'Hello! Write your question here, and our team will answer in this chat.',
      opened: code => `Thank you, your message has reached us. Your ticket is ${code}. We will answer here.`,
      resolved: code =>
        `We consider ticket ${code} resolved. If anything is left, just write again: that reopens it.`
    },
    commands: { start: 'Write to our team' }
  },
  ru: {
    notices: {
      greeting: () => 'Здравствуйте! Напишите здесь свой вопрос — наша команда ответит вам в этом чате.',
      opened: code => `Спасибо, мы получили ваше сообщение. Номер обращения: ${code}. Ответим здесь.`,
      resolved: code =>
        `Мы считаем обращение ${code} решённым. Если что-то осталось, просто напишите снова — мы откроем его опять.`
    },
    commands: { start: 'Написать нашей команде' }
  }
}

/** All that the desk itself ever says to a customer: plain text, without formatting. */
export const customerWords = (language: Language): CustomerWords => inAllLanguages[language]

/** `code`: of the ticket, for those that name one. */
export const customerNotice = (
  notice: CustomerNotice,
  languageCode: string | null | undefined,
  code: string
): string => customerWords(languageOfCustomer(languageCode)).notices[notice](code)
