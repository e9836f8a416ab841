import type { NotDelivered } from '#domain'
import type { InEach, Language } from './language.js'

interface NotDeliveredWords {
  readonly what: { readonly [what in NotDelivered['what']]: string }
  readonly unknown: string
  readonly refused: (code: number | null, said: string | undefined) => string
}

const codeAndWords = (code: number | null, said: string | undefined): string =>
  `${code === null ? '' : ` (${code})`}${said === undefined ? '' : `: ${said}`}`

export const notDeliveredWords: InEach<NotDeliveredWords> = {
  en: {
    what: {
      customer_message:
        'A message of the customer can not be shown here, only in the ticket’s thread in the API',
      customer_edit: 'The customer has changed a message, and the new text can not be shown here',
      api_reply: 'A reply through the API can not be shown here. Whether the customer gets it is told apart',
      api_note: 'A note through the API can not be shown here',
      opened: 'The customer was to be told that the ticket is open',
      resolved: 'The customer was to be told that the ticket is resolved',
      rating: 'The customer was to be asked how it went',
      form_finished: 'The customer was to be told that the form is finished'
    },
    unknown: 'Telegram did not answer, so I do not know whether it arrived',
    refused: (code, said) => `Telegram refused it${codeAndWords(code, said)}`
  },
  ru: {
    what: {
      customer_message: 'Сообщение клиента здесь показать нельзя, оно есть только в переписке через API',
      customer_edit: 'Клиент изменил сообщение, новый текст здесь показать нельзя',
      api_reply: 'Ответ через API здесь показать нельзя. Дошёл ли он до клиента, сообщим отдельно',
      api_note: 'Заметку через API здесь показать нельзя',
      opened: 'Клиент должен был узнать, что обращение открыто',
      resolved: 'Клиент должен был узнать, что обращение решено',
      rating: 'Клиента должны были спросить, как всё прошло',
      form_finished: 'Клиент должен был узнать, что анкета заполнена'
    },
    unknown: 'Telegram не ответил, и неизвестно, дошло ли сообщение',
    refused: (code, said) => `Telegram отказал${codeAndWords(code, said)}`
  }
}

/** `said`: Telegram's own words. */
export function notDeliveredText(
  language: Language,
  { what, outcome, code }: NotDelivered,
  said?: string
): string {
  const words = notDeliveredWords[language]
  return `⚠️ ${words.what[what]}: ${outcome === 'unknown' ? words.unknown : words.refused(code, said)}.`
}
