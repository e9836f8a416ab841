import { randomInt } from 'node:crypto'
import type { MessageOrigin } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import { isWhole, Params } from '../params.js'
import { captionContent, messageCaption } from '../text/formatted.js'
import { captioned, withoutCaption } from '../world/media.js'
import { authorOf } from '../world/origin.js'
import { post } from '../world/post.js'
import type { Content, StoredMessage } from '../world/types.js'
import { toWire } from '../world/wire.js'
import type { World } from '../world/world.js'
import { markup } from './markup.js'
import { captionPlace, size } from './media-details.js'
import type { Method } from './method.js'
import { placeOf } from './send.js'
import { target } from './target.js'

const isProtected = (world: World, message: StoredMessage): boolean =>
  Boolean(message.protected || world.groups.get(message.chat_id)?.protected)

const withCaption = (world: World, content: Content, params: Params): Content => {
  if (params.raw('caption') === undefined || !captioned(content)) return content
  const rest = withoutCaption(content)
  const caption = captionContent(messageCaption(world, params))
  return { ...rest, ...caption, ...captionPlace(params, rest, caption) }
}

/** A video may begin elsewhere than the one it is a copy of. */
function withBeginning(content: Content, params: Params): Content {
  const start_timestamp = size(params, 'video_start_timestamp', 1_000_000)
  const { video } = content
  return video && start_timestamp !== undefined
    ? { ...content, video: { ...video, start_timestamp } }
    : content
}

export const copyMessage: Method = (world, params) => {
  const place = placeOf(world, params)
  const source = target(world, params, 'from_chat_id')
  const message = world.messages.get(source.id, params.int('message_id') ?? 0)
  if (!message) throw badRequest('message to copy not found')
  const isCopied = !message.service && !isProtected(world, message) && !message.content.paid_media
  if (!isCopied) throw badRequest("the message can't be copied")
  const content = withBeginning(withCaption(world, message.content, params), params)
  return { message_id: post(world, { ...place, content, ...markup(params) }).message_id }
}

const originOf = (world: World, message: StoredMessage): MessageOrigin =>
  message.forward_origin ?? authorOf(world, message)

export const forwardMessage: Method = (world, params) => {
  const place = placeOf(world, params)
  const source = target(world, params, 'from_chat_id')
  const message = world.messages.get(source.id, params.int('message_id') ?? 0)
  if (!message) throw badRequest('message to forward not found')
  if (isProtected(world, message)) throw badRequest("message has protected content and can't be forwarded")
  if (message.service) throw badRequest("the message can't be forwarded")
  const content = withBeginning(message.content, params)
  return toWire(world, post(world, { ...place, content, forward_origin: originOf(world, message) }))
}

/** The ids of a call that takes 1 to 100 of them, strictly increasing. */
export function messageIds(params: Params): number[] {
  const given = params.json('message_ids', 'message identifiers')
  if (!Array.isArray(given) || given.length === 0) throw badRequest('message identifiers are not specified')
  if (given.length > 100) throw badRequest('too many message identifiers specified')
  const ids = given.map(Number)
  if (!ids.every(isWhole)) throw badRequest('invalid message identifier specified')
  return ids
}

/** Messages that are gone or may not be copied are skipped; albums stay albums. */
function several(world: World, params: Params, forward: boolean) {
  const place = placeOf(world, params)
  const source = target(world, params, 'from_chat_id')
  const ids = messageIds(params)
  if (ids.some((id, index) => index > 0 && id <= (ids[index - 1] ?? 0))) {
    throw badRequest('message identifiers must be in a strictly increasing order')
  }
  const found = ids
    .map(id => world.messages.get(source.id, id))
    .filter(message => message !== undefined)
    .filter(message => !message.service && !isProtected(world, message))
  if (found.length === 0)
    throw badRequest(`message${ids.length > 1 ? 's' : ''} to ${forward ? 'forward' : 'copy'} not found`)
  const albums = new Map<string, string>()
  return found.map(message => {
    const album = message.media_group_id
    if (album && !albums.has(album)) albums.set(album, newAlbumId())
    const albumId = album && albums.get(album)
    const copied = post(world, {
      ...place,
      content: params.flag('remove_caption') ? withoutCaption(message.content) : message.content,
      ...(albumId && { media_group_id: albumId }),
      ...(forward && { forward_origin: originOf(world, message) })
    })
    return { message_id: copied.message_id }
  })
}

export const newAlbumId = (): string => `1${randomInt(1e14, 2e14)}`
export const copyMessages: Method = (world, params) => several(world, params, false)
export const forwardMessages: Method = (world, params) => several(world, params, true)
