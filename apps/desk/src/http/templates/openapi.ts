import { templateKind } from '#domain'
import {
  answer,
  aTime,
  id,
  input,
  list,
  nullableText,
  oneOf,
  ref,
  text,
  whole
} from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'
import { languageAsked, words } from '../search/openapi.js'

export const templateOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/templates',
    id: 'listTemplates',
    tag: 'settings',
    scopes: ['settings:read'],
    summary:
      'The templates in force, by id; with `q` those that have the words, best first. `uses`: how many replies each was.',
    query: {
      q: words,
      category: { type: 'string', minLength: 1, maxLength: 100, examples: ['billing'] },
      language: languageAsked
    },
    status: 200,
    answer: { listOf: 'ListedTemplate' }
  },
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
  ListedTemplate: {
    allOf: [
      ref('PublishedTemplate'),
      answer({ uses: whole, score: { type: ['number', 'null'], minimum: 0 } })
    ],
    examples: [
      {
        ...{ id: 'refund', version: 0, published_at: aTime, ...templateKind.complete(templateKind.example) },
        ...{ uses: 12, score: 4.21 }
      }
    ]
  },
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
