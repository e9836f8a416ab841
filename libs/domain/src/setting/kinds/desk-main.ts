import { isJsonObject, type JsonObject } from '#kernel'
import { type Language, languages } from '../../languages.js'
import { type Members, object, oneOf, orNull, seconds, standard, text, timeZone } from '../fields.js'
import { settingKind } from '../spec.js'

/** Emoji that Telegram offers as icons of topics, by what a topic's ticket is at. */
const topicIcons = { waiting: '❗️', answered: '💬', on_hold: '☕️', breached: '🔥', resolved: '✅' }
export type TopicIcons = { readonly [state in keyof typeof topicIcons]: string }
export type TopicIconState = keyof TopicIcons

const icons: Members = Object.fromEntries(
  Object.entries(topicIcons).map(([state, emoji]) => [state, standard(text(1, 16), emoji)])
)

export const deskMainKind = settingKind({
  kind: 'desk',
  only: 'main',
  path: 'desk/main',
  what: 'the settings of the desk',
  name: 'Desk',
  example: { team_time_zone: 'Europe/Berlin', auto_close_after_s: 259_200 },
  fields: {
    name: standard(orNull(text(1, 100)), null),
    reopen_within_s: standard(seconds(), 604_800),
    closing_remark_within_s: standard(seconds(), 600),
    agents: standard(oneOf(['group', 'listed']), 'group'),
    team_time_zone: standard(timeZone, 'UTC'),
    staff_language: standard(oneOf(languages), 'en'),
    after_reply: standard(oneOf(['waiting_on_customer', 'in_progress']), 'waiting_on_customer'),
    auto_close_after_s: standard(orNull(seconds()), null),
    topic_icons: standard(orNull(object(icons)), topicIcons)
  }
})

export interface DeskSettings {
  readonly reopenWithinS: number
  readonly closingRemarkWithinS: number
  /** `group`: whoever writes in the staff group is an agent; `listed`: only those already registered. */
  readonly agents: 'group' | 'listed'
  readonly teamTimeZone: string
  /** In which the team is spoken to: in topics and in General. */
  readonly staffLanguage: Language
  readonly afterReply: 'waiting_on_customer' | 'in_progress'
  readonly autoCloseAfterS: number | null
  /** Null: topics keep the icon that Telegram gives them. */
  readonly topicIcons: TopicIcons | null
}

const number = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback)

const iconsIn = (given: unknown): TopicIcons => ({
  ...topicIcons,
  // Checked when it was published.
  ...(isJsonObject(given) ? (given as Partial<TopicIcons>) : {})
})

/** Reads a body that was checked when it was published; what is missing has its default. */
export function deskSettings(body: JsonObject): DeskSettings {
  return {
    reopenWithinS: number(body['reopen_within_s'], 604_800),
    closingRemarkWithinS: number(body['closing_remark_within_s'], 600),
    agents: body['agents'] === 'listed' ? 'listed' : 'group',
    teamTimeZone: typeof body['team_time_zone'] === 'string' ? body['team_time_zone'] : 'UTC',
    staffLanguage: languages.find(known => known === body['staff_language']) ?? 'en',
    afterReply: body['after_reply'] === 'in_progress' ? 'in_progress' : 'waiting_on_customer',
    autoCloseAfterS: typeof body['auto_close_after_s'] === 'number' ? body['auto_close_after_s'] : null,
    topicIcons: body['topic_icons'] === null ? null : iconsIn(body['topic_icons'])
  }
}
