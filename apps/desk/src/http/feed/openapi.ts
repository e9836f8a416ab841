import { publicTypePatterns, publicTypes } from '#domain'
import {
  answer,
  eventCursor,
  id,
  list,
  nullable,
  nullableId,
  nullableText,
  nullableTime,
  nullableWhole,
  oneOf,
  position,
  ref,
  several,
  slugs,
  text,
  time,
  whole,
  yesNo
} from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'

const types = several(publicTypePatterns)
const limit: Schema = { type: 'integer', minimum: 1, maximum: 100, default: 25 }

/** What an event outside says, but for the thread. */
export const publicEventFields = {
  event: answer({ id: text, revision: whole, actor: text }),
  previous_event_id: nullableText,
  ticket: nullable(ref('Ticket')),
  changed: { type: 'object', additionalProperties: answer({ from: {}, to: {} }) },
  message_id: nullableId('msg'),
  messages_url: nullableText,
  sla: nullable(answer({ metric: text, instance: whole, target_s: nullableWhole, at: nullableTime })),
  template: nullable(answer({ id: text, version: whole, text: nullableText })),
  customer: nullable(answer({ id: nullableId('cus') })),
  agent: nullable(answer({ id: id('agt'), until: nullableTime })),
  setting: nullable(answer({ kind: text, id: text, version: whole })),
  alert: nullable(
    answer({
      name: text,
      state: oneOf(['began', 'ended']),
      at: time,
      began_at: time,
      details: { type: ['object', 'null'], additionalProperties: true }
    })
  )
} satisfies { readonly [name: string]: Schema }

/** There only of `rule.fired`: whose rule it is, and what was typed where it answers a command. */
export const ofRules = {
  rule: answer({ id: text, version: whole }),
  command: nullable(answer({ name: text, arguments: nullableText }))
}

/** `article` is there only of an article that was linked. */
export const eventData = (fields: { readonly [name: string]: Schema }): Schema => ({
  ...answer(fields),
  properties: { ...fields, article: answer({ id: text }), ...ofRules }
})

export const feedSchemas: { readonly [name: string]: Schema } = {
  PublicEvent: answer({ type: oneOf(publicTypes), timestamp: time, data: eventData(publicEventFields) }),
  PublicEvents: answer({
    data: list(ref('PublicEvent')),
    page: answer({ next_cursor: text, end: yesNo })
  })
}

export const feedOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/events',
    id: 'listEvents',
    tag: 'feed',
    scopes: ['tickets:read'],
    summary:
      'What has happened, in order, from the beginning or behind a cursor; `end` when there is no more.',
    query: { after: eventCursor, types, limit, min_position: position },
    status: 200,
    answer: 'PublicEvents'
  },
  {
    method: 'get',
    path: '/api/v1/stream',
    id: 'streamEvents',
    tag: 'feed',
    scopes: ['tickets:read'],
    summary:
      'What happens, as server-sent events: `id` is a cursor, `data` a PublicEvent. Begins with what comes now, or behind `after` or `Last-Event-ID`.',
    query: { after: eventCursor, types, queue: slugs },
    lastEventId: true,
    problems: [422],
    status: 200,
    answer: { file: 'text/event-stream' }
  }
]
