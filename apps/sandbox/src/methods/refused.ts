import { badRequest } from '../api-error.js'
import type { Params } from '../params.js'

/** What the sandbox cannot play, with the words of Telegram for a bot that is not allowed it, where there are any. */
const everywhere: readonly (readonly [name: string, reason?: string])[] = [
  ['business_connection_id', 'business connection not found'],
  ['inline_message_id', 'MESSAGE_ID_INVALID'],
  ['direct_messages_topic_id'],
  ['suggested_post_parameters'],
  ['ephemeral_message_parameters'],
  ['allow_paid_broadcast'],
  ['rich_message'],
  ['next_offset'],
  ['button']
]

/** What changes nothing that anybody could see here. */
const unseen = [
  ...['supports_streaming', 'disable_content_type_detection', 'is_big'],
  // Every question comes to the bot, whoever has asked it before.
  ...['is_personal', 'cache_time']
]

const ofPolls: typeof everywhere = [
  ['allow_adding_options'],
  ['close_date'],
  ['correct_option_ids'],
  ['correct_option_id'],
  ['country_codes'],
  ['explanation'],
  ['explanation_media'],
  ['explanation_entities'],
  ['explanation_parse_mode'],
  ['hide_results_until_closes'],
  ['media'],
  ['members_only'],
  ['open_period'],
  ['shuffle_options']
]

/** False, 0 and the empty string ask for nothing. */
const asks = (params: Params, name: string): boolean =>
  params.has(name) && !['false', '0', 'no', '[]', '{}'].includes(params.text(name) ?? '')

/** A parameter that would change something is refused rather than ignored. */
export function refuseUnplayed(method: string, params: Params): void {
  for (const name of unseen) params.raw(name)
  for (const [name, reason] of method === 'sendpoll' ? [...everywhere, ...ofPolls] : everywhere) {
    if (asks(params, name)) throw badRequest(reason ?? `the sandbox does not play ${name}`)
  }
}
