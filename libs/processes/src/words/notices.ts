import type { GroupNeed, StaffNotice } from '#domain'
import { alertNotices } from './alerts.js'
import type { InEach, Language } from './language.js'
import { notThereText, ownText, type PeopleAbout, teamText } from './people.js'
import { type Details, refusalText } from './refusals.js'
import { setupProblemText, setupWords } from './setup.js'
import { staffWords } from './staff.js'

export interface AboutGroup {
  readonly details: Details
  readonly inTopic: boolean
  /** The list of commands, a line each. */
  readonly commands: string
  /** Where the answer is about people. */
  readonly people?: PeopleAbout
  /** Of the command that was refused. */
  readonly usage?: string
}

type Texts = { readonly [notice in StaffNotice]: (about: AboutGroup) => string }

const count = (details: Details, key: string): number => Number(details[key] ?? 0)
const text = (details: Details, key: string): string => String(details[key] ?? '')

/** What is said in the same way in every language, of words that are not. */
const composed = (language: Language) =>
  ({
    rights_missing: ({ details }: AboutGroup) =>
      text(details, 'missing')
        .split(', ')
        .map(need => needText(language, need as GroupNeed))
        .join('\n'),
    setup_done: ({ details }: AboutGroup) =>
      setupWords[language].done(String(details['title'] ?? setupWords[language].thisGroup)),
    setup_refused: () => setupWords[language].wrongCode,
    not_an_agent: () => refusalText(language, 'not_an_agent', nothing),
    anonymous_admin: () => refusalText(language, 'anonymous_admin', nothing),
    command_refused: ({ details: { reason, command, ...details }, usage = '' }: AboutGroup) =>
      refusalText(language, String(reason), { command: String(command), usage, details, holder: '' }),
    team: ({ details, people = nobody }: AboutGroup) => teamText(language, details, people),
    assignee_not_there: ({ details, people = nobody }: AboutGroup) => notThereText(language, details, people),
    me: ({ details, people = nobody }: AboutGroup) => ownText(language, details, people),
    general_help: ({ inTopic, commands }: AboutGroup) => {
      const { help, generalHelp } = staffWords[language]
      return inTopic ? help(commands) : generalHelp(commands)
    },
    alert_began: ({ details: { alert, ...details } }: AboutGroup) =>
      alertNotices.began(language, String(alert), details),
    alert_ended: ({ details }: AboutGroup) =>
      alertNotices.ended(language, text(details, 'alert'), count(details, 'seconds'))
  }) as const

/** What the desk says in a staff group that is about no ticket. Plain text. */
export const noticeTexts: InEach<Texts> = {
  en: {
    ...composed('en'),
    human_topic_hint: () =>
      'This topic belongs to no ticket: nothing that is written here reaches a customer.',
    rights_restored: () => 'All rights are there again: the desk goes on.',
    queues: ({ details }) => `Queues\n${text(details, 'lines')}`,
    status: ({ details }) => `All queues: ${text(details, 'lines')}`,
    not_counted: () =>
      'The tickets are being counted anew after a change of the desk. Ask again in a minute.',
    found: ({ details }) =>
      text(details, 'lines') || 'No ticket has these words. Whole words count, and codes.',
    templates: ({ details }) =>
      text(details, 'lines') || 'No template has these words. /t alone shows the most used.',
    articles: ({ details }) => text(details, 'lines') || 'No article has these words.',
    search_not_ready: () => 'The index for search is being built. Ask again in a minute.',
    sla_digest: ({ details }) => {
      const news = [
        ...(count(details, 'breached') > 0 ? [`🔴 overdue: ${count(details, 'breached')}`] : []),
        ...(count(details, 'warned') > 0 ? [`⏰ due soon: ${count(details, 'warned')}`] : [])
      ]
      const more = count(details, 'more') > 0 ? ` and ${count(details, 'more')} more` : ''
      return `${news.join(', ')}\n${text(details, 'tickets')}${more}`
    }
  },
  ru: {
    ...composed('ru'),
    human_topic_hint: () => 'Эта тема не связана с обращением: то, что здесь пишут, клиенты не видят.',
    rights_restored: () => 'Все права снова на месте: работа продолжается.',
    queues: ({ details }) => `Очереди\n${text(details, 'lines')}`,
    status: ({ details }) => `Все очереди: ${text(details, 'lines')}`,
    not_counted: () => 'После обновления обращения пересчитываются. Спросите снова через минуту.',
    found: ({ details }) =>
      text(details, 'lines') || 'Обращений с такими словами нет. Ищутся целые слова и коды.',
    templates: ({ details }) =>
      text(details, 'lines') || 'Шаблонов с такими словами нет. Самые частые показывает /t.',
    articles: ({ details }) => text(details, 'lines') || 'Статей с такими словами нет.',
    search_not_ready: () => 'Указатель для поиска строится. Спросите снова через минуту.',
    sla_digest: ({ details }) => {
      const news = [
        ...(count(details, 'breached') > 0 ? [`🔴 просрочено: ${count(details, 'breached')}`] : []),
        ...(count(details, 'warned') > 0 ? [`⏰ скоро срок: ${count(details, 'warned')}`] : [])
      ]
      const more = count(details, 'more') > 0 ? ` и ещё ${count(details, 'more')}` : ''
      return `${news.join(', ')}\n${text(details, 'tickets')}${more}`
    }
  }
}

const nobody: PeopleAbout = { nameOf: id => id, timeZone: 'UTC' }
const nothing = { command: '', usage: '', details: {}, holder: '' }

export const groupNoticeText = (language: Language, notice: StaffNotice, about: AboutGroup): string =>
  noticeTexts[language][notice](about)

function needText(language: Language, need: GroupNeed): string {
  switch (need) {
    case 'forum':
      return setupProblemText(language, { kind: 'not_a_forum' })
    case 'administrator':
      return setupProblemText(language, { kind: 'bot_not_administrator' })
    case 'can_manage_topics':
    case 'can_delete_messages':
    case 'can_pin_messages':
      return setupProblemText(language, { kind: 'right_missing', right: need })
  }
}
