/** All that the desk itself ever says to a customer. Plain text, without formatting. */
export interface CustomerTexts {
  /** The answer to `/start`. */
  readonly greeting: string
  /** Once for every new ticket. */
  ticketOpened(code: string): string
  ticketResolved(code: string): string
}

const english: CustomerTexts = {
  greeting: 'Hello! Write your question here, and our team will answer in this chat.',
  ticketOpened: code =>
    `Thank you, your message has reached us. Your ticket is ${code}. We will answer here.`,
  ticketResolved: code =>
    `We consider ticket ${code} resolved. If anything is left, just write again: that reopens it.`
}

const russian: CustomerTexts = {
  greeting: 'Здравствуйте! Напишите здесь свой вопрос — наша команда ответит вам в этом чате.',
  ticketOpened: code => `Спасибо, мы получили ваше сообщение. Номер обращения: ${code}. Ответим здесь.`,
  ticketResolved: code =>
    `Мы считаем обращение ${code} решённым. Если что-то осталось, просто напишите снова — мы откроем его опять.`
}

/** By the `language_code` of the customer's app, e.g. `ru` or `ru-RU`; English for what we do not speak. */
export const customerTexts = (languageCode: string | undefined): CustomerTexts =>
  /^ru\b/i.test(languageCode ?? '') ? russian : english
