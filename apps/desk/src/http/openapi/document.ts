import { STATUS_CODES } from 'node:http'
import type { Json, JsonObject } from '#kernel'
import { deprecationOf } from '../api/deprecations.js'
import { descriptionOf } from './descriptions.js'
import { exampleOf } from './examples.js'
import { operations } from './operations.js'
import { parametersOf, ref } from './parameters.js'
import { eventCursor, position } from './schema-parts.js'
import { schemas } from './schemas.js'
import type { Operation, Schema } from './types.js'

/** With an example where it is JSON or text. */
const contentIn = (type: string, schema: Schema, example: Json = exampleOf(schema)): JsonObject => ({
  [type]: schema['format'] === 'binary' ? { schema } : { schema, example }
})
const json = (schema: Schema): JsonObject => contentIn('application/json', schema)

const reasons: { readonly [status: number]: string } = {
  400: 'A bad query, or a body that is not JSON',
  401: 'No key, or a wrong one',
  403: 'The key lacks a scope, `scope` names it; or the address or another site may not ask',
  404: 'There is no such thing',
  409: 'Refused by the state of things; `type` names the refusal',
  412: 'Another revision by now; `current_revision` names it',
  413: 'A body over 256 KiB; a settings document over 200 KiB, with a calendar over 1 MiB; an import over 16 MiB',
  421: 'It came by http and the desk takes only https',
  422: 'A body that breaks a rule, or an Idempotency-Key used with another body',
  429: 'The key has used up what `desk/limits` allows it, or the address has tried too many wrong keys',
  431: 'The address and the headers have more than 16 KiB together',
  503: 'Not now: try again after Retry-After'
}

/** An example of each status. */
const problemTypes: { readonly [status: number]: string } = {
  400: 'bad_query',
  401: 'unauthorized',
  403: 'missing_scope',
  404: 'not_found',
  409: 'ticket_closed',
  412: 'precondition_failed',
  413: 'body_too_large',
  421: 'https_required',
  422: 'invalid_body',
  429: 'quota-exceeded',
  431: 'headers_too_large',
  503: 'unavailable'
}

/** What every call of a kind may answer beside what it says itself. */
function problemsOf({ method, path, scopes, problems = [] }: Operation): number[] {
  const common = path.startsWith('/api/v1') ? [403, 421, 431, 503] : [431, 503]
  if (scopes === null) return [...new Set([...common, ...problems])].sort()
  const always = [400, 401, 403, 421, 429, ...(method === 'get' ? [] : [413, 422]), ...common]
  return [...new Set([...always, ...problems])].sort()
}

function contentOf({ answer }: Operation): JsonObject {
  if (answer === null) return {}
  if (answer === 'text')
    return { content: contentIn('text/plain', { type: 'string' }, 'topicdesk_updates_total 42') }
  if (typeof answer === 'string') return { content: json(ref('schemas', answer)) }
  if ('file' in answer) return { content: contentIn(answer.file, { type: 'string', format: 'binary' }) }
  const data = { type: 'array', items: ref('schemas', answer.listOf) }
  const properties = { data, page: ref('schemas', 'Page'), ...answer.beside }
  return {
    content: json({ type: 'object', properties, required: Object.keys(properties) })
  }
}

const isPage = ({ answer }: Operation): boolean =>
  answer === 'PublicEvents' || (typeof answer === 'object' && answer !== null && 'listOf' in answer)

function describe(operation: Operation): JsonObject {
  const {
    method,
    id,
    tag,
    summary,
    body,
    bodyType = 'application/json',
    form,
    status,
    scopes,
    ifNoneMatch
  } = operation
  const deprecation = deprecationOf(method, operation.path)
  const named = [...(operation.headers ?? []), ...(deprecation ? ['Deprecation', 'Sunset'] : [])]
  const headers =
    method === 'get' && !named.includes('X-Projection-Position')
      ? [...named, 'X-Projection-Position', ...(isPage(operation) ? ['Link'] : [])]
      : named
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
    ...(deprecation ? { deprecated: true } : {}),
    description: descriptionOf(operation),
    tags: [tag],
    'x-scope': scopes?.length === 1 ? (scopes[0] ?? null) : scopes,
    ...(scopes === null ? { security: [] } : {}),
    parameters: parametersOf(operation),
    ...(body
      ? {
          requestBody: {
            required: body !== 'Nothing',
            content: {
              ...contentIn(bodyType, ref('schemas', body)),
              ...(form && contentIn('multipart/form-data', ref('schemas', form)))
            }
          }
        }
      : {}),
    responses: {
      [status]: success,
      ...(ifNoneMatch && status === 200 ? { 201: success } : {}),
      ...(method === 'get' && named.includes('ETag') ? { 304: ref('responses', 'NotModified') } : {}),
      ...Object.fromEntries(
        Object.entries(operation.also ?? {}).map(([other, schema]) => [
          other,
          { ...success, content: json(ref('schemas', schema)) }
        ])
      ),
      ...Object.fromEntries(problems)
    }
  }
}

