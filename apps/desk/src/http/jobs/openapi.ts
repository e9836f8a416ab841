import { ticketFilterField } from '#domain'
import { isJsonObject } from '#kernel'
import { answer, id, list, nullableText, oneOf } from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'
import { type TicketCall, ticketCalls } from '../tickets/ticket-calls.js'

export const jobOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/tickets/bulk',
    id: 'bulk',
    tag: 'tickets',
    scopes: ['tickets:write'],
    summary:
      'One command on up to 500 tickets, by their ids or by a filter as it fits now: a job, which `Location` tells of. `type` and fields are those of the command’s path and body.',
    body: 'BulkCommand',
    status: 202,
    answer: 'JobTaken',
    headers: ['Location']
  },
  {
    method: 'get',
    path: '/api/v1/jobs/{id}',
    id: 'getJob',
    tag: 'tickets',
    scopes: ['tickets:read'],
    summary:
      'How far a job is: what came of each ticket so far, in their order. Kept for a day after its end. One’s own; those of others need `tickets:write` for all queues.',
    query: {},
    status: 200,
    answer: 'Job',
    problems: [404]
  }
]

/** The body of a command, with its type. */
function withType(path: string, schema: Schema): Schema {
  const { oneOf: ways, properties, required, minProperties } = schema
  if (!isJsonObject(properties))
    return { oneOf: (Array.isArray(ways) ? ways : []).filter(isJsonObject).map(way => withType(path, way)) }
  return {
    ...schema,
    properties: { type: { const: path }, ...properties },
    required: ['type', ...(Array.isArray(required) ? required : [])],
    ...(typeof minProperties === 'number' ? { minProperties: minProperties + 1 } : {})
  }
}

const commands = ticketCalls.map(({ path, body }: TicketCall) => withType(path, body.schema))

export const jobSchemas: { readonly [name: string]: Schema } = {
  BulkCommand: {
    type: 'object',
    properties: {
      ids: list(id('tkt'), { minItems: 1, maxItems: 500, uniqueItems: true }),
      filter: ticketFilterField.schema,
      command: { oneOf: commands }
    },
    required: ['command'],
    oneOf: [{ required: ['ids'] }, { required: ['filter'] }],
    additionalProperties: false,
    examples: [
      {
        filter: { tag: 'outage', status: ['open', 'in_progress'] },
        command: { type: 'tag-changes', add: ['told'] }
      }
    ]
  },
  JobTaken: answer({ id: id('job') }),
  Job: answer({
    id: id('job'),
    state: oneOf(['running', 'done', 'failed']),
    results: list(answer({ ticket_id: id('tkt'), status: { type: 'integer' }, type: nullableText }))
  })
}
