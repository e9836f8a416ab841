import { badRequest } from '../api-error.js'
import type { Params } from '../params.js'
import { captionContent, messageCaption } from '../text/formatted.js'
import type { MediaKind, StoredFile } from '../world/files.js'
import { mediaContent, photoSize, takesCaption } from '../world/media.js'
import type { Content } from '../world/types.js'
import type { World } from '../world/world.js'
import { type FileWish, fileOf } from './media-files.js'

const maxSide = 10_000
const covered: ReadonlySet<MediaKind> = new Set<MediaKind>(['photo', 'live_photo', 'video', 'animation'])

/** A whole number that is not negative; absent where 0, as Telegram has it. */
export function size(item: Params, name: string, most = maxSide): number | undefined {
  const value = item.int(name)
  if (item.has(name) && (value === undefined || value < 0 || value > most)) {
    throw badRequest(`wrong ${name} specified`)
  }
  return value || undefined
}

/** What the caller says of a file that is new to Telegram; one known by its id stays as it is. */
function wishOf(world: World, item: Params, files: Params, kind: MediaKind): FileWish {
  const length = kind === 'video_note' ? size(item, 'length', 640) : undefined
  const thumbnail = item.text('thumbnail') ?? ''
  const uploaded = files.file(thumbnail.startsWith('attach://') ? thumbnail.slice(9) : 'thumbnail')
  return {
    width: length ?? size(item, 'width'),
    height: length ?? size(item, 'height'),
    duration: size(item, 'duration', 1_000_000),
    performer: kind === 'audio' ? item.text('performer') : undefined,
    title: kind === 'audio' ? item.text('title') : undefined,
    emoji: kind === 'sticker' ? item.text('emoji') : undefined,
    ...(kind === 'live_photo' && { still: photoSize(stillOf(world, item, files)) }),
    ...(uploaded && { thumbnail: photoSize(fileOf(world, files, 'photo', thumbnail, 'thumbnail', {})) })
  }
}

/** What a live photo is while it stands still: not by an address, either. */
function stillOf(world: World, item: Params, files: Params): StoredFile {
  const photo = item.text('photo') ?? ''
  if (/^https?:\/\//.test(photo)) throw badRequest('wrong file identifier/HTTP URL specified')
  return fileOf(world, files, 'photo', photo, 'photo', {})
}

/** One photo, video and so on with everything that is said of it, alone or in an album. */
export function mediaOf(
  world: World,
  item: Params,
  files: Params,
  kind: MediaKind,
  reference: string
): Content {
  const file = fileOf(world, files, kind, reference, kind, wishOf(world, item, files, kind))
  const caption = takesCaption(kind) ? captionContent(messageCaption(world, item)) : {}
  const content = withVideo(world, item, files, kind, file)
  return {
    ...content,
    ...caption,
    ...(covered.has(kind) && item.flag('has_spoiler') && { has_media_spoiler: true as const }),
    ...captionPlace(item, content, caption)
  }
}

/** A caption may stand above photos and moving pictures. */
export function captionPlace(item: Params, content: Content, caption: Content): Content {
  const movable = caption.caption && (content.photo || content.video || content.animation)
  return movable && item.flag('show_caption_above_media') ? { show_caption_above_media: true } : {}
}

/** Cover and beginning belong to the message and not to the file. */
function withVideo(world: World, item: Params, files: Params, kind: MediaKind, file: StoredFile): Content {
  const content = mediaContent(file)
  if (kind !== 'video' || !content.video) return content
  const cover = item.text('cover') ?? ''
  const start_timestamp = size(item, 'start_timestamp', 1_000_000)
  return {
    video: {
      ...content.video,
      ...(cover !== '' && { cover: [photoSize(fileOf(world, files, 'photo', cover, 'cover', {}))] }),
      ...(start_timestamp !== undefined && { start_timestamp })
    }
  }
}
