import type { Away, Fault } from '../faults.js'
import { isRecord, isWhole, type JsonRecord, type Params } from '../params.js'
import { type MediaKind, mediaKinds } from '../world/files.js'
import type { Control } from './control.js'
import { ControlError } from './error.js'
import type { Said } from './input.js'
import type { NewPerson } from './people.js'

interface Call {
  /** Changes nothing, so that GET may ask it. */
  reads: boolean
  run: (control: Control, params: Params) => unknown
}

function need<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new ControlError(400, `${name} is missing or of the wrong kind`)
  return value
}
const id = (params: Params, name: string): number => need(params.int(name), name)
const words = (params: Params, name: string): string => need(params.text(name), name)
const flag = (params: Params, name: string): boolean | undefined =>
  params.has(name) ? params.flag(name) : undefined

const by = (params: Params) => ({ user_id: id(params, 'user_id') })
const group = (params: Params) => ({ chat_id: params.int('chat_id') })
const topic = (params: Params) => ({ ...by(params), ...group(params), thread_id: id(params, 'thread_id') })

const person = (params: Params): NewPerson => ({
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

function said(params: Params): Said {
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

const answering = (params: Params) => ({
  reply_to_message_id: params.int('reply_to_message_id'),
  media_group_id: params.text('media_group_id')
})

function fault(params: Params): Fault {
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

function away(params: Params): Away {
  const mode = words(params, 'mode')
  if (mode === 'no' || mode === 'refuse' || mode === 'bad_gateway') return mode
  throw new ControlError(400, 'mode must be one of no, refuse, bad_gateway')
}

function rights(params: Params): Record<string, boolean> {
  const given = need(record(params, 'rights'), 'rights')
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value === true]))
}

const read = (run: Call['run']): Call => ({ reads: true, run })
const write = (run: Call['run']): Call => ({ reads: false, run })

/** Every call of the control, by its name in the path `/sandbox/<name>`. */
export const controlCalls: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['people', read(control => control.people())],
  ['chats', read(control => control.chats())],
  ['topics', read((control, params) => control.topics(group(params)))],
  [
    'messages',
    read((control, params) =>
      control.messages({
        chat_id: id(params, 'chat_id'),
        thread_id: params.int('thread_id'),
        after: params.int('after'),
        before: params.int('before'),
        limit: params.int('limit')
      })
    )
  ],
  ['createCustomer', write((control, params) => control.createCustomer(person(params)))],
  [
    'customerSays',
    write((control, params) =>
      control.customerSays({
        ...by(params),
        ...said(params),
        ...answering(params),
        quote: params.text('quote'),
        forwarded_from: params.text('forwarded_from')
      })
    )
  ],
  [
    'edit',
    write((control, params) =>
      control.edit({ ...by(params), ...group(params), ...said(params), message_id: id(params, 'message_id') })
    )
  ],
  [
    'deleteMessage',
    write((control, params) =>
      control.deleteMessage({ chat_id: id(params, 'chat_id'), message_id: id(params, 'message_id') })
    )
  ],
  ['block', write((control, params) => control.block(by(params)))],
  ['unblock', write((control, params) => control.unblock(by(params)))],
  [
    'createAgent',
    write((control, params) =>
      control.createAgent({ ...person(params), ...group(params), admin: flag(params, 'admin') })
    )
  ],
  [
    'agentSays',
    write((control, params) =>
      control.agentSays({
        ...by(params),
        ...group(params),
        ...said(params),
        ...answering(params),
        thread_id: params.int('thread_id'),
        anonymous: flag(params, 'anonymous')
      })
    )
  ],
  ['closeTopic', write((control, params) => control.closeTopic(topic(params)))],
  ['reopenTopic', write((control, params) => control.reopenTopic(topic(params)))],
  [
    'renameTopic',
    write((control, params) =>
      control.renameTopic({
        ...topic(params),
        name: params.text('name'),
        icon_custom_emoji_id: params.text('icon_custom_emoji_id')
      })
    )
  ],
  [
    'createTopic',
    write((control, params) =>
      control.createTopic({ ...by(params), ...group(params), name: words(params, 'name') })
    )
  ],
  ['deleteTopic', write((control, params) => control.deleteTopic(topic(params)))],
  ['leaveGroup', write((control, params) => control.leaveGroup({ ...by(params), ...group(params) }))],
  [
    'press',
    write((control, params) =>
      control.press({
        ...by(params),
        ...group(params),
        message_id: id(params, 'message_id'),
        data: params.text('data'),
        text: params.text('text')
      })
    )
  ],
  [
    'callbackAnswer',
    read((control, params) =>
      control.callbackAnswer({ callback_query_id: words(params, 'callback_query_id') })
    )
  ],
  [
    'react',
    write((control, params) =>
      control.react({
        ...by(params),
        ...group(params),
        message_id: id(params, 'message_id'),
        emoji: params.text('emoji') || undefined
      })
    )
  ],
  [
    'createGroup',
    write((control, params) =>
      control.createGroup({ title: words(params, 'title'), owner_id: params.int('owner_id') })
    )
  ],
  [
    'setBotRights',
    write((control, params) => control.setBotRights({ ...group(params), rights: rights(params) }))
  ],
  ['restoreBot', write((control, params) => control.restoreBot(group(params)))],
  ['removeBot', write((control, params) => control.removeBot(group(params)))],
  [
    'protect',
    write((control, params) => control.protect({ ...group(params), protected: params.flag('protected') }))
  ],
  [
    'migrate',
    write((control, params) =>
      control.migrate({ ...group(params), keep_topics: flag(params, 'keep_topics') })
    )
  ],
  ['fault', write((control, params) => control.fault(fault(params)))],
  ['faults', read(control => control.faults())],
  ['clearFaults', write(control => control.clearFaults())],
  ['duplicateUpdates', write((control, params) => control.duplicateUpdates({ count: params.int('count') }))],
  ['away', write((control, params) => control.away({ mode: away(params) }))],
  ['limits', write((control, params) => control.limits({ on: need(flag(params, 'on'), 'on') }))],
  [
    'advance',
    write((control, params) => {
      const seconds = need(params.number('seconds'), 'seconds')
      if (seconds < 0) throw new ControlError(400, 'seconds must not be negative')
      return control.advance({ seconds })
    })
  ],
  ['pendingUpdates', read(control => control.pendingUpdates())],
  [
    'log',
    read((control, params) =>
      control.log({
        after: params.int('after'),
        method: params.text('method'),
        chat_id: params.int('chat_id'),
        limit: params.int('limit')
      })
    )
  ],
  ['clearLog', write(control => control.clearLog())]
])
