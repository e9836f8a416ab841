import type { GroupNeed, NotDelivered, StaffNotice } from '#domain'
import { alertNotices } from './alerts.js'
import type { Details } from './refusals.js'
import { refusalText } from './refusals.js'
import { setupProblemText, setupWords } from './setup.js'
import { staffWords } from './staff.js'

const count = (details: Details, key: string): number => Number(details[key] ?? 0)

/** What the desk says in a staff group that is about no ticket. Plain text. */
const texts: { readonly [notice in StaffNotice]: (about: AboutGroup) => string } = {
  human_topic_hint: () => 'This topic belongs to no ticket: nothing that is written here reaches a customer.',
  rights_missing: ({ details }) =>
    String(details['missing'] ?? '')
      .split(', ')
      .map(need => needText(need as GroupNeed))
      .join('\n'),
  rights_restored: () => 'All rights are there again: the desk goes on.',
  setup_done: ({ details }) => setupWords.done(String(details['title'] ?? 'This group')),
  setup_refused: () => setupWords.wrongCode,
  not_an_agent: () => refusalText('not_an_agent', nothing),
  anonymous_admin: () => refusalText('anonymous_admin', nothing),
  general_help: ({ inTopic, commands }) =>
    inTopic ? staffWords.help(commands) : staffWords.generalHelp(commands),
  alert_began: ({ details: { alert, ...details } }) => alertNotices.began(String(alert), details),
  alert_ended: ({ details }) => alertNotices.ended(String(details['alert']), count(details, 'seconds')),
  queues: ({ details }) => `Queues\n${details['lines'] ?? ''}`,
  status: ({ details }) => `All queues: ${details['lines'] ?? ''}`,
  not_counted: () => 'The tickets are being counted anew after a change of the desk. Ask again in a minute.',
  sla_digest: ({ details }) => {
    const news = [
      ...(count(details, 'breached') > 0 ? [`🔴 overdue: ${count(details, 'breached')}`] : []),
      ...(count(details, 'warned') > 0 ? [`⏰ due soon: ${count(details, 'warned')}`] : [])
    ]
    const more = count(details, 'more') > 0 ? ` and ${count(details, 'more')} more` : ''
    return `${news.join(', ')}\n${String(details['tickets'] ?? '')}${more}`
  }
}

export interface AboutGroup {
  readonly details: Details
  readonly inTopic: boolean
  /** The list of commands, a line each. */
  readonly commands: string
}

const nothing = { command: '', details: {}, holder: '' }

export const groupNoticeText = (notice: StaffNotice, about: AboutGroup): string => texts[notice](about)

function needText(need: GroupNeed): string {
  switch (need) {
    case 'forum':
      return setupProblemText({ kind: 'not_a_forum' })
    case 'administrator':
      return setupProblemText({ kind: 'bot_not_administrator' })
    case 'can_manage_topics':
    case 'can_delete_messages':
    case 'can_pin_messages':
      return setupProblemText({ kind: 'right_missing', right: need })
  }
}

const notDelivered: { readonly [what in NotDelivered['what']]: string } = {
  customer_message: 'A message of the customer can not be shown here, only in the ticket’s thread in the API',
  customer_edit: 'The customer has changed a message, and the new text can not be shown here',
  api_reply: 'A reply through the API can not be shown here. Whether the customer gets it is told apart',
  api_note: 'A note through the API can not be shown here',
  opened: 'The customer was to be told that the ticket is open',
  resolved: 'The customer was to be told that the ticket is resolved'
}

export function notDeliveredText({ what, outcome, code }: NotDelivered, said?: string): string {
  const why =
    outcome === 'unknown'
      ? 'Telegram did not answer, so I do not know whether it arrived'
      : `Telegram refused it${code === null ? '' : ` (${code})`}${said === undefined ? '' : `: ${said}`}`
  return `⚠️ ${notDelivered[what]}: ${why}.`
}
