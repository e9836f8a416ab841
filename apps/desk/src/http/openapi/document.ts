import type { JsonObject } from '#kernel'
import { operations } from './operations.js'
import { schemas } from './schemas.js'
import type { Operation, Schema } from './types.js'

const ref = (kind: string, name: string): JsonObject => ({ $ref: `#/components/${kind}/${name}` })
const contentIn = (type: string, schema: Schema): JsonObject => ({ [type]: { schema } })
const json = (schema: Schema): JsonObject => contentIn('application/json', schema)

const reasons: { readonly [status: number]: string } = {
  400: 'A bad query, or a body that is not JSON',
  401: 'No key, or a wrong one',
  403: 'The key lacks a scope, `scope` names it; or the address or another site may not ask',
  404: 'There is no such thing',
  409: 'Refused by the state of things; `type` names the refusal',
  412: 'Another revision by now; `current_revision` names it',
  413: 'A body over 256 KiB; a settings document over 200 KiB, with a calendar over 1 MiB',
  421: 'It came by http and the desk takes only https',
  422: 'A body that breaks a rule, or an Idempotency-Key used with another body',
  503: 'Not now: try again after Retry-After'
}

/** What every call of a kind may answer beside what it says itself. */
function problemsOf({ method, path, scopes, problems = [] }: Operation): number[] {
  const common = path.startsWith('/api/v1') ? [403, 421, 503] : [503]
  if (scopes === null) return common
  const always = [400, 401, 403, 421, ...(method === 'get' ? [] : [413, 422]), ...common]
  return [...new Set([...always, ...problems])].sort()
}

const listParameters = ['cursor', 'limit', 'min_position']

function parametersOf(operation: Operation): JsonObject[] {
  const { method, path, query = {}, answer, ifMatch, ifNoneMatch, secret } = operation
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name: name ?? '',
    in: 'path',
    required: true,
    schema: { type: 'string' }
  }))
  const inQuery = Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema }))
  const isList = typeof answer === 'object' && answer !== null && 'listOf' in answer
  return [
    ...inPath,
    ...inQuery,
    ...(isList ? listParameters.map(name => ref('parameters', name)) : []),
    ...(method === 'get' || secret ? [] : [ref('parameters', 'IdempotencyKey')]),
    ...(ifMatch ? [ref('parameters', 'IfMatch')] : []),
    ...(ifNoneMatch ? [ref('parameters', 'IfNoneMatch')] : [])
  ]
}

function contentOf({ answer }: Operation): JsonObject {
  if (answer === null) return {}
  if (answer === 'text') return { content: { 'text/plain': { schema: { type: 'string' } } } }
  if (typeof answer === 'string') return { content: json(ref('schemas', answer)) }
  if ('file' in answer) return { content: contentIn(answer.file, { type: 'string', format: 'binary' }) }
  const data = { type: 'array', items: ref('schemas', answer.listOf) }
  const page = ref('schemas', 'Page')
  return {
    content: json({ type: 'object', properties: { data, page }, required: ['data', 'page'] })
  }
}

function describe(operation: Operation): JsonObject {
  const {
    method,
    id,
    tag,
    summary,
    body,
    bodyType = 'application/json',
    status,
    scopes,
    ifNoneMatch
  } = operation
  const named = operation.headers ?? []
  const headers =
    method === 'get' && !named.includes('X-Projection-Position') ? [...named, 'X-Projection-Position'] : named
  const success = {
    description: summary,
    ...(headers.length > 0 && tag !== 'health'
      ? { headers: Object.fromEntries(headers.map(name => [name, ref('headers', name)])) }
      : {}),
    ...contentOf(operation)
  }
  const problems = problemsOf(operation).map(problem => [problem, ref('responses', `Problem${problem}`)])
  return {
    operationId: id,
    summary,
    tags: [tag],
    'x-scope': scopes?.length === 1 ? (scopes[0] ?? null) : scopes,
    ...(scopes === null ? { security: [] } : {}),
    parameters: parametersOf(operation),
    ...(body
      ? { requestBody: { required: body !== 'Nothing', content: contentIn(bodyType, ref('schemas', body)) } }
      : {}),
    responses: {
      [status]: success,
      ...(ifNoneMatch && status === 200 ? { 201: success } : {}),
      ...Object.fromEntries(
        Object.entries(operation.also ?? {}).map(([other, schema]) => [
          other,
          { description: summary, content: json(ref('schemas', schema)) }
        ])
      ),
      ...Object.fromEntries(problems)
    }
  }
}

const header = (description: string): JsonObject => ({ description, schema: { type: 'string' } })
const parameter = (
  name: string,
  place: 'query' | 'header',
  description: string,
  schema: Schema
): JsonObject => ({
  name,
  in: place,
  description,
  schema
})

function pathsOf(all: readonly Operation[]): JsonObject {
  const paths: { [path: string]: JsonObject } = {}
  for (const operation of all) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) }
  }
  return paths
}

/** Every call of the desk but the webhook, as OpenAPI 3.1. */
export const openApiDocument: JsonObject = {
  openapi: '3.1.0',
  info: {
    title: 'Topicdesk',
    version: '1',
    summary: 'A support desk whose agents work in Telegram forum topics',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
  },
  servers: [{ url: '/' }],
  security: [{ key: [] }, { basic: [] }],
  paths: pathsOf(operations),
  components: {
    schemas,
    securitySchemes: {
      key: { type: 'http', scheme: 'bearer', description: 'tdk_<id>_<secret>' },
      basic: { type: 'http', scheme: 'basic', description: 'tdk_<id> and the secret: the same key' }
    },
    headers: {
      ETag: header('The revision, as "r<revision>"'),
      Location: header('Where to ask how far it is'),
      'X-Position': header('Where the log stands after this; give it to a GET as min_position'),
      'X-Projection-Position': header('The position of the log that the answer reflects')
    },
    parameters: {
      cursor: parameter('cursor', 'query', 'next_cursor of an answer with the same filters', {
        type: 'string'
      }),
      limit: parameter('limit', 'query', 'At most so many', {
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 25
      }),
      min_position: parameter('min_position', 'query', 'Waits for it, for two seconds at most', {
        type: 'string'
      }),
      IdempotencyKey: parameter(
        'Idempotency-Key',
        'header',
        'The same key and body: the first answer again',
        {
          type: 'string',
          maxLength: 255
        }
      ),
      IfMatch: parameter('If-Match', 'header', 'Only on this revision: "r<revision>"', { type: 'string' }),
      IfNoneMatch: parameter('If-None-Match', 'header', '*: only where nothing is', { type: 'string' })
    },
    responses: Object.fromEntries(
      Object.entries(reasons).map(([status, description]) => [
        `Problem${status}`,
        { description, content: { 'application/problem+json': { schema: ref('schemas', 'Problem') } } }
      ])
    )
  }
}
