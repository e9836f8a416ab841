import type { ContentPersonal } from '#application'
import { messageKinds } from '#domain'
import {
  answer,
  id,
  list,
  nullable,
  nullableId,
  nullableText,
  nullableWhole,
  oneOf,
  text,
  time,
  whole,
  yesNo
} from './schema-parts.js'
import type { Schema } from './types.js'

const point = {
  latitude: { type: 'number', minimum: -90, maximum: 90 },
  longitude: { type: 'number', minimum: -180, maximum: 180 }
}
const prize = { winner_count: whole, prize: nullableText }

/** `type` and `text`, the line that says it, are with each. */
const contents: { readonly [type in ContentPersonal['type']]: { readonly [name: string]: Schema } } = {
  contact: { phone_number: text, first_name: text, last_name: nullableText, user_id: nullableWhole },
  location: point,
  venue: { ...point, title: text, address: text },
  poll: { question: text, options: list(text) },
  checklist: { title: text, tasks: list(answer({ text, done: yesNo })) },
  dice: { emoji: text, value: whole },
  paid_media: { star_count: whole, media: list(text) },
  game: { title: text, description: text },
  invoice: { title: text, description: text, currency: text, total_amount: { type: 'integer' } },
  story: { chat: text },
  giveaway: prize,
  giveaway_winners: prize
}

const version = {
  text: nullableText,
  content: nullable({
    oneOf: Object.entries(contents).map(([type, fields]) =>
      answer({ type: { const: type }, text: { type: 'string' }, ...fields })
    )
  }),
  file: nullable(answer({ name: nullableText, mime_type: nullableText, size: nullableWhole }))
}

export const messageSchemas: { readonly [name: string]: Schema } = {
  Message: answer({
    id: id('msg'),
    direction: oneOf(['inbound', 'outbound', 'note']),
    author: answer({
      kind: oneOf(['customer', 'agent', 'api', 'bot']),
      id: nullableId('agt'),
      display_name: nullableText
    }),
    kind: oneOf(messageKinds),
    ...version,
    sent_at: time,
    recorded_at: time,
    edits: list(
      answer({
        version: { type: 'integer', minimum: 1 },
        kind: oneOf(messageKinds),
        previous_text: nullableText,
        ...version,
        failed: nullableText,
        sent_at: time,
        recorded_at: time
      })
    ),
    delivery: nullable(
      answer({ state: oneOf(['pending', 'sent', 'failed', 'uncertain', 'withdrawn']), reason: nullableText })
    ),
    revision: whole
  })
}
