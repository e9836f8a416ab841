import { cut } from '#telegram'
import type { InEach, Language } from './language.js'
import { type Details, refusalText } from './refusals.js'

/** What a toast can say: 200 characters at most (Bot API, answerCallbackQuery). */
export interface Toast {
  readonly text: string
  /** Shown until it is closed: for what was not done. */
  readonly alert: boolean
}

const said = (text: string): Toast => ({ text, alert: false })
const refused = (text: string): Toast => ({ text, alert: true })

export type ButtonName =
  | 'claim'
  | 'assign'
  | 'hold'
  | 'resume'
  | 'priority'
  | 'escalate'
  | 'ack'
  | 'resolve'
  | 'reopen'
  | 'resend'
  | 'send'
  | 'link'

interface ToastWords {
  readonly done: { readonly [name in ButtonName]: string }
  /** The state asked for was held already. */
  readonly already: { readonly [name in ButtonName]: string }
  readonly unknownButton: string
  readonly tooOld: string
  readonly assignedThoughAway: string
}

export const toastWords: InEach<ToastWords> = {
  en: {
    done: {
      claim: 'The ticket is yours.',
      assign: 'Assigned.',
      hold: 'On hold.',
      resume: 'It goes on.',
      priority: 'The priority is set.',
      escalate: 'Handed up.',
      ack: 'Noted: it is yours to see to.',
      resolve: 'Resolved.',
      reopen: 'Reopened.',
      resend: 'Sent again.',
      send: 'Sent to the customer.',
      link: 'Linked to the ticket.'
    },
    already: {
      claim: 'It is yours already.',
      assign: 'They have it already.',
      hold: 'It is on hold already.',
      resume: 'Nothing holds it up.',
      priority: 'It has this priority already.',
      escalate: 'It stands there already.',
      ack: 'Somebody has taken note already.',
      resolve: 'It is resolved already.',
      reopen: 'It is open already.',
      resend: 'It is on its way already.',
      send: 'It is on its way already.',
      link: 'It is linked already.'
    },
    unknownButton: 'This button does nothing any more. The commands of the topic work: /help.',
    assignedThoughAway: 'Assigned, though they are not there now.',
    tooOld: 'This message is too old for its buttons. The commands of the topic work: /help.'
  },
  ru: {
    done: {
      claim: 'Обращение теперь ваше.',
      assign: 'Назначено.',
      hold: 'Отложено.',
      resume: 'Работа продолжается.',
      priority: 'Приоритет изменён.',
      escalate: 'Передано выше.',
      ack: 'Принято.',
      resolve: 'Решено.',
      reopen: 'Открыто снова.',
      resend: 'Отправлено ещё раз.',
      send: 'Отправлено клиенту.',
      link: 'Привязано к обращению.'
    },
    already: {
      claim: 'Оно уже ваше.',
      assign: 'Исполнитель уже назначен.',
      hold: 'Уже отложено.',
      resume: 'Его ничто не задерживает.',
      priority: 'Приоритет уже такой.',
      escalate: 'Уже передано.',
      ack: 'Уже принято.',
      resolve: 'Уже решено.',
      reopen: 'Уже открыто.',
      resend: 'Уже отправляется.',
      send: 'Уже отправляется.',
      link: 'Уже привязано.'
    },
    unknownButton: 'Эта кнопка больше не работает. Команды темы работают: /help.',
    assignedThoughAway: 'Назначено, хотя сотрудника сейчас нет.',
    tooOld: 'Сообщение слишком старое для кнопок. Команды темы работают: /help.'
  }
}

export const toasts = {
  /** The press was heard, and the card shows what came of it. */
  silent: said(''),
  done: (language: Language, name: ButtonName) => said(toastWords[language].done[name]),
  already: (language: Language, name: ButtonName) => said(toastWords[language].already[name]),
  unknownButton: (language: Language) => refused(toastWords[language].unknownButton),
  tooOld: (language: Language) => refused(toastWords[language].tooOld),
  assignedThoughAway: (language: Language) => said(toastWords[language].assignedThoughAway),
  refusal: (
    language: Language,
    reason: string,
    about: { readonly details?: Details; readonly holder?: string } = {}
  ): Toast =>
    refused(
      refusalText(language, reason, {
        command: 'button',
        usage: '',
        details: about.details ?? {},
        holder: cut(about.holder ?? '', 64)
      })
    )
}
