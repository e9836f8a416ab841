import type { PhotoSize } from '@grammyjs/types'
import type { StoredFile } from './files.js'
import type { Content } from './types.js'

const common = (file: StoredFile) => ({
  file_id: file.file_id,
  file_unique_id: file.file_unique_id,
  file_size: file.size
})

export const photoSize = (file: StoredFile): PhotoSize => ({
  ...common(file),
  width: file.width,
  height: file.height
})

/** The part of a message that shows this file. */
export function mediaContent(file: StoredFile): Content {
  const { thumbnail } = file
  const small = thumbnail ? { thumbnail } : {}
  const named = { ...common(file), ...small, file_name: file.name, mime_type: file.mime_type }
  switch (file.kind) {
    case 'photo':
      return { photo: [photoSize(file)] }
    case 'live_photo': {
      const photo = file.still ? [file.still] : []
      const { width, height, duration, mime_type } = file
      return { photo, live_photo: { ...common(file), photo, width, height, duration, mime_type } }
    }
    case 'video':
      return { video: { ...named, width: file.width, height: file.height, duration: file.duration } }
    case 'audio':
      return {
        audio: {
          ...named,
          duration: file.duration,
          ...(file.performer && { performer: file.performer }),
          ...(file.title && { title: file.title })
        }
      }
    case 'document':
      return { document: named }
    case 'voice':
      return { voice: { ...common(file), mime_type: file.mime_type, duration: file.duration } }
    case 'sticker':
      return {
        sticker: {
          ...common(file),
          type: 'regular',
          width: file.width,
          height: file.height,
          is_animated: false,
          is_video: false,
          ...(file.emoji && { emoji: file.emoji })
        }
      }
    case 'animation':
      return {
        animation: { ...named, width: file.width, height: file.height, duration: file.duration },
        document: named
      }
    case 'video_note':
      return { video_note: { ...common(file), ...small, length: file.width, duration: file.duration } }
  }
}

const withCaption = new Set(['photo', 'live_photo', 'video', 'audio', 'document', 'voice', 'animation'])
export const takesCaption = (kind: string): boolean => withCaption.has(kind)
export const captioned = (content: Content): boolean => Object.keys(content).some(takesCaption)

export function withoutCaption(content: Content): Content {
  const { caption: _text, caption_entities: _entities, show_caption_above_media: _place, ...rest } = content
  return rest
}
