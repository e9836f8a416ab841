import type { GuardRefusal, RunnerRefusal, SlotRefusal } from '#application'
import type { TicketRefusal, WebhookLapse } from '#domain'
import type { InEach, Language } from './language.js'
import { statusNames } from './names.js'
import { russian } from './numbers.js'

/** Why something that was asked for in a topic was not done. */
export type ToldRefusal =
  | TicketRefusal
  | GuardRefusal
  | RunnerRefusal
  | SlotRefusal
  | 'unknown_command'
  | 'argument_missing'
  | 'argument_invalid'
  | 'edit_not_sent'
  | 'agent_ambiguous'
  | 'kept_as_note'
  | 'album_sent'
  | 'not_an_agent'
  | 'anonymous_admin'
  | 'not_a_lead'
  | 'nobody_free'
  | 'not_counted'
  | 'needs_a_ticket'
  | 'not_a_person'
  | 'template_unknown'
  | 'template_for_agents'
  | 'template_missing_value'
  | 'template_not_answered'
  | 'template_shortcode'
  | 'template_kind'
  | 'template_without_text'
  | 'template_draft_gone'
  | 'article_unknown'
  | 'article_for_agents'
  | 'nothing_to_send'
  | 'no_rule_acted'
  | WebhookLapse

export type Details = { readonly [key: string]: string | number | null }

interface Refused {
  /** Without slash; a button's or an edit's, too. */
  readonly command: string
  /** How the command is used; empty for what is none. */
  readonly usage: string
  readonly details: Details
  /** Who has the ticket, where that is why. */
  readonly holder: string
}

type Texts = { readonly [reason in ToldRefusal]: (refused: Refused) => string }

const said = ({ details }: Refused, key: string): string => String(details[key] ?? '')

/** Of a command that may name somebody, and does not have to: so that it does. */
const usageWith = (refused: Refused, name: string): string =>
  said(refused, 'usage') === '' ? refused.usage || `/assign ${name}` : `/${refused.command} ${name}`

/** Recorded in the command's refusal; a status that another version knows is shown as it is. */
const statusIn = (language: Language, refused: Refused): string => {
  const names: { readonly [status: string]: string } = statusNames[language]
  return names[said(refused, 'from')] ?? said(refused, 'from')
}

export const answerParts: InEach<{ readonly [part: string]: string }> = {
  en: { reply: 'the reply', note: 'the note', fields: 'the fields', whole: 'it is no JSON object' },
  ru: { reply: 'ответ клиенту', note: 'заметка', fields: 'поля', whole: 'это не объект JSON' }
}
const answerPart = (language: Language, refused: Refused): string =>
  answerParts[language][said(refused, 'part')] ?? said(refused, 'part')

