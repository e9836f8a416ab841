import type { Away, Fault } from '../faults.js'
import { isRecord, isWhole, type JsonRecord, type Params } from '../params.js'
import { type MediaKind, mediaKinds } from '../world/files.js'
import { ControlError } from './error.js'
import type { Said } from './input.js'
import type { NewPerson } from './people.js'

export function need<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new ControlError(400, `${name} is missing or of the wrong kind`)
  return value
}
export const id = (params: Params, name: string): number => need(params.int(name), name)
export const words = (params: Params, name: string): string => need(params.text(name), name)
export const flag = (params: Params, name: string): boolean | undefined =>
  params.has(name) ? params.flag(name) : undefined

export const by = (params: Params) => ({ user_id: id(params, 'user_id') })
export const group = (params: Params) => ({ chat_id: params.int('chat_id') })
export const topic = (params: Params) => ({
  ...by(params),
  ...group(params),
  thread_id: id(params, 'thread_id')
})

export const person = (params: Params): NewPerson => ({
  first_name: words(params, 'first_name'),
  last_name: params.text('last_name'),
  username: params.text('username'),
  language_code: params.text('language_code')
})

const record = (params: Params, name: string): JsonRecord | undefined => {
  const value = params.json(name, name)
  if (value === undefined) return undefined
  if (!isRecord(value)) throw new ControlError(400, `${name} must be an object`)
  return value
}

const isMediaKind = (value: unknown): value is MediaKind => mediaKinds.some(kind => kind === value)

function media(params: Params): Said['media'] {
  const given = record(params, 'media')
  if (!given) return undefined
  const { kind, name, mime_type, size, duration } = given
  if (!isMediaKind(kind)) throw new ControlError(400, `media.kind must be one of ${mediaKinds.join(', ')}`)
  return {
    kind,
    ...(typeof name === 'string' && { name }),
    ...(typeof mime_type === 'string' && { mime_type }),
    ...(isWhole(size) && { size }),
    ...(isWhole(duration) && { duration })
  }
}

export function said(params: Params): Said {
  const entities = params.json('entities', 'entities')
  const location = record(params, 'location')
  const contact = record(params, 'contact')
  const dice = record(params, 'dice')
  const poll = record(params, 'poll')
  return {
    text: params.text('text'),
    entities: Array.isArray(entities) ? entities : undefined,
    media: media(params),
    location: location && {
      latitude: Number(location['latitude']),
      longitude: Number(location['longitude'])
    },
    contact: contact && {
      phone_number: String(contact['phone_number']),
      first_name: String(contact['first_name']),
      ...(isWhole(contact['user_id']) && { user_id: contact['user_id'] })
    },
    dice: dice && { emoji: String(dice['emoji']), value: Number(dice['value']) },
    poll: poll && {
      question: String(poll['question']),
      options: Array.isArray(poll['options']) ? poll['options'].map(String) : []
    }
  }
}

export const answering = (params: Params) => ({
  reply_to_message_id: params.int('reply_to_message_id'),
  media_group_id: params.text('media_group_id')
})

export function fault(params: Params): Fault {
  const method = params.text('method')
  const chat_id = params.int('chat_id')
  const times = params.int('times')
  const scope = {
    ...(method !== undefined && { method }),
    ...(chat_id !== undefined && { chat_id }),
    ...(times !== undefined && { times })
  }
  const kind = words(params, 'kind')
  switch (kind) {
    case 'lose_answer':
    case 'lose_request':
    case 'http_500':
      return { kind, ...scope }
    case 'slow':
      return { kind, ms: id(params, 'ms'), ...scope }
    case 'error': {
      const given = record(params, 'parameters')
      const { retry_after, migrate_to_chat_id } = given ?? {}
      const parameters = {
        ...(isWhole(retry_after) && { retry_after }),
        ...(isWhole(migrate_to_chat_id) && { migrate_to_chat_id })
      }
      return {
        kind,
        code: id(params, 'code'),
        description: words(params, 'description'),
        ...(given && { parameters }),
        ...scope
      }
    }
    default:
      throw new ControlError(400, 'kind must be one of lose_answer, lose_request, error, slow, http_500')
  }
}

export function away(params: Params): Away {
  const mode = words(params, 'mode')
  if (mode === 'no' || mode === 'refuse' || mode === 'bad_gateway') return mode
  throw new ControlError(400, 'mode must be one of no, refuse, bad_gateway')
}

export function rights(params: Params): Record<string, boolean> {
  const given = need(record(params, 'rights'), 'rights')
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value === true]))
}
