import type { PhotoSize } from '@grammyjs/types'
import type { StoredFile } from './files.js'
import type { Content } from './types.js'

const common = (file: StoredFile) => ({
  file_id: file.file_id,
  file_unique_id: file.file_unique_id,
  file_size: file.size
})

function sizes(file: StoredFile): PhotoSize[] {
  return [{ ...common(file), width: file.width, height: file.height }]
}

/** The part of a message that shows this file. */
export function mediaContent(file: StoredFile): Content {
  const named = { ...common(file), file_name: file.name, mime_type: file.mime_type }
  switch (file.kind) {
    case 'photo':
      return { photo: sizes(file) }
    case 'video':
      return { video: { ...named, width: file.width, height: file.height, duration: file.duration } }
    case 'audio':
      return { audio: { ...named, duration: file.duration } }
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
      return { video_note: { ...common(file), length: file.width, duration: file.duration } }
  }
}

const withCaption = new Set(['photo', 'video', 'audio', 'document', 'voice', 'animation'])
export const takesCaption = (kind: string): boolean => withCaption.has(kind)
export const captioned = (content: Content): boolean => Object.keys(content).some(takesCaption)
