import { forgettingCodes } from '#domain'
import {
  answer,
  id,
  input,
  list,
  nullableText,
  nullableWhole,
  oneOf,
  ref,
  text,
  time,
  whole,
  yesNo
} from './schema-parts.js'
import type { Schema } from './types.js'

export const privacySchemas: { readonly [name: string]: Schema } = {
  Who: {
    oneOf: [
      input(['ticket_id'], {
        ticket_id: { type: 'string', description: 'The id of a ticket, or its code.' }
      }),
      input(['telegram_user_id'], { telegram_user_id: { type: 'integer', minimum: 1 } })
    ]
  },
  Forgotten: answer({ forgotten: yesNo }),
  ForgettingAsked: input(['code'], {
    code: oneOf(forgettingCodes),
    case: {
      type: 'string',
      pattern: '^[A-Za-z0-9._/-]{1,64}$',
      description: 'A file number, kept in the clear.'
    }
  }),
  Forgetting: answer({
    code: oneOf(forgettingCodes),
    case: nullableText,
    at: time,
    state: oneOf(['running', 'done']),
    reached: answer({
      remembered_answers: nullableWhole,
      topics: whole,
      topics_left: whole,
      cards: whole,
      cards_left: whole,
      relays_shown: whole
    }),
    disclosed: list(answer({ at: time, what: oneOf(['export', 'audit_bundle']), principal: text }))
  }),
  LegalHoldAsked: input(['reason', 'until'], {
    reason: { type: 'string', minLength: 1, maxLength: 2000 },
    until: time
  }),
  LegalHold: answer({ events: list(ref('EventRef')), customer_id: id('cus'), until: time })
}