/** Plain text. */
export const refusalTexts: InEach<Texts> = {
  en: {
    ticket_closed: () =>
      'The ticket is closed, so this was not done. The next message of the customer opens a new one.',
    ticket_resolved: () => 'The ticket is resolved: /reopen comes first.',
    already_assigned: ({ holder }) => `${holder} has this ticket. /assign gives it to someone else.`,
    transition_not_allowed: refused => `Not possible while the ticket is ${statusIn('en', refused)}.`,
    unknown_message: () => 'This ticket has no such reply.',
    form_running: () => 'The customer is answering a form already.',
    not_resolved: () => 'The ticket is not resolved: /resolve comes first.',
    not_escalated: () => 'Nobody has handed this ticket up.',
    not_in_team: () => 'Only the team that it was handed up to, or a lead, takes note.',
    rating_too_late: () => 'It is too late to rate this.',
    not_resendable: refused =>
      said(refused, 'state') === 'withdrawn'
        ? 'This reply was withdrawn before it was sent.'
        : 'This reply was sent, or is being sent.',
    unknown_ticket: () => 'There is no such ticket (any more).',
    reopen_window_passed: () => 'The ticket was resolved too long ago to be reopened by a message.',
    precondition_failed: () => 'Somebody else has changed the ticket meanwhile. Try again.',
    customer_forgotten: () => 'The customer was forgotten: nothing can be sent or noted here any more.',
    unknown_command: refused => {
      const nearest = said(refused, 'nearest')
      const perhaps = nearest && ` Did you mean /${nearest}?`
      return `I do not know this command, and nothing was sent to the customer.${perhaps} /help lists them all.`
    },
    argument_missing: ({ usage }) => `It is used like this: ${usage}`,
    argument_invalid: ({ usage }) => `It is used like this: ${usage}`,
    agent_unknown: refused =>
      `I know no agent of this name. Whoever has written here once is known: ${usageWith(refused, '@name')}`,
    agent_at_capacity: refused =>
      `They have ${said(refused, 'counting')} tickets, and may have ${said(refused, 'limit')}. A lead can give them one more.`,
    agent_away: () => 'They are not there now.',
    team_unknown: refused => {
      const teams = said(refused, 'teams')
      return `There is no such team.${teams && ` There are: ${teams}.`}`
    },
    agent_ambiguous: () => 'Several have this name. To whom?',
    queue_unknown: refused => {
      const queues = said(refused, 'queues')
      return `There is no such queue.${queues && ` There are: ${queues}.`}`
    },
    tag_invalid: () =>
      'A tag has 1 to 50 characters, without commas. It is used like this: /tag +add -remove',
    edit_not_sent: refused =>
      said(refused, 'what') === 'reply'
        ? 'The customer does not see this change: write again what has to be said.'
        : 'This change was not noted: write it again.',
    follows_a_note: () =>
      'This came right after a note or a command, so it was kept as a note and not sent. Send it to the customer?',
    album_sent: refused =>
      `The caption came late: ${said(refused, 'count')} of this album had gone to the customer already. Nothing more of it is sent.`,
    kept_as_note: refused =>
      `What stands after /${refused.command} was kept as a note. Send it to the customer?`,
    not_an_agent: () => 'You are not on the list of agents, so nothing was done.',
    anonymous_admin: () =>
      'You write as an anonymous administrator, so I can not tell who you are, and nothing was sent. ' +
      'Turn off "Remain anonymous" in your administrator rights, then write again.',
    nobody_free: () =>
      'Nobody else is available and has room. /assign @name gives it to someone all the same.',
    not_counted: () =>
      'The tickets are being counted anew after a change of the desk. Try again in a minute.',
    not_a_lead: () => 'Only a lead does that for others.',
    template_unknown: () => 'There is no such template (any more).',
    template_for_agents: () => 'This template is for colleagues: it is never sent to a customer.',
    template_missing_value: refused =>
      `Nothing was sent: nothing is known for ${said(refused, 'missing')}, which the template says.`,
    template_not_answered: () => 'Answer the message that is to become the template with this command.',
    template_shortcode: () =>
      'A shortcode is one word of up to 64 letters, digits, "-" and "_": /t save late, in answer to a message.',
    template_kind: () => 'Texts, photos, videos, animations, documents, audio and voice can be templates.',
    template_without_text: () => 'A template has a text: write a caption, then save it.',
    template_draft_gone: () => 'This was shown too long ago: save it again.',
    article_unknown: () => 'There is no such article (any more).',
    article_for_agents: () => 'This article is for colleagues: it is never sent to a customer.',
    nothing_to_send: () =>
      'Nothing was sent: as it is filled in for this ticket, nothing would be seen of it.',
    no_rule_acted: ({ command }) =>
      `Nothing came of /${command}: no rule that answers it fits this ticket now.`,
    endpoint_unknown: ({ command }) =>
      `Nothing came of /${command}: the program that answers it was removed.`,
    endpoint_not_allowed: ({ command }) =>
      `Nothing came of /${command}: the program that answers it is told nothing of tickets, is not told of this queue, or is told less by now.`,
    endpoint_paused: ({ command }) =>
      `Nothing came of /${command}: the program that answers it is paused, or has never been verified.`,
    endpoint_busy: ({ command }) =>
      `Nothing came of /${command}: the program that answers it has asked to be left alone for now.`,
    not_answered: ({ command }) =>
      `Nothing came of /${command}: the program that answers it did not answer in time.`,
    answer_failed: refused =>
      `Nothing came of /${refused.command}: the program that answers it failed (HTTP ${said(refused, 'status')}).`,
    answer_too_big: ({ command }) =>
      `Nothing came of /${command}: the program that answers it answered with more than 64 KiB.`,
    answer_invalid: refused =>
      `Nothing came of /${refused.command}: what the program answered can't be used (${answerPart('en', refused)}).`,
    answer_refused: ({ command }) =>
      `Nothing came of /${command}: the ticket does not take what the program answered. Is it closed?`,
    needs_a_ticket: () =>
      'This works in the topic of a ticket, and nothing was done. /help lists what works here.',
    not_a_person: () =>
      'Only people can answer here: what is written as a channel or by a bot is not sent to the customer.'
  },
  ru: {
    ticket_closed: () =>
      'Обращение закрыто, поэтому ничего не сделано. Следующее сообщение клиента откроет новое.',
    ticket_resolved: () => 'Обращение решено: сначала /reopen.',
    already_assigned: ({ holder }) => `Обращение уже взято: ${holder}. Передать его можно командой /assign.`,
    transition_not_allowed: refused => `Сейчас это невозможно: статус — «${statusIn('ru', refused)}».`,
    unknown_message: () => 'В этом обращении нет такого ответа.',
    form_running: () => 'Клиент уже отвечает на вопросы анкеты.',
    not_resolved: () => 'Обращение не решено: сначала /resolve.',
    not_escalated: () => 'Это обращение никому выше не передавали.',
    not_in_team: () => 'Принять может только команда, которой его передали, или руководитель.',
    rating_too_late: () => 'Оценить это уже нельзя.',
    not_resendable: refused =>
      said(refused, 'state') === 'withdrawn'
        ? 'Этот ответ отозвали раньше, чем он ушёл.'
        : 'Этот ответ уже отправлен или отправляется.',
    unknown_ticket: () => 'Такого обращения (больше) нет.',
    reopen_window_passed: () => 'Обращение решено слишком давно: сообщение его уже не откроет.',
    precondition_failed: () => 'Обращение тем временем изменил кто-то другой. Попробуйте ещё раз.',
    customer_forgotten: () =>
      'Данные клиента удалены по его просьбе: сюда больше ничего не отправить и не записать.',
    unknown_command: refused => {
      const nearest = said(refused, 'nearest')
      const perhaps = nearest && ` Может быть, /${nearest}?`
      return `Такой команды нет, клиенту ничего не отправлено.${perhaps} Все команды: /help.`
    },
    argument_missing: ({ usage }) => `Пишется так: ${usage}`,
    argument_invalid: ({ usage }) => `Пишется так: ${usage}`,
    agent_unknown: refused =>
      `Сотрудника с таким именем нет. Известны те, кто хоть раз здесь писал: ${usageWith(refused, '@имя')}`,
    agent_at_capacity: refused =>
      `У сотрудника уже ${said(refused, 'counting')} обращений из ${said(refused, 'limit')} возможных. Передать ещё одно может руководитель.`,
    agent_away: () => 'Сотрудника сейчас нет.',
    team_unknown: refused => {
      const teams = said(refused, 'teams')
      return `Такой команды нет.${teams && ` Есть: ${teams}.`}`
    },
    agent_ambiguous: () => 'Так зовут нескольких. Кому передать?',
    queue_unknown: refused => {
      const queues = said(refused, 'queues')
      return `Такой очереди нет.${queues && ` Есть: ${queues}.`}`
    },
    tag_invalid: () => 'В метке от 1 до 50 знаков, без запятых. Пишется так: /tag +добавить -убрать',
    edit_not_sent: refused =>
      said(refused, 'what') === 'reply'
        ? 'Клиент не видит этого изменения: напишите нужное заново.'
        : 'Это изменение не записано: напишите заново.',
    follows_a_note: () =>
      'Это пришло сразу после заметки или команды, поэтому сохранено как заметка и не отправлено. Отправить клиенту?',
    album_sent: refused => {
      const count = Number(refused.details['count'] ?? 0)
      const gone = russian(count, 'сообщение', 'сообщения', 'сообщений')
      return `Подпись пришла поздно: из этого альбома к клиенту уже ушло ${count} ${gone}. Остальное не отправлено.`
    },
    kept_as_note: refused => `Текст после /${refused.command} сохранён как заметка. Отправить клиенту?`,
    not_an_agent: () => 'Вас нет в списке сотрудников, поэтому ничего не сделано.',
    anonymous_admin: () =>
      'Вы пишете как анонимный администратор, поэтому неизвестно, кто вы, и ничего не отправлено. ' +
      'Выключите «Анонимность» в своих правах администратора и напишите снова.',
    nobody_free: () => 'Никто другой сейчас не свободен. Передать всё же можно командой /assign @имя.',
    not_counted: () => 'После обновления обращения пересчитываются. Попробуйте через минуту.',
    not_a_lead: () => 'За других это может только руководитель.',
    template_unknown: () => 'Такого шаблона нет (или уже нет).',
    template_for_agents: () => 'Этот шаблон для коллег: клиенту он не отправляется.',
    template_missing_value: refused =>
      `Ничего не отправлено: нет данных для ${said(refused, 'missing')}, а шаблон их называет.`,
    template_not_answered: () => 'Ответьте этой командой на сообщение, которое станет шаблоном.',
    template_shortcode: () =>
      'Код — одно слово до 64 букв, цифр, «-» и «_»: /t save late в ответ на сообщение.',
    template_kind: () => 'Шаблоном могут быть текст, фото, видео, анимация, документ, аудио и голос.',
    template_without_text: () => 'У шаблона есть текст: добавьте подпись и сохраните снова.',
    template_draft_gone: () => 'Это показано слишком давно: сохраните ещё раз.',
    article_unknown: () => 'Такой статьи нет (или уже нет).',
    article_for_agents: () => 'Эта статья для коллег: клиенту она не отправляется.',
    nothing_to_send: () => 'Ничего не отправлено: с данными этого обращения от текста ничего не остаётся.',
    no_rule_acted: ({ command }) =>
      `/${command}: ничего не сделано, ни одно правило с этой командой сейчас не подходит.`,
    endpoint_unknown: ({ command }) => `/${command}: ничего не сделано, отвечающая программа удалена.`,
    endpoint_not_allowed: ({ command }) =>
      `/${command}: ничего не сделано, отвечающей программе не сообщают о заявках, об этой очереди или сообщают теперь меньше.`,
    endpoint_paused: ({ command }) =>
      `/${command}: ничего не сделано, отвечающая программа приостановлена или ещё не проверена.`,
    endpoint_busy: ({ command }) =>
      `/${command}: ничего не сделано, отвечающая программа просила пока её не вызывать.`,
    not_answered: ({ command }) =>
      `/${command}: ничего не сделано, отвечающая программа не ответила вовремя.`,
    answer_failed: refused =>
      `/${refused.command}: ничего не сделано, у отвечающей программы сбой (HTTP ${said(refused, 'status')}).`,
    answer_too_big: ({ command }) =>
      `/${command}: ничего не сделано, программа ответила больше чем на 64 КиБ.`,
    answer_invalid: refused =>
      `/${refused.command}: ничего не сделано, ответ программы непригоден (${answerPart('ru', refused)}).`,
    answer_refused: ({ command }) =>
      `/${command}: ничего не сделано, обращение не принимает ответ программы. Возможно, оно закрыто?`,
    needs_a_ticket: () => 'Это работает в теме обращения, ничего не сделано. Что работает здесь: /help.',
    not_a_person: () =>
      'Отвечать здесь могут только люди: сообщения от имени канала или от ботов клиенту не уходят.'
  }
}

const isTold = (reason: string): reason is ToldRefusal => Object.hasOwn(refusalTexts.en, reason)

/** `reason` as it is recorded: an older or a newer desk may have reasons that this one does not know. */
export function refusalText(language: Language, reason: string, refused: Refused): string {
  if (isTold(reason)) return refusalTexts[language][reason](refused)
  const more = Object.values(refused.details).filter(value => value !== null && value !== '')
  const shown = more.length > 0 ? ` (${more.join(', ')})` : ''
  return `/${refused.command}: ${reason.replaceAll('_', ' ')}${shown}.`
}
