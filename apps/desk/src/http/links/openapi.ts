import { answer, input, slug, text } from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'

export const linkOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/admin/links',
    id: 'makeLink',
    tag: 'admin',
    scopes: ['admin'],
    summary:
      'A link to the bot that chooses the queue, the form and fields of the ticket that whoever follows it opens by their next first message. Holds for 90 days.',
    body: 'LinkRequest',
    status: 201,
    answer: 'Link',
    problems: [422, 503]
  }
]

export const linkSchemas: { readonly [name: string]: Schema } = {
  LinkRequest: input([], {
    queue_id: text,
    form_id: slug,
    fields: { type: 'object', additionalProperties: true, maxProperties: 20 }
  }),
  Link: answer({ payload: text, url: text })
}
