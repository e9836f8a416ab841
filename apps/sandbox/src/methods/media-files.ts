import type { PhotoSize } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import type { Params } from '../params.js'
import type { MediaKind, StoredFile } from '../world/files.js'
import { photoSize } from '../world/media.js'
import type { World } from '../world/world.js'

const typeName: Record<MediaKind, string> = {
  photo: 'Photo',
  live_photo: 'LivePhoto',
  video: 'Video',
  audio: 'Audio',
  document: 'Document',
  voice: 'VoiceNote',
  sticker: 'Sticker',
  animation: 'Animation',
  video_note: 'VideoNote'
}
const mimeOf: Record<MediaKind, string> = {
  photo: 'image/jpeg',
  live_photo: 'video/mp4',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  document: 'application/octet-stream',
  voice: 'audio/ogg',
  sticker: 'image/webp',
  animation: 'video/mp4',
  video_note: 'video/mp4'
}
const maxUpload = { photo: 10 * 1024 * 1024, other: 50 * 1024 * 1024 }

export interface FileWish {
  name?: string | undefined
  mime_type?: string | undefined
  size?: number | undefined
  duration?: number | undefined
  width?: number | undefined
  height?: number | undefined
  performer?: string | undefined
  title?: string | undefined
  thumbnail?: PhotoSize | undefined
  still?: PhotoSize | undefined
  emoji?: string | undefined
  url?: string | undefined
}

export function newFile(world: World, kind: MediaKind, wish: FileWish, content?: Uint8Array): StoredFile {
  const still = kind === 'live_photo' ? (wish.still ?? photoSize(newFile(world, 'photo', {}))) : undefined
  const square = kind === 'sticker' ? 512 : kind === 'video_note' ? 360 : undefined
  return world.files.add(
    {
      kind,
      name: wish.name ?? `${kind}.${(mimeOf[kind].split('/')[1] ?? 'bin').replace('octet-stream', 'bin')}`,
      mime_type: wish.mime_type ?? mimeOf[kind],
      size: content?.length ?? wish.size ?? 1024,
      width: wish.width ?? square ?? 800,
      height: wish.height ?? square ?? 600,
      duration: wish.duration ?? 5,
      ...(wish.performer && { performer: wish.performer }),
      ...(wish.title && { title: wish.title }),
      ...(wish.thumbnail && { thumbnail: wish.thumbnail }),
      ...(still && { still }),
      ...(wish.emoji && { emoji: wish.emoji }),
      ...(wish.url && { url: wish.url })
    },
    content
  )
}

/** A file by id, by address or uploaded; `reference` is what stands in the parameter. */
export function fileOf(
  world: World,
  params: Params,
  kind: MediaKind,
  reference: string,
  field: string,
  said: FileWish
): StoredFile {
  const uploaded = params.file(reference.startsWith('attach://') ? reference.slice(9) : field)
  if (uploaded) {
    const most = kind === 'photo' ? maxUpload.photo : maxUpload.other
    if (uploaded.content.length > most) throw badRequest(`file is too big`)
    if (uploaded.content.length === 0) throw badRequest('file must be non-empty')
    const wish = { ...said, name: uploaded.name, mime_type: uploaded.type || undefined }
    return newFile(world, kind, wish, uploaded.content)
  }
  if (reference === '') throw badRequest(`there is no ${field} in the request`)
  if (/^https?:\/\//.test(reference)) {
    if (kind === 'live_photo' || !URL.canParse(reference))
      throw badRequest('wrong file identifier/HTTP URL specified')
    const name = new URL(reference).pathname.split('/').at(-1) || undefined
    return newFile(world, kind, { ...said, name, url: reference })
  }
  const file = world.files.get(reference)
  if (!file) throw badRequest('wrong file identifier/HTTP URL specified')
  if (file.kind !== kind) {
    throw badRequest(`can't use file of type ${typeName[file.kind]} as ${typeName[kind]}`)
  }
  return file
}
