import type { MessageEntity } from '@grammyjs/types'
import { newFile } from '../methods/media-files.js'
import { diceSides } from '../methods/other-content.js'
import { maxOptions, pollOf } from '../methods/polls.js'
import { checkEntities } from '../text/entities.js'
import { asKept, captionContent, codePoints, maxCaption, textContent } from '../text/formatted.js'
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

const wrong = (what: string) => new ControlError(400, what)
const within = (value: number, most: number): boolean => Math.abs(value) <= most

/** What is neither text nor a file, with values that Telegram's own app could send. */
function otherContent({ location, contact, dice, poll }: Said): Content | undefined {
  if (location) {
    if (!within(location.latitude, 90)) throw wrong('location.latitude must be between -90 and 90')
    if (!within(location.longitude, 180)) throw wrong('location.longitude must be between -180 and 180')
    return { location }
  }
  if (contact) {
    if (contact.phone_number === '') throw wrong('contact.phone_number is empty')
    if (contact.first_name === '') throw wrong('contact.first_name is empty')
    return { contact }
  }
  if (dice) {
    const sides = diceSides(dice.emoji)
    if (sides === undefined) throw wrong('dice.emoji is none of the animated ones')
    const whole = Number.isInteger(dice.value) && dice.value >= 1 && dice.value <= sides
    if (!whole) throw wrong(`dice.value must be a whole number from 1 to ${sides}`)
    return { dice }
  }
  if (poll) {
    if (poll.question === '') throw wrong('poll.question is empty')
    const { length } = poll.options
    if (length < 1 || length > maxOptions) throw wrong(`poll.options must be 1 to ${maxOptions}`)
    if (poll.options.includes('')) throw wrong('an option of the poll is empty')
    return { poll: pollOf(poll.question, poll.options) }
  }
  return undefined
}

/** The message's content, as Telegram's own app would send it. */
export function contentOf(world: World, said: Said): Content {
  const { text, media: file, location, contact, dice, poll } = said
  const kinds = [file, location, contact, dice, poll].filter(kind => kind !== undefined).length
  if (kinds > 1 || (kinds === 1 && !file && text)) throw wrong('A message says one of these things only')
  const entities = checkEntities(said.text ?? '', said.entities)
  const formatted = asKept(world, { text: said.text ?? '', entities })
  if (said.media) {
    if (codePoints(formatted.text) > maxCaption) throw wrong('The caption is too long')
    const media = mediaContent(newFile(world, said.media.kind, said.media))
    return takesCaption(said.media.kind) ? { ...media, ...captionContent(formatted) } : media
  }
  const other = otherContent(said)
  if (other) return other
  if (formatted.text === '') throw wrong('There is nothing to send')
  if (codePoints(formatted.text) > maxTyped) throw wrong('The text is too long')
  return textContent(formatted)
}
