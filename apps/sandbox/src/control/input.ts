import type { MessageEntity } from '@grammyjs/types'
import { newFile } from '../methods/media.js'
import { pollOf } from '../methods/other-content.js'
import { checkEntities, trimmed, withAutomatic } from '../text/entities.js'
import { captionContent, codePoints, maxCaption, textContent } from '../text/formatted.js'
import type { MediaKind } from '../world/files.js'
import { mediaContent, takesCaption } from '../world/media.js'
import type { Content } from '../world/types.js'
import type { World } from '../world/world.js'
import { ControlError } from './error.js'

/** What a person says: text, or one of the others. */
export interface Said {
  text?: string | undefined
  entities?: MessageEntity[] | undefined
  /** A placeholder of a file; `text` is its caption. */
  media?: { kind: MediaKind; name?: string; mime_type?: string; size?: number; duration?: number } | undefined
  location?: { latitude: number; longitude: number } | undefined
  contact?: { phone_number: string; first_name: string; user_id?: number } | undefined
  dice?: { emoji: string; value: number } | undefined
  poll?: { question: string; options: string[] } | undefined
}

const maxTyped = 4096

/** The message's content, as Telegram's own app would send it. */
export function contentOf(world: World, said: Said): Content {
  const entities = checkEntities(said.text ?? '', said.entities)
  const formatted = withAutomatic(trimmed({ text: said.text ?? '', entities }))
  if (said.media) {
    if (codePoints(formatted.text) > maxCaption) throw new ControlError(400, 'The caption is too long')
    const media = mediaContent(newFile(world, said.media.kind, said.media))
    return takesCaption(said.media.kind) ? { ...media, ...captionContent(formatted) } : media
  }
  if (said.location) return { location: said.location }
  if (said.contact) return { contact: said.contact }
  if (said.dice) return { dice: said.dice }
  if (said.poll) return { poll: pollOf(said.poll.question, said.poll.options) }
  if (formatted.text === '') throw new ControlError(400, 'There is nothing to send')
  if (codePoints(formatted.text) > maxTyped) throw new ControlError(400, 'The text is too long')
  return textContent(formatted)
}
