import { ticketStatuses } from '#domain'
import { id, list, nullableText, oneOf, several, slugs, text } from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'
import { mostCharacters, searchedKinds } from './searched.js'

const words: Schema = { type: 'string', maxLength: mostCharacters, examples: ['late parcel'] }

export const searchOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/search',
    id: 'search',
    tag: 'search',
    scopes: ['tickets:read'],
    summary:
      'Tickets, articles and templates by words, best first. Tickets by code, tags, title and the customer’s name or username, the last two only with `tickets:personal`. `status` and `queue` are of tickets.',
    query: { q: words, in: several(searchedKinds), status: several(ticketStatuses), queue: slugs },
    needs: ['q'],
    status: 200,
    answer: { listOf: 'Hit' }
  }
]

const score: Schema = { type: 'number', minimum: 0, examples: [4.21] }

/** Of tickets the second group, of articles and templates the third. */
export const searchSchemas: { readonly [name: string]: Schema } = {
  Hit: {
    type: 'object',
    required: ['kind', 'id', 'score'],
    properties: {
      kind: oneOf(['ticket', 'article', 'template']),
      id: { anyOf: [id('tkt'), text] },
      score,
      code: { type: 'string', examples: ['7K3Q-X9M2'] },
      status: oneOf(ticketStatuses),
      queue_id: text,
      title: text,
      summary: text,
      url: nullableText,
      shortcode: text,
      category: nullableText,
      languages: list(text)
    }
  }
}
