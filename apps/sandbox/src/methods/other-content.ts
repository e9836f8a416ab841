import { randomInt } from 'node:crypto'
import { badRequest } from '../api-error.js'
import { isRecord, type Params } from '../params.js'
import type { Method } from './method.js'
import { send } from './send.js'

function point(params: Params) {
  const latitude = params.number('latitude')
  const longitude = params.number('longitude')
  if (latitude === undefined || Math.abs(latitude) > 90) throw badRequest('latitude is empty')
  if (longitude === undefined || Math.abs(longitude) > 180) throw badRequest('longitude is empty')
  return { latitude, longitude }
}

export const sendLocation: Method = (world, params) => send(world, params, { location: point(params) })

export const sendVenue: Method = (world, params) => {
  const location = point(params)
  const title = params.text('title') ?? ''
  const address = params.text('address') ?? ''
  if (title === '' || address === '') throw badRequest('VENUE_TITLE_INVALID')
  return send(world, params, { location, venue: { location, title, address } })
}

export const sendContact: Method = (world, params) => {
  const phone_number = params.text('phone_number') ?? ''
  const first_name = params.text('first_name') ?? ''
  const last_name = params.text('last_name')
  if (phone_number === '') throw badRequest('phone number is empty')
  if (first_name === '') throw badRequest('first name is empty')
  return send(world, params, { contact: { phone_number, first_name, ...(last_name && { last_name }) } })
}

const dice = new Map([
  ['🎲', 6],
  ['🎯', 6],
  ['🏀', 5],
  ['⚽', 5],
  ['🎳', 6],
  ['🎰', 64]
])

/** How many values an animated emoji can show; undefined for the others. */
export const diceSides = (emoji: string): number | undefined => dice.get(emoji.replaceAll('\ufe0f', ''))

export const maxOptions = 12

export const sendDice: Method = (world, params) => {
  const emoji = params.text('emoji') || '🎲'
  const sides = diceSides(emoji)
  if (sides === undefined) throw badRequest('wrong dice emoji specified')
  return send(world, params, { dice: { emoji, value: randomInt(1, sides + 1) } })
}

export const sendPoll: Method = (world, params) => {
  const question = params.text('question') ?? ''
  if (question === '') throw badRequest('poll question must be non-empty')
  const given = params.json('options', 'poll options')
  if (!Array.isArray(given) || given.length < 1) throw badRequest('poll must have at least 1 option')
  if (given.length > maxOptions) throw badRequest(`poll can't have more than ${maxOptions} options`)
  const texts = given.map((option: unknown) => String(isRecord(option) ? option['text'] : option))
  return send(world, params, { poll: pollOf(question, texts) })
}

/** A poll nobody has voted in. */
export const pollOf = (question: string, texts: string[]) => ({
  id: String(randomInt(1e14, 2e14)),
  question,
  options: texts.map((text, index) => ({ persistent_id: String(index), text, voter_count: 0 })),
  total_voter_count: 0,
  is_closed: false,
  is_anonymous: true,
  type: 'regular' as const,
  allows_multiple_answers: false,
  allows_revoting: true,
  members_only: false
})
