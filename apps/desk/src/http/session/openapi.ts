import { agentRoles, scopes } from '#domain'
import {
  answer,
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

const tag = 'session'

export const sessionOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/session',
    id: 'signIn',
    tag,
    scopes: null,
    summary:
      'Signs in at the console by a code that the bot gave, or by a key: a cookie for twelve hours. 401 `sign_in_failed` where it is wrong, used or old.',
    body: 'SignIn',
    status: 201,
    answer: 'Session',
    problems: [400, 401, 413, 422, 429],
    secret: true
  },
  {
    method: 'get',
    path: '/api/v1/session',
    id: 'getSession',
    tag,
    scopes: [],
    summary: 'Who asks, and what they may.',
    query: { min_position: position },
    status: 200,
    answer: 'Session'
  },
  {
    method: 'delete',
    path: '/api/v1/session',
    id: 'signOut',
    tag,
    scopes: [],
    summary: 'Signs out: the cookie opens nothing any more. 404 for who asks by a key.',
    status: 204,
    answer: null,
    problems: [404],
    secret: true
  },
  {
    method: 'get',
    path: '/api/v1/sessions',
    id: 'listSessions',
    tag,
    scopes: ['admin'],
    summary: 'Everybody who has signed in, the longest first.',
    status: 200,
    answer: { listOf: 'ListedSession' }
  },
  {
    method: 'delete',
    path: '/api/v1/sessions/{id}',
    id: 'endSession',
    tag,
    scopes: ['admin'],
    summary: 'Ends a session: within two seconds no process takes it any more.',
    status: 204,
    answer: null,
    problems: [404]
  }
]

const session: { readonly [name: string]: Schema } = {
  principal: answer({ kind: oneOf(['agent', 'key']), id: text, display_name: nullableText }),
  role: nullable(oneOf(agentRoles)),
  scopes: list(oneOf(scopes)),
  queues: nullable(list(text)),
  expires_at: nullableTime
}

export const sessionSchemas: { readonly [name: string]: Schema } = {
  Session: answer(session),
  ListedSession: answer({ id: text, ...session, begun_at: time }),
  SignIn: {
    ...input([], {
      code: { type: 'string', minLength: 1, maxLength: 200 },
      key: { type: 'string', minLength: 1, maxLength: 512 }
    }),
    oneOf: [{ required: ['code'] }, { required: ['key'] }]
  }
}
