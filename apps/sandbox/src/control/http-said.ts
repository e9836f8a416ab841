import type { Params } from '../params.js'
import { checkEntities } from '../text/entities.js'
import { type MediaKind, mediaKinds } from '../world/files.js'
import { ControlError } from './error.js'
import { field, need, optionalWords, record, whole } from './http-params.js'
import type { Said } from './input.js'

const isMediaKind = (value: unknown): value is MediaKind => mediaKinds.some(kind => kind === value)

function media(params: Params): Said['media'] {
  const given = record(params, 'media', ['kind', 'name', 'mime_type', 'size', 'duration'])
  if (!given) return undefined
  const { kind } = given
  if (!isMediaKind(kind)) throw new ControlError(400, `media.kind must be one of ${mediaKinds.join(', ')}`)
  const name = field.words(given, 'media', 'name')
  const mime_type = field.words(given, 'media', 'mime_type')
  const size = field.whole(given, 'media', 'size')
  const duration = field.whole(given, 'media', 'duration')
  return {
    kind,
    ...(name !== undefined && { name }),
    ...(mime_type !== undefined && { mime_type }),
    ...(size !== undefined && { size }),
    ...(duration !== undefined && { duration })
  }
}

function location(params: Params): Said['location'] {
  const given = record(params, 'location', ['latitude', 'longitude'])
  return (
    given && {
      latitude: field.number(given, 'location', 'latitude'),
      longitude: field.number(given, 'location', 'longitude')
    }
  )
}

function contact(params: Params): Said['contact'] {
  const given = record(params, 'contact', ['phone_number', 'first_name', 'user_id'])
  if (!given) return undefined
  const user_id = field.whole(given, 'contact', 'user_id')
  return {
    phone_number: need(field.words(given, 'contact', 'phone_number'), 'contact.phone_number'),
    first_name: need(field.words(given, 'contact', 'first_name'), 'contact.first_name'),
    ...(user_id !== undefined && { user_id })
  }
}

function dice(params: Params): Said['dice'] {
  const given = record(params, 'dice', ['emoji', 'value'])
  return (
    given && {
      emoji: need(field.words(given, 'dice', 'emoji'), 'dice.emoji'),
      value: field.number(given, 'dice', 'value')
    }
  )
}

function poll(params: Params): Said['poll'] {
  const given = record(params, 'poll', ['question', 'options'])
  if (!given) return undefined
  const options = given['options']
  if (!Array.isArray(options) || !options.every(option => typeof option === 'string')) {
    throw new ControlError(400, 'poll.options must be a list of strings')
  }
  return { question: need(field.words(given, 'poll', 'question'), 'poll.question'), options }
}

function venue(params: Params): Said['venue'] {
  const given = record(params, 'venue', ['latitude', 'longitude', 'title', 'address'])
  return (
    given && {
      latitude: field.number(given, 'venue', 'latitude'),
      longitude: field.number(given, 'venue', 'longitude'),
      title: need(field.words(given, 'venue', 'title'), 'venue.title'),
      address: need(field.words(given, 'venue', 'address'), 'venue.address')
    }
  )
}

function checklist(params: Params): Said['checklist'] {
  const given = record(params, 'checklist', ['title', 'tasks'])
  if (!given) return undefined
  const tasks = given['tasks']
  if (!Array.isArray(tasks) || !tasks.every(task => typeof task === 'string')) {
    throw new ControlError(400, 'checklist.tasks must be a list of strings')
  }
  return { title: need(field.words(given, 'checklist', 'title'), 'checklist.title'), tasks }
}

function paidMedia(params: Params): Said['paid_media'] {
  const given = record(params, 'paid_media', ['star_count'])
  return given && { star_count: field.number(given, 'paid_media', 'star_count') }
}

/** What somebody says, with every part of the kind it has to be. */
export function said(params: Params): Said {
  const text = optionalWords(params, 'text')
  const entities = params.json('entities', 'entities') ?? undefined
  return {
    text,
    entities: entities === undefined ? undefined : checkEntities(text ?? '', entities),
    media: media(params),
    location: location(params),
    contact: contact(params),
    dice: dice(params),
    poll: poll(params),
    venue: venue(params),
    checklist: checklist(params),
    paid_media: paidMedia(params)
  }
}

export const answering = (params: Params) => ({
  reply_to_message_id: whole(params, 'reply_to_message_id', 1),
  quote: optionalWords(params, 'quote'),
  media_group_id: optionalWords(params, 'media_group_id'),
  forwarded_from: optionalWords(params, 'forwarded_from')
})
