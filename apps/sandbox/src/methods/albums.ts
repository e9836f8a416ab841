import { badRequest } from '../api-error.js'
import { isRecord, type JsonRecord, Params } from '../params.js'
import type { MediaKind } from '../world/files.js'
import { post } from '../world/post.js'
import { toWire } from '../world/wire.js'
import { newAlbumId } from './copy.js'
import { mediaOf } from './media-details.js'
import type { Method } from './method.js'
import { placeOf } from './send.js'

const kindOf = (item: JsonRecord): MediaKind => {
  switch (item['type']) {
    case 'photo':
    case 'live_photo':
    case 'video':
    case 'audio':
    case 'document':
      return item['type']
    default:
      throw badRequest("can't parse InputMedia: type must be photo, live_photo, video, audio or document")
  }
}

/** Photos, live ones too, and videos may stand together, audios and documents only with their own kind. */
export const sendMediaGroup: Method = (world, params) => {
  const given = params.json('media', 'media')
  if (!Array.isArray(given)) throw badRequest("can't parse media JSON object")
  if (given.length < 1 || given.length > 10) throw badRequest('wrong number of messages in the album')
  const items: unknown[] = given
  if (!items.every(isRecord)) throw badRequest("can't parse InputMedia: expected an Object")
  const kinds = new Set(items.map(kindOf))
  if (kinds.size > 1 && (kinds.has('audio') || kinds.has('document'))) {
    throw badRequest("document and audio can't be mixed with other media types")
  }
  const place = placeOf(world, params)
  const contents = items.map(item => {
    const reference = typeof item['media'] === 'string' ? item['media'] : ''
    return mediaOf(world, new Params(item), params, kindOf(item), reference)
  })
  const album = contents.length > 1 ? { media_group_id: newAlbumId() } : {}
  return contents.map(content => toWire(world, post(world, { ...place, content, ...album })))
}
