import { badRequest } from '../api-error.js'
import { isRecord, Params } from '../params.js'
import type { MediaKind } from '../world/files.js'
import { mediaOf } from './media-details.js'
import type { Method } from './method.js'
import { edited, own } from './text.js'

const kinds: readonly MediaKind[] = ['photo', 'live_photo', 'video', 'animation', 'audio', 'document']

/** Puts other media, with their caption, in place of media, or in place of a text. */
export const editMessageMedia: Method = (world, params) => {
  const item = params.json('media', 'media')
  if (!isRecord(item)) throw badRequest("can't parse media JSON object")
  const kind = kinds.find(each => each === item['type'])
  if (!kind) throw badRequest('wrong type of the media')
  const message = own(world, params)
  const isEditable = message.content.text !== undefined || kinds.some(each => each in message.content)
  if (!isEditable) throw badRequest("message can't be edited")
  const reference = typeof item['media'] === 'string' ? item['media'] : ''
  return edited(world, message, mediaOf(world, new Params(item), params, kind, reference), params)
}
