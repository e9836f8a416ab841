import { scopes } from '#domain'
import {
  answer,
  id,
  input,
  list,
  nullable,
  nullableText,
  nullableTime,
  oneOf,
  position,
  text,
  time
} from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'

const tag = 'keys'
const needs = ['keys:manage'] as const
const many = { minItems: 1, maxItems: 100, uniqueItems: true }

export const keyOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/api-keys',
    id: 'issueApiKey',
    tag,
    scopes: needs,
    summary: 'A key, shown only in this answer. It gets no more than the key that asks has itself.',
    body: 'ApiKeyAsked',
    status: 201,
    answer: 'NewApiKey',
    headers: ['X-Position'],
    secret: true
  },
  {
    method: 'get',
    path: '/api/v1/api-keys',
    id: 'listApiKeys',
    tag,
    scopes: needs,
    summary:
      'The keys, those that have ended too, oldest first. The admin key of the setting is none of them.',
    status: 200,
    answer: { listOf: 'ApiKey' }
  },
  {
    method: 'get',
    path: '/api/v1/api-keys/{id}',
    id: 'getApiKey',
    tag,
    scopes: needs,
    summary: 'A key: what it may, and how it stands.',
    query: { min_position: position },
    status: 200,
    answer: 'ApiKey',
    problems: [404]
  },
  {
    method: 'post',
    path: '/api/v1/api-keys/{id}/rotations',
    id: 'rotateApiKey',
    tag,
    scopes: needs,
    summary:
      'The key anew under the same id, shown only in this answer; the former one holds for overlap_s more.',
    body: 'ApiKeyRotation',
    status: 200,
    answer: 'NewApiKey',
    headers: ['X-Position'],
    problems: [404, 409],
    secret: true
  },
  {
    method: 'delete',
    path: '/api/v1/api-keys/{id}',
    id: 'revokeApiKey',
    tag,
    scopes: needs,
    summary: 'Ends a key: within two seconds no process takes it any more.',
    status: 204,
    answer: null,
    headers: ['X-Position'],
    problems: [404]
  },
  {
    method: 'post',
    path: '/api/v1/admin/api-keys',
    id: 'newApiKey',
    tag: 'admin',
    scopes: ['admin'],
    summary: 'One more key that may everything, shown only in this answer.',
    body: 'Nothing',
    status: 201,
    answer: 'NewApiKey',
    headers: ['X-Position'],
    secret: true
  }
]

const key: { readonly [name: string]: Schema } = {
  id: id('key'),
  name: nullableText,
  scopes: list(oneOf(scopes)),
  queues: nullable(list(text)),
  cidrs: nullable(list(text)),
  created_at: time,
  created_by: text,
  expires_at: nullableTime,
  last_used_on: { type: ['string', 'null'], format: 'date' },
  state: oneOf(['active', 'rotating', 'expired', 'revoked'])
}

export const keySchemas: { readonly [name: string]: Schema } = {
  ApiKey: answer(key),
  NewApiKey: answer({ ...key, key: text }),
  ApiKeyAsked: input(['name', 'scopes'], {
    name: { type: 'string', minLength: 1, maxLength: 200 },
    scopes: list(oneOf(scopes), many),
    queues: nullable(list(text, many)),
    cidrs: nullable(list(text, many)),
    expires_at: nullableTime
  }),
  ApiKeyRotation: input([], { overlap_s: { type: 'integer', minimum: 0, maximum: 2_592_000, default: 0 } })
}
