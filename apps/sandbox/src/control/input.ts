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
  venue?: { latitude: number; longitude: number; title: string; address: string } | undefined
  checklist?: { title: string; tasks: string[] } | undefined
  /** Of one photo; `text` is its caption. Telegram lets nobody copy it. */
  paid_media?: { star_count: number } | undefined
}

const maxTyped = 4096

const wrong = (what: string) => new ControlError(400, what)
const within = (value: number, most: number): boolean => Math.abs(value) <= most

const maxTasks = 30

function checkPoint(name: string, { latitude, longitude }: { latitude: number; longitude: number }): void {
  if (!within(latitude, 90)) throw wrong(`${name}.latitude must be between -90 and 90`)
  if (!within(longitude, 180)) throw wrong(`${name}.longitude must be between -180 and 180`)
}

/** What is neither text nor a file, with values that Telegram's own app could send. */
function otherContent(said: Said): Content | undefined {
  const { location, contact, dice, poll, venue, checklist } = said
  if (location) {
    checkPoint('location', location)
    return { location }
  }
  if (venue) {
    checkPoint('venue', venue)
    const { latitude, longitude, title, address } = venue
    if (title === '' || address === '') throw wrong('venue needs title and address')
    const place = { latitude, longitude }
    return { location: place, venue: { location: place, title, address } }
  }
  if (checklist) {
    const { title, tasks } = checklist
    if (title === '') throw wrong('checklist.title is empty')
    if (tasks.length < 1 || tasks.length > maxTasks) throw wrong(`checklist.tasks must be 1 to ${maxTasks}`)
    if (tasks.includes('')) throw wrong('a task of the checklist is empty')
    return { checklist: { title, tasks: tasks.map((text, index) => ({ id: index + 1, text })) } }
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
  const { text, media: file, paid_media: paid } = said
  const others = [said.location, said.contact, said.dice, said.poll, said.venue, said.checklist]
  const kinds = [file, paid, ...others].filter(kind => kind !== undefined).length
  if (kinds > 1 || (kinds === 1 && !file && !paid && text))
    throw wrong('A message says one of these things only')
  const entities = checkEntities(said.text ?? '', said.entities)
  const formatted = asKept(world, { text: said.text ?? '', entities })
  if (said.media) {
    if (codePoints(formatted.text) > maxCaption) throw wrong('The caption is too long')
    const media = mediaContent(newFile(world, said.media.kind, said.media))
    return takesCaption(said.media.kind) ? { ...media, ...captionContent(formatted) } : media
  }
  if (paid) {
    if (codePoints(formatted.text) > maxCaption) throw wrong('The caption is too long')
    if (!Number.isInteger(paid.star_count) || paid.star_count < 1)
      throw wrong('paid_media.star_count is none')
    const { photo = [] } = mediaContent(newFile(world, 'photo', {}))
    const paid_media = { star_count: paid.star_count, paid_media: [{ type: 'photo' as const, photo }] }
    return { paid_media, ...captionContent(formatted) }
  }
  const other = otherContent(said)
  if (other) return other
  if (formatted.text === '') throw wrong('There is nothing to send')
  if (codePoints(formatted.text) > maxTyped) throw wrong('The text is too long')
  return textContent(formatted)
}
