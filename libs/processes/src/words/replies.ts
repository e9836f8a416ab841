import type { EditFailure, ReplyFailure } from '#domain'
import type { InEach } from './language.js'

interface ReplyWords {
  /** An item of an album that was to be kept. */
  readonly left: string
  readonly arrived: string
  /** `said`: Telegram's own words. */
  readonly failed: (why: ReplyFailure, said?: string) => string
  readonly inPart: (why: ReplyFailure, said?: string) => string
  readonly editFailed: (why: EditFailure, said?: string) => string
  readonly uncertain: string
}

export const failures: InEach<{ readonly [why in ReplyFailure]: string }> = {
  en: {
    customer_blocked_bot: 'the customer has blocked the bot',
    customer_gone: "the customer's account was deleted",
    chat_not_found: 'Telegram does not know this chat',
    message_gone: 'the message was deleted before it could be sent',
    cannot_copy: 'Telegram does not let this kind of message be copied',
    voice_forbidden:
      'the customer takes no voice or video messages (their privacy settings), and as a file it did not go either',
    refused_by_telegram: 'Telegram refused it'
  },
  ru: {
    customer_blocked_bot: 'клиент заблокировал бота',
    customer_gone: 'аккаунт клиента удалён',
    chat_not_found: 'Telegram не знает этого чата',
    message_gone: 'сообщение удалили раньше, чем оно ушло',
    cannot_copy: 'Telegram не даёт копировать такие сообщения',
    voice_forbidden:
      'клиент не принимает голосовые и видеосообщения (настройки приватности), и файлом оно тоже не ушло',
    refused_by_telegram: 'Telegram отказал'
  }
}

export const editFailures: InEach<{ readonly [why in EditFailure]: string }> = {
  en: {
    too_long: 'it is longer now than the messages it was sent as. Write again what has to be said',
    too_old: 'Telegram lets a message this old not be changed',
    cannot_be_edited: 'Telegram lets this kind of message not be changed',
    message_gone: 'the customer has deleted the message',
    customer_unreachable: 'the customer can not be reached',
    refused_by_telegram: 'Telegram refused it'
  },
  ru: {
    too_long: 'теперь оно не помещается в отправленные сообщения. Напишите нужное заново',
    too_old: 'Telegram не даёт менять такие старые сообщения',
    cannot_be_edited: 'Telegram не даёт менять сообщения такого вида',
    message_gone: 'клиент удалил сообщение',
    customer_unreachable: 'с клиентом нет связи',
    refused_by_telegram: 'Telegram отказал'
  }
}

const english = (why: string, said: string | undefined) => (said === undefined ? why : `${why} (“${said}”)`)
const russian = (why: string, said: string | undefined) => (said === undefined ? why : `${why} («${said}»)`)

export const replyWords: InEach<ReplyWords> = {
  en: {
    left: 'This had left already when the rest of its album was kept from the customer: the customer has it.',
    arrived: '✓ Arrived: it was sent again, and Telegram has taken it.',
    failed: (why, said) => `Not delivered: ${english(failures.en[why], said)}.`,
    inPart: (why, said) =>
      `Delivered in part: the customer has the beginning, then ${english(failures.en[why], said)}. Sent again, the beginning arrives twice.`,
    editFailed: (why, said) =>
      `The customer does not see this change: ${english(editFailures.en[why], said)}.`,
    uncertain:
      'Telegram did not answer, so I do not know whether the customer got this. Send it again? It may then arrive twice.'
  },
  ru: {
    left: 'Это уже ушло, когда остальное из альбома придержали: у клиента оно есть.',
    arrived: '✓ Доставлено: отправили ещё раз, Telegram принял.',
    failed: (why, said) => `Не доставлено: ${russian(failures.ru[why], said)}.`,
    inPart: (why, said) =>
      `Доставлено частично: начало у клиента есть, дальше — нет: ${russian(failures.ru[why], said)}. Если отправить ещё раз, начало придёт дважды.`,
    editFailed: (why, said) => `Клиент не видит этого изменения: ${russian(editFailures.ru[why], said)}.`,
    uncertain:
      'Telegram не ответил, поэтому неизвестно, дошло ли это до клиента. Отправить ещё раз? Тогда оно может прийти дважды.'
  }
}