const entityTag = '(?:W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"'
const etags: Schema = {
  type: 'string',
  pattern: `^(?:\\*|${entityTag}(?:\\s*,\\s*${entityTag})*)$`,
  examples: ['"r34"']
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
  schema,
  example: exampleOf(schema)
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
  security: [{ key: [] }, { basic: [] }, { session: [] }],
  paths: pathsOf(operations),
  webhooks: {
    event: {
      post: {
        operationId: 'told',
        summary:
          'What an endpoint is sent: signed by Standard Webhooks 1.0, thin or full as it was registered.',
        security: [],
        parameters: ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(name => ({
          name,
          in: 'header',
          required: true,
          schema: { type: 'string' }
        })),
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                anyOf: ['WebhookBody', 'ThinWebhookBody', 'WebhookVerification', 'WebhookTest'].map(name =>
                  ref('schemas', name)
                )
              }
            }
          }
        },
        responses: { 204: { description: 'Taken; any 2xx will do' } }
      }
    }
  },
  components: {
    schemas,
    securitySchemes: {
      key: { type: 'http', scheme: 'bearer', description: 'tdk_<id>_<secret>' },
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: '__Host-desk',
        description: 'Of the console; on a loopback address its name is desk'
      },
      basic: { type: 'http', scheme: 'basic', description: 'tdk_<id> and the secret: the same key' }
    },
    headers: {
      ETag: header('The revision, as "r<revision>"'),
      Link: header('Of a list: the next page, rel="next"; absent where this is the last'),
      Deprecation: header('Since when there is a better call, as @<seconds since 1970> (RFC 9745)'),
      Sunset: header('When this one may be gone (RFC 8594)'),
      Location: header('Where to ask how far it is'),
      'X-Position': header('Where the log stands after this; give it to a GET as min_position'),
      'X-Projection-Position': header('The position of the log that the answer reflects')
    },
    parameters: {
      cursor: parameter('cursor', 'query', 'next_cursor of an answer with the same filters', {
        type: 'string',
        minLength: 1,
        maxLength: 2000,
        examples: ['b2xkZXI.9f31']
      }),
      limit: parameter('limit', 'query', 'At most so many', {
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 25
      }),
      min_position: parameter('min_position', 'query', 'Waits for it, for two seconds at most', position),
      tz: parameter(
        'tz',
        'query',
        'The time zone of days and hours; other names that IANA has for one are taken too',
        {
          type: 'string',
          enum: ['UTC', ...Intl.supportedValuesOf('timeZone')],
          examples: ['Europe/Berlin']
        }
      ),
      IdempotencyKey: parameter(
        'Idempotency-Key',
        'header',
        'The same key and body: the first answer again',
        {
          type: 'string',
          pattern: '^(?!""$)[\\x21-\\x7e](?:[\\x20-\\x7e]{0,253}[\\x21-\\x7e])?$',
          examples: ['7f1c-41']
        }
      ),
      LastEventId: parameter(
        'Last-Event-ID',
        'header',
        'Goes on behind this id; wins over `after`',
        eventCursor
      ),
      IfMatch: parameter('If-Match', 'header', 'Only on this revision: "r<revision>", or * for any', etags),
      IfNoneMatch: parameter('If-None-Match', 'header', '*: only where nothing is', {
        ...etags,
        examples: ['*']
      }),
      IfOther: parameter('If-None-Match', 'header', 'Only where it has another ETag than these', etags)
    },
    responses: {
      NotModified: { description: 'It has this ETag still', headers: { ETag: ref('headers', 'ETag') } },
      ...Object.fromEntries(
        Object.entries(reasons).map(([status, description]) => [
          `Problem${status}`,
          {
            description,
            content: contentIn('application/problem+json', ref('schemas', 'Problem'), {
              type:
                status === '429'
                  ? 'https://iana.org/assignments/http-problem-types#quota-exceeded'
                  : `/problems/${problemTypes[Number(status)]}`,
              title: STATUS_CODES[Number(status)] ?? '',
              status: Number(status),
              detail: description,
              instance: 'urn:uuid:8d3c1f6e-52a4-5b7e-9c10-4f2a6b8d0e11'
            })
          }
        ])
      )
    }
  }
}
