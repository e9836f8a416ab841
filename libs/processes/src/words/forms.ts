import type { InEach } from './language.js'

/** How a yes and a no are shown. */
export const yesNo = {
  yes: { en: 'Yes', ru: 'Да' },
  no: { en: 'No', ru: 'Нет' }
} as const

interface FormWords {
  /** Before what was answered, in the topic. */
  readonly finished: string
  readonly left: { readonly [cause in 'person' | 'timeout' | 'ticket_over' | 'undelivered']: string }
}

/** To the team. */
export const formWords: InEach<FormWords> = {
  en: {
    finished: '📋 The customer has answered the form:\n',
    left: {
      person: '📋 The customer wants to talk to a person. Answered so far:\n',
      timeout: '📋 The form ran out of time. Answered so far:\n',
      ticket_over: '📋 The form ended with the ticket. Answered so far:\n',
      undelivered: '📋 A question of the form could not be sent. Answered so far:\n'
    }
  },
  ru: {
    finished: '📋 Клиент ответил на вопросы анкеты:\n',
    left: {
      person: '📋 Клиент хочет говорить с человеком. Ответы на анкету:\n',
      timeout: '📋 Время анкеты вышло. Ответы на неё:\n',
      ticket_over: '📋 Анкета закончилась вместе с обращением. Ответы на неё:\n',
      undelivered: '📋 Вопрос анкеты не удалось отправить. Ответы на неё:\n'
    }
  }
}
