import { randomInt } from 'node:crypto'
import { badRequest } from '../api-error.js'
import type { Params } from '../params.js'
import type { Method } from './method.js'
import { send } from './send.js'

function point(params: Params) {
  const latitude = params.number('latitude')
  const longitude = params.number('longitude')
  if (latitude === undefined || Math.abs(latitude) > 90) throw badRequest('latitude is empty')
  if (longitude === undefined || Math.abs(longitude) > 180) throw badRequest('longitude is empty')
  return { latitude, longitude }
}

/** A number that may be left out, or be 0, which is the same. */
function between(params: Params, name: string, least: number, most: number): { [name: string]: number } {
  const value = params.number(name) ?? 0
  const given = params.has(name) && value !== 0
  if (params.has(name) && params.number(name) === undefined) throw badRequest(`wrong ${name} specified`)
  if (given && (value < least || value > most)) throw badRequest(`wrong ${name} specified`)
  return given ? { [name]: value } : {}
}

const forever = 0x7fffffff
const livePeriod = (params: Params) =>
  params.int('live_period') === forever
    ? { live_period: forever }
    : between(params, 'live_period', 60, 86_400)

export const sendLocation: Method = (world, params) => {
  const live = livePeriod(params)
  const location = {
    ...point(params),
    ...between(params, 'horizontal_accuracy', 0, 1500),
    ...live,
    ...(live.live_period && {
      ...between(params, 'heading', 1, 360),
      ...between(params, 'proximity_alert_radius', 1, 100_000)
    })
  }
  return send(world, params, { location })
}

/** Words that are shown as they were given, where they were. */
const words = (params: Params, ...names: string[]): { [name: string]: string } =>
  Object.fromEntries(
    names.flatMap(name => {
      const value = params.text(name)
      return value ? [[name, value]] : []
    })
  )

export const sendVenue: Method = (world, params) => {
  const location = point(params)
  const title = params.text('title') ?? ''
  const address = params.text('address') ?? ''
  if (title === '' || address === '') throw badRequest('VENUE_TITLE_INVALID')
  const places = words(params, 'foursquare_id', 'foursquare_type', 'google_place_id', 'google_place_type')
  return send(world, params, { location, venue: { location, title, address, ...places } })
}

export const sendContact: Method = (world, params) => {
  const phone_number = params.text('phone_number') ?? ''
  const first_name = params.text('first_name') ?? ''
  if (phone_number === '') throw badRequest('phone number is empty')
  if (first_name === '') throw badRequest('first name is empty')
  const more = words(params, 'last_name', 'vcard')
  return send(world, params, { contact: { phone_number, first_name, ...more } })
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

export const sendDice: Method = (world, params) => {
  const emoji = params.text('emoji') || '🎲'
  const sides = diceSides(emoji)
  if (sides === undefined) throw badRequest('wrong dice emoji specified')
  return send(world, params, { dice: { emoji, value: randomInt(1, sides + 1) } })
}
