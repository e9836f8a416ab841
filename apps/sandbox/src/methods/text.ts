import { isDeepStrictEqual } from 'node:util'
import { badRequest } from '../api-error.js'
import { isRecord, type Params } from '../params.js'
import { captionContent, messageCaption, messageText, textContent } from '../text/formatted.js'
import { captioned, withoutCaption } from '../world/media.js'
import { change } from '../world/post.js'
import type { Content, StoredMessage } from '../world/types.js'
import { toWire } from '../world/wire.js'
import type { World } from '../world/world.js'
import { inlineMarkup } from './markup.js'
import { captionPlace } from './media-details.js'
import type { Method } from './method.js'
import { send } from './send.js'
import { writable } from './target.js'

/** How the first link is shown, also by the old name of the wish for none. */
function previewOf(params: Params): Content {
  const given = params.json('link_preview_options', 'link preview options')
  if (given === undefined) {
    return params.flag('disable_web_page_preview') ? { link_preview_options: { is_disabled: true } } : {}
  }
  if (!isRecord(given)) throw badRequest('object expected as link preview options')
  const flags = ['is_disabled', 'prefer_small_media', 'prefer_large_media', 'show_above_text'].filter(
    name => given[name] === true
  )
  const url = typeof given['url'] === 'string' && given['url'] !== '' ? { url: given['url'] } : {}
  const options = { ...Object.fromEntries(flags.map(name => [name, true])), ...url }
  return Object.keys(options).length > 0 ? { link_preview_options: options } : {}
}

const textOf = (world: World, params: Params): Content => ({
  ...textContent(messageText(world, params)),
  ...previewOf(params)
})

export const sendMessage: Method = (world, params) => send(world, params, textOf(world, params))

/** The bot's own message that is to be edited. */
export function own(world: World, params: Params): StoredMessage {
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

export function edited(world: World, message: StoredMessage, content: Content, params: Params) {
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
  const text = textOf(world, params)
  const message = own(world, params)
  if (message.content.text === undefined) throw badRequest('there is no text in the message to edit')
  return edited(world, message, text, params)
}

export const editMessageCaption: Method = (world, params) => {
  const caption = captionContent(messageCaption(world, params))
  const message = own(world, params)
  const rest = withoutCaption(message.content)
  if (!captioned(rest)) throw badRequest('there is no caption in the message to edit')
  return edited(world, message, { ...rest, ...caption, ...captionPlace(params, rest, caption) }, params)
}

export const editMessageReplyMarkup: Method = (world, params) => {
  const message = own(world, params)
  return edited(world, message, message.content, params)
}
