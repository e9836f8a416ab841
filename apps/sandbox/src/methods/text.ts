import { isDeepStrictEqual } from 'node:util'
import { badRequest } from '../api-error.js'
import type { Params } from '../params.js'
import { captionContent, messageCaption, messageText, textContent } from '../text/formatted.js'
import { captioned } from '../world/media.js'
import { change } from '../world/post.js'
import type { Content, StoredMessage } from '../world/types.js'
import { toWire } from '../world/wire.js'
import type { World } from '../world/world.js'
import { inlineMarkup } from './markup.js'
import type { Method } from './method.js'
import { send } from './send.js'
import { writable } from './target.js'

export const sendMessage: Method = (world, params) =>
  send(world, params, textContent(messageText(world, params)))

/** The bot's own message that is to be edited. */
function own(world: World, params: Params): StoredMessage {
  const to = writable(world, params)
  const id = params.int('message_id') ?? 0
  if (id === 0) throw badRequest('message identifier is not specified')
  const message = world.messages.get(to.id, id)
  if (!message) throw badRequest('message to edit not found')
  if (message.from_id !== world.bot.id || message.service || message.forward_origin) {
    throw badRequest("message can't be edited")
  }
  return message
}

function edited(world: World, message: StoredMessage, content: Content, params: Params) {
  const { reply_markup: _old, ...rest } = message
  const keyboard = inlineMarkup(params)
  const next: StoredMessage = { ...rest, content, ...(keyboard && { reply_markup: keyboard }) }
  const look = (each: StoredMessage): unknown =>
    JSON.parse(JSON.stringify([each.content, each.reply_markup ?? null]))
  if (isDeepStrictEqual(look(next), look(message))) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'
    )
  }
  return toWire(world, change(world, next, true))
}

export const editMessageText: Method = (world, params) => {
  const text = messageText(world, params)
  const message = own(world, params)
  if (message.content.text === undefined) throw badRequest('there is no text in the message to edit')
  return edited(world, message, textContent(text), params)
}

export const editMessageCaption: Method = (world, params) => {
  const caption = messageCaption(world, params)
  const message = own(world, params)
  const { caption: _caption, caption_entities: _entities, ...rest } = message.content
  if (!captioned(rest)) throw badRequest('there is no caption in the message to edit')
  return edited(world, message, { ...rest, ...captionContent(caption) }, params)
}

export const editMessageReplyMarkup: Method = (world, params) => {
  const message = own(world, params)
  return edited(world, message, message.content, params)
}
