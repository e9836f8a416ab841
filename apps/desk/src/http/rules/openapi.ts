import { ruleKind } from '#domain'
import { answer, id, list, nullable, oneOf, text, time, whole, yesNo } from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'

export const ruleOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/rules/simulations',
    id: 'simulateRule',
    tag: 'settings',
    scopes: ['settings:read', 'tickets:read'],
    summary:
      'What a draft of a rule would have done with the tickets opened in a period. 202 with Location where it takes longer; nothing is written.',
    body: 'RuleSimulation',
    status: 202,
    also: { 200: 'RuleSimulated' },
    answer: 'RuleSimulated',
    headers: ['Location']
  },
  {
    method: 'get',
    path: '/api/v1/rules/simulations/{id}',
    id: 'getRuleSimulation',
    tag: 'settings',
    scopes: ['settings:read', 'tickets:read'],
    summary: 'How far a simulation of a rule is, and what came of it. Kept for a day.',
    query: {},
    status: 200,
    answer: 'RuleSimulated',
    problems: [404]
  }
]

const acts = list(answer({ at: time, on: text, actions: list(text), held_back: yesNo }))

export const ruleSchemas: { readonly [name: string]: Schema } = {
  RuleSimulation: {
    type: 'object',
    properties: { from: time, to: time, rule_id: text, rule: ruleKind.schema },
    required: ['from', 'to', 'rule_id', 'rule'],
    additionalProperties: false,
    examples: [
      { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', rule_id: 'urgent', rule: ruleKind.example }
    ]
  },
  RuleSimulated: answer({
    id: id('job'),
    rule_id: text,
    from: time,
    to: time,
    state: oneOf(['running', 'done', 'failed']),
    sum: nullable({
      type: 'object',
      properties: {
        ticket_count: whole,
        changed_count: whole,
        unknown_count: whole,
        acted: answer({ before: whole, after: whole })
      }
    }),
    tickets: list(answer({ ticket_id: id('tkt'), before: acts, after: acts, unknown: yesNo }))
  })
}
