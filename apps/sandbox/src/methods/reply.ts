import type { TextQuote } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import { isRecord, isWhole, type Params } from '../params.js'
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
  const quote = typeof given['quote'] === 'string' && given['quote'] !== '' ? given['quote'] : undefined
  if (!message || quote === undefined) return { message }
  const position = (message.content.text ?? message.content.caption ?? '').indexOf(quote)
  if (position < 0) throw badRequest('QUOTE_TEXT_INVALID')
  return { message, quote: { text: quote, position, is_manual: true } }
}

function find(world: World, chatId: number, id: number, canMiss: boolean): StoredMessage | undefined {
  const message = world.messages.get(chatId, id)
  if (!message && !canMiss) throw badRequest('message to be replied not found')
  return message
}
