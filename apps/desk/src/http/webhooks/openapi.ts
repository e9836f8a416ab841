import { publicTypePatterns, publicTypes } from '#domain'
import { eventData, ofRules, publicEventFields } from '../feed/openapi.js'
import {
  answer,
  id,
  input,
  list,
  nullable,
  nullableText,
  nullableTime,
  nullableWhole,
  oneOf,
  position,
  ref,
  text,
  time,
  whole,
  yesNo
} from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'

const tag = 'webhooks'
const scopes = ['webhooks:manage'] as const
const base = { tag, scopes } as const
const at = '/api/v1/webhooks/{id}' as const
const many = { minItems: 1, maxItems: 50, uniqueItems: true }

const errand = (path: string, name: string, summary: string): Operation => ({
  ...base,
  method: 'post',
  path: `${at}/${path}`,
  id: name,
  summary,
  body: 'Nothing',
  status: 202,
  answer: 'Webhook',
  headers: ['X-Position'],
  problems: [404]
})

export const webhookOperations: readonly Operation[] = [
  {
    ...base,
    method: 'post',
    path: '/api/v1/webhooks',
    id: 'registerWebhook',
    summary:
      'An endpoint that is told what happens from now on, once it has answered a verification. The secret is shown only in this answer.',
    body: 'WebhookAsked',
    status: 201,
    answer: 'NewWebhook',
    headers: ['X-Position'],
    secret: true
  },
  {
    ...base,
    method: 'get',
    path: '/api/v1/webhooks',
    id: 'listWebhooks',
    summary: 'The endpoints, oldest first.',
    status: 200,
    answer: { listOf: 'Webhook' }
  },
  {
    ...base,
    method: 'get',
    path: at,
    id: 'getWebhook',
    summary: 'An endpoint, and how it stands.',
    query: { min_position: position },
    status: 200,
    answer: 'Webhook',
    problems: [404]
  },
  {
    ...base,
    method: 'patch',
    path: at,
    id: 'changeWebhook',
    summary: 'Changes what is given. Another url must be verified again.',
    body: 'WebhookChange',
    status: 200,
    answer: 'Webhook',
    headers: ['X-Position'],
    problems: [404]
  },
  {
    ...base,
    method: 'delete',
    path: at,
    id: 'removeWebhook',
    summary: 'Ends it, with its address, its secret and all that was kept for it.',
    status: 204,
    answer: null,
    headers: ['X-Position'],
    problems: [404, 409]
  },
  {
    ...base,
    method: 'post',
    path: `${at}/secret-rotations`,
    id: 'rotateWebhookSecret',
    summary: 'Another secret, shown only in this answer; both sign for overlap_s more.',
    body: 'WebhookRotation',
    status: 200,
    answer: 'WebhookSecret',
    headers: ['X-Position'],
    problems: [404],
    secret: true
  },
  errand('verifications', 'verifyWebhook', 'Asks it once more whether it wants this.'),
  errand('tests', 'testWebhook', 'Sends a webhook.test.'),
  {
    ...errand(
      'resumptions',
      'resumeWebhook',
      'Goes on with what waits; whoever asks answers for it from now on.'
    ),
    status: 200
  },
  {
    ...errand(
      'replays',
      'replayWebhook',
      'Sends again what was sent or given up: of a time, behind a cursor, or only what was given up.'
    ),
    body: 'WebhookReplay'
  },
  {
    ...base,
    method: 'get',
    path: `${at}/deliveries`,
    id: 'listWebhookDeliveries',
    summary: 'What was sent, newest first: the bytes that were signed, and each attempt. Kept for 30 days.',
    query: { state: oneOf(['pending', 'delivered', 'given_up']) },
    status: 200,
    answer: { listOf: 'WebhookDelivery' },
    problems: [404]
  }
]

const events: Schema = list(oneOf(publicTypePatterns), many)
const aUrl: Schema = { type: 'string', minLength: 1, maxLength: 2000, examples: ['https://example.com/hook'] }
const asked: { readonly [name: string]: Schema } = {
  name: { type: 'string', minLength: 1, maxLength: 200 },
  url: aUrl,
  events,
  queues: nullable(list({ ...text, examples: ['general'] }, many)),
  payload: { ...oneOf(['full', 'thin']), default: 'full' },
  personal: { ...yesNo, default: false },
  timeout_s: { type: 'integer', minimum: 1, maximum: 30, default: 30 },
  retry_first_s: { type: 'integer', minimum: 5, maximum: 10, default: 5 },
  description: { type: ['string', 'null'], minLength: 1, maxLength: 2000 }
}
const webhook: { readonly [name: string]: Schema } = {
  id: id('whk'),
  name: text,
  description: nullableText,
  url: text,
  events: list(text),
  queues: nullable(list(text)),
  payload: oneOf(['full', 'thin']),
  personal: yesNo,
  timeout_s: whole,
  retry_first_s: whole,
  state: oneOf(['unverified', 'active', 'degraded', 'paused']),
  paused: nullable(answer({ cause: oneOf(['gone', 'failing', 'owner_ended']), at: nullableTime })),
  owner: text,
  created_at: time
}

const { event, customer, agent, setting, alert } = publicEventFields
const thinData = {
  ...{ event, customer, agent, setting, alert },
  ticket: nullable(answer({ id: id('tkt'), code: text, url: text }))
}

export const webhookSchemas: { readonly [name: string]: Schema } = {
  Webhook: answer(webhook),
  NewWebhook: answer({ ...webhook, secret: text }),
  WebhookAsked: input(['name', 'url', 'events'], asked),
  WebhookChange: input([], asked),
  WebhookRotation: input([], { overlap_s: { type: 'integer', minimum: 0, maximum: 2_592_000, default: 0 } }),
  WebhookSecret: answer({ secret: text }),
  WebhookReplay: {
    ...input([], {
      from: time,
      to: nullableTime,
      only: oneOf(['given_up']),
      after: { type: 'string', minLength: 1, maxLength: 1000 }
    }),
    examples: [{ only: 'given_up' }]
  },
  WebhookBody: answer({
    type: oneOf(publicTypes),
    timestamp: time,
    data: eventData({ ...publicEventFields, messages: list(ref('Message')), messages_truncated: yesNo })
  }),
  ThinWebhookBody: answer({
    type: oneOf(publicTypes),
    timestamp: time,
    data: { ...answer(thinData), properties: { ...thinData, ...ofRules } }
  }),
  WebhookVerification: answer({
    type: oneOf(['webhook.verification']),
    timestamp: time,
    data: answer({ event: answer({ id: text }), challenge: text })
  }),
  WebhookTest: answer({
    type: oneOf(['webhook.test']),
    timestamp: time,
    data: answer({ event: answer({ id: text }), test: yesNo })
  }),
  WebhookDelivery: answer({
    id: text,
    type: text,
    state: oneOf(['pending', 'delivered', 'given_up']),
    attempts: list(
      answer({
        at: nullableTime,
        status: nullableWhole,
        duration_ms: nullableWhole,
        answer: nullableText,
        error: nullableText
      })
    ),
    body: nullableText
  })
}
