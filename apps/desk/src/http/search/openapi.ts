import { ticketStatuses } from '#domain'
import { answer, id, list, nullableText, oneOf, several, slugs, text } from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'
import { mostCharacters, searchedKinds } from './searched.js'

export const languageAsked: Schema = {
  type: 'string',
  pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$',
  examples: ['en']
}
export const words: Schema = { type: 'string', maxLength: mostCharacters, examples: ['late parcel'] }

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
  },
  {
    method: 'get',
    path: '/api/v1/articles/search',
    id: 'searchArticles',
    tag: 'search',
    scopes: ['settings:read'],
    summary: 'Articles by words, best first, with the words of theirs that were asked for.',
    query: { q: words, language: languageAsked },
    needs: ['q'],
    status: 200,
    answer: { listOf: 'FoundArticle' }
  },
  {
    method: 'get',
    path: '/api/v1/tickets/{id}/article-suggestions',
    id: 'suggestArticles',
    tag: 'search',
    scopes: ['tickets:read', 'tickets:personal'],
    summary:
      'At most three articles that have the words of the ticket’s title, of the customer’s first messages and of its fields, best first.',
    status: 200,
    answer: { listOf: 'SuggestedArticle' },
    problems: [404]
  }
]

const score: Schema = { type: 'number', minimum: 0, examples: [4.21] }

/** Of tickets the second group, of articles and templates the third. */
export const searchSchemas: { readonly [name: string]: Schema } = {
  FoundArticle: answer({
    id: text,
    title: text,
    summary: text,
    url: nullableText,
    audience: oneOf(['customers', 'agents']),
    score,
    highlights: list(text)
  }),
  SuggestedArticle: answer({ id: text, title: text, summary: text, url: nullableText, score }),
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
