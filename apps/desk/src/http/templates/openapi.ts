import { answer, id, input, list, nullableText, oneOf, text, whole } from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'

export const templateOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/templates/{id}/renderings',
    id: 'renderTemplate',
    tag: 'settings',
    scopes: ['settings:read', 'tickets:read'],
    summary:
      'What a template would say in a ticket, in the customer’s language. Nothing is sent. Without `tickets:personal` what is about the customer has no value.',
    body: 'RenderingAsked',
    status: 200,
    answer: 'Rendering',
    problems: [404]
  }
]

const entityTypes = [
  ...['bold', 'italic', 'underline', 'strikethrough', 'spoiler'],
  ...['code', 'pre', 'blockquote', 'text_link']
]

export const templateSchemas: { readonly [name: string]: Schema } = {
  RenderingAsked: input(['ticket_id'], { ticket_id: id('tkt'), agent_id: id('agt') }),
  Rendering: answer({
    text,
    entities: list({
      type: 'object',
      required: ['type', 'offset', 'length'],
      properties: { type: oneOf(entityTypes), offset: whole, length: whole, url: nullableText }
    }),
    missing: list({ type: 'string', examples: ['agent.name'] })
  })
}
