import type { MessageEntity, TextQuote } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import { isRecord, isWhole, Params } from '../params.js'
import { parsed } from '../text/formatted.js'
import type { StoredMessage } from '../world/types.js'
import type { World } from '../world/world.js'
import type { Target } from './target.js'

export interface Reply {
  message: StoredMessage | undefined
  quote?: TextQuote
}

/** The message to answer, by reply_parameters or the old reply_to_message_id. */
export function replyOf(world: World, to: Target, params: Params): Reply {
  const given = params.json('reply_parameters', 'reply parameters')
  if (given === undefined) {
    const id = params.int('reply_to_message_id')
    if (id === undefined || id === 0) return { message: undefined }
    return { message: find(world, to.id, id, params.flag('allow_sending_without_reply')) }
  }
  if (!isRecord(given)) throw badRequest('object expected as reply parameters')
  const id = Number(given['message_id'])
  if (!isWhole(id) || id <= 0) throw badRequest('message to be replied not found')
  const chatId = given['chat_id'] === undefined ? to.id : Number(given['chat_id'])
  const elsewhere = chatId !== to.id
  const message = find(world, chatId, id, given['allow_sending_without_reply'] === true && !elsewhere)
  for (const name of ['checklist_task_id', 'poll_option_id', 'ephemeral_message_id']) {
    if (given[name]) throw badRequest(`the sandbox does not play ${name}`)
  }
  return message ? { message, ...quoteOf(message, new Params(given)) } : { message }
}

const kept: ReadonlySet<string> = new Set<MessageEntity['type']>([
  ...(['bold', 'italic', 'underline', 'strikethrough', 'spoiler'] as const),
  ...(['custom_emoji', 'date_time'] as const)
])

/** The words quoted, where they stand nearest to the place that was told. */
function quoteOf(message: StoredMessage, given: Params): { quote?: TextQuote } {
  const { text, entities } = parsed(given, 'quote', 'quote_entities', 'quote_parse_mode')
  if (text === '') return {}
  const whole = message.content.text ?? message.content.caption ?? ''
  const wish = given.int('quote_position') ?? 0
  const [before, after] = [whole.lastIndexOf(text, wish), whole.indexOf(text, wish)]
  const behind = before < 0 || (after >= 0 && after - wish < wish - before)
  const position = behind ? after : before
  if (position < 0) throw badRequest('QUOTE_TEXT_INVALID')
  const shown = entities.filter(({ type }) => kept.has(type))
  return { quote: { text, ...(shown.length > 0 && { entities: shown }), position, is_manual: true } }
}

function find(world: World, chatId: number, id: number, canMiss: boolean): StoredMessage | undefined {
  const message = world.messages.get(chatId, id)
  if (!message && !canMiss) throw badRequest('message to be replied not found')
  return message
}
