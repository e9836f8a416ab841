import {
  answer,
  id,
  list,
  nullable,
  nullableText,
  nullableWhole,
  oneOf,
  text,
  time,
  whole,
  yesNo
} from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'

export const decisionOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/tickets/{id}/decisions',
    id: 'listDecisions',
    tag: 'tickets',
    scopes: ['tickets:read'],
    summary: 'What the desk did with a ticket by itself, each with what it was decided from.',
    status: 200,
    answer: { listOf: 'Decision' },
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/queues/{id}/agents',
    id: 'listQueueAgents',
    tag: 'queues',
    scopes: ['agents:read'],
    summary: 'Who may get the tickets of a queue, and why not.',
    status: 200,
    answer: { listOf: 'QueueAgent' },
    problems: [404]
  }
]

const whyNot: Schema = nullable(oneOf(['away', 'busy', 'at_capacity', 'lacks_skill', 'passed']))
const standing = { eligible: yesNo, why_not: whyNot, load: whole, limit: nullableWhole }

export const decisionSchemas: { readonly [name: string]: Schema } = {
  Decision: answer({
    at: time,
    kind: oneOf(['routing', 'rule', 'sla', 'suggestion']),
    what: text,
    by: nullable(answer({ id: text, version: nullableWhole })),
    chosen: nullableText,
    because: text,
    candidates: list(answer({ id: id('agt'), display_name: nullableText, ...standing, skills: list(text) })),
    more_candidates: whole,
    matched: nullable(list(answer({ field: text, terms: list(text) }))),
    event_id: text
  }),
  QueueAgent: answer({ id: id('agt'), display_name: nullableText, ...standing })
}
