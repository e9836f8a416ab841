import {
  answer,
  list,
  nullable,
  nullableText,
  oneOf,
  text,
  time,
  whole,
  yesNo
} from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'

export const formOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/tickets/{id}/form',
    id: 'getTicketForm',
    tag: 'tickets',
    scopes: ['tickets:read'],
    summary: 'The last form that the customer was asked by, with what was answered so far.',
    status: 200,
    answer: 'TicketForm',
    problems: [404]
  }
]

export const formSchemas: { readonly [name: string]: Schema } = {
  TicketForm: answer({
    form_id: text,
    version: whole,
    state: oneOf(['running', 'finished', 'abandoned']),
    cause: nullable(oneOf(['person', 'timeout', 'ticket_over', 'undelivered'])),
    question: nullableText,
    started_at: time,
    ended_at: nullable(time),
    answers: list(
      answer({
        field: text,
        label: { type: 'object', additionalProperties: { type: 'string' } },
        state: oneOf(['answered', 'skipped']),
        value: {},
        flagged: yesNo
      })
    )
  })
}
