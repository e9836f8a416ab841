import type { MessageKind, RequeueReason } from '#domain'
import type { Instant } from '#kernel'
import type { InEach, Language } from './language.js'
import { languages } from './language.js'
import { kindNames } from './names.js'
import { localTime } from './numbers.js'

type ButtonText =
  | 'claim'
  | 'assign'
  | 'hold'
  | 'resume'
  | 'priority'
  | 'escalate'
  | 'resolve'
  | 'reopen'
  | 'back'
  | 'sendAgain'
  | 'sendNote'
  | 'editFirst'

/** What the desk says to staff in topics, beside refusals and notices: plain text. */
export interface StaffWords {
  /** `commands`: their list, a line each. */
  readonly help: (commands: string) => string
  readonly generalHelp: (commands: string) => string
  /** In an agent's private chat. */
  readonly privateHelp: (commands: string) => string
  readonly consoleLink: (link: string) => string
  readonly buttons: {
    readonly [name in ButtonText]: string
  }
  readonly perhapsRepeated: string
  readonly edited: string
  readonly forwardedFrom: (name: string) => string
  readonly noted: (by: string) => string
  readonly replied: (by: string) => string
  readonly byApi: string
  readonly aColleague: string
  readonly notShown: (kind: MessageKind) => string
  readonly customerUnreachable: string
  readonly customerBack: string
  readonly routingStopped: (most: number, until: Instant, timeZone: string) => string
  /** A rule was held back. */
  readonly ruleHeld: (rule: string, most: number, until: Instant, timeZone: string) => string
  /** After whom it is taken from. */
  readonly routingTook: { readonly [why in RequeueReason]: string }
}

export const staffWords: InEach<StaffWords> = {
  en: {
    help: commands => `Whatever you write here goes to the customer. Commands:\n${commands}`,
    generalHelp: commands =>
      `Nothing that is written in General reaches a customer. /away, /busy, /back, /me, /team, /queues, /status and /find work here, too. In the topic of a ticket every message is a reply, and these commands work:\n${commands}`,
    privateHelp: commands =>
      `You are an agent of this desk, so these commands work here. Whatever else you write here is a customer’s message:\n${commands}`,
    consoleLink: link =>
      `Your way into the console, once and within five minutes. It is yours alone, so do not pass it on:\n${link}`,
    buttons: {
      claim: 'Claim',
      assign: 'Assign…',
      hold: 'Hold',
      resume: 'Resume',
      priority: 'Priority…',
      escalate: 'Escalate…',
      resolve: 'Resolve',
      reopen: 'Reopen',
      back: 'Back',
      sendAgain: 'Send again',
      sendNote: 'Send to the customer',
      editFirst: 'Edit first'
    },
    perhapsRepeated: '↻ perhaps repeated: ',
    edited: '✏️ edited:\n',
    forwardedFrom: name => `↪ forwarded from ${name}\n`,
    noted: by => `📝 ${by} noted:\n`,
    replied: by => `💬 ${by} replied:\n`,
    byApi: 'API',
    aColleague: 'A colleague',
    notShown: kind => `[${kindNames.en[kind]}: can not be shown here]`,
    customerUnreachable:
      'The customer can not be reached: they have blocked the bot, or the account is gone. Replies can not be delivered until that changes.',
    customerBack: 'The customer can be reached again: they have unblocked the bot.',
    ruleHeld: (rule, most, until, timeZone) =>
      `The desk has moved this ticket ${most} times within an hour. The rule ${rule} would have moved it once more and does not act on it before ${localTime('en', until, timeZone)}: a lead should say where it belongs.`,
    routingStopped: (most, until, timeZone) =>
      `The desk has moved this ticket ${most} times within an hour and nobody took it up. It does not move it again before ${localTime('en', until, timeZone)}: a lead should say who gets it.`,
    routingTook: {
      not_accepted: ', this ticket is no longer yours: it was not taken up in time.',
      away: ', this ticket is no longer yours: you have been away too long.',
      away_and_customer_wrote:
        ', this ticket is no longer yours: you have been away too long, and the customer has written.'
    }
  },
  ru: {
    help: commands => `Всё, что вы здесь пишете, уходит клиенту. Команды:\n${commands}`,
    generalHelp: commands =>
      `То, что написано в General, клиенты не видят. Команды /away, /busy, /back, /me, /team, /queues, /status и /find работают и здесь. В теме обращения каждое сообщение — ответ клиенту, и там работают команды:\n${commands}`,
    privateHelp: commands =>
      `Вы здесь сотрудник, поэтому работают эти команды. Всё остальное, что вы здесь пишете, — сообщения клиента:\n${commands}`,
    consoleLink: link =>
      `Вход в консоль: один раз, в течение пяти минут. Ссылка только для вас, не передавайте её:\n${link}`,
    buttons: {
      claim: 'Взять',
      assign: 'Передать…',
      hold: 'Отложить',
      resume: 'Продолжить',
      priority: 'Приоритет…',
      escalate: 'Выше…',
      resolve: 'Решено',
      reopen: 'Открыть снова',
      back: 'Назад',
      sendAgain: 'Отправить ещё раз',
      sendNote: 'Отправить клиенту',
      editFirst: 'Сначала изменить'
    },
    perhapsRepeated: '↻ возможно, повтор: ',
    edited: '✏️ изменено:\n',
    forwardedFrom: name => `↪ переслано от ${name}\n`,
    noted: by => `📝 Заметка (${by}):\n`,
    replied: by => `💬 Ответ (${by}):\n`,
    byApi: 'через API',
    aColleague: 'Коллега',
    notShown: kind => `[${kindNames.ru[kind]}: здесь показать нельзя]`,
    customerUnreachable:
      'С клиентом нет связи: бот заблокирован или аккаунт удалён. Пока это так, ответы не доставить.',
    customerBack: 'С клиентом снова есть связь: бот разблокирован.',
    ruleHeld: (rule, most, until, timeZone) =>
      `Служба перенесла это обращение ${most} раз за час. Правило ${rule} перенесло бы его ещё раз и до ${localTime('ru', until, timeZone)} на него не действует: старшему стоит решить, где ему место.`,
    routingStopped: (most, until, timeZone) =>
      `За час обращение автоматически передавали ${most} раз, и никто за него не взялся. До ${localTime('ru', until, timeZone)} само оно больше не передаётся: пусть старший решит, кому его отдать.`,
    routingTook: {
      not_accepted: ', обращение больше не за вами: его вовремя не взяли.',
      away: ', обращение больше не за вами: вас слишком долго нет на месте.',
      away_and_customer_wrote:
        ', обращение больше не за вами: вас слишком долго нет на месте, а клиент написал.'
    }
  }
}

/**
 * What something that is put before a text could be longer in another language. Where a long text is cut must not depend
 * on the language: it may be changed between two parts.
 */
export const spare = (language: Language, said: (words: StaffWords) => string): number =>
  Math.max(...languages.map(each => said(staffWords[each]).length)) - said(staffWords[language]).length

/** What a message answers, where the answered one can't be shown; the same for everybody. */
export const answeredLine = (words: string): string =>
  words.trim() === '' ? '' : `↩ «${words.trim().replace(/\s+/g, ' ')}»\n`
