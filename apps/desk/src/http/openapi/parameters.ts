import type { JsonObject } from '#kernel'
import { deskViews } from '#views'
import { exampleOf } from './examples.js'
import { id, oneOf, processName, slug, timeZone } from './schema-parts.js'
import type { Operation, Schema } from './types.js'

export const ref = (kind: string, name: string): JsonObject => ({ $ref: `#/components/${kind}/${name}` })

const prefixes: { readonly [resource: string]: string } = {
  tickets: 'tkt',
  agents: 'agt',
  customers: 'cus',
  'api-keys': 'key',
  deliveries: 'dlv',
  webhooks: 'whk',
  recomputations: 'rcp',
  jobs: 'job',
  files: 'msg'
}

/** What stands in the path: an id of the resource before it, or the name of something. */
function inPath(path: string, name: string): Schema {
  const resource = new RegExp(`([\\w-]+)/\\{${name}\\}`).exec(path)?.[1] ?? ''
  switch (name) {
    case 'process':
      return processName
    case 'path':
      return { type: 'string', pattern: '^(?:entries|[0-9]+)/[0-9x./p]+$', examples: ['0/000.p/3'] }
    case 'file':
      return { type: 'string', minLength: 1, examples: ['assets/main-BX3kq_1z.js'] }
    case 'problem':
      return { type: 'string', minLength: 1, examples: ['not_found'] }
    case 'sequence':
      return { type: 'string', minLength: 1, examples: ['topic 7'] }
    case 'name':
      return oneOf(deskViews.map(view => view.name))
    default:
      return prefixes[resource] === undefined ? slug : id(prefixes[resource])
  }
}

const listParameters = ['cursor', 'limit', 'min_position']

export function parametersOf(operation: Operation): JsonObject[] {
  const { method, path, query = {}, needs = [], answer, headers, ifMatch, ifNoneMatch, secret } = operation
  const named = (name: string, place: 'path' | 'query', schema: Schema): JsonObject => ({
    name,
    in: place,
    ...(place === 'path' || needs.includes(name) ? { required: true } : {}),
    schema,
    example: exampleOf(schema, name)
  })
  const isList = typeof answer === 'object' && answer !== null && 'listOf' in answer
  const hasEtag = method === 'get' && headers?.includes('ETag')
  return [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => named(name, 'path', inPath(path, name))),
    ...Object.entries(query).map(([name, schema]) =>
      schema === timeZone ? timeZone : named(name, 'query', schema)
    ),
    ...(isList ? listParameters.map(name => ref('parameters', name)) : []),
    ...(method === 'get' || secret ? [] : [ref('parameters', 'IdempotencyKey')]),
    ...(ifMatch ? [ref('parameters', 'IfMatch')] : []),
    ...(ifNoneMatch ? [ref('parameters', 'IfNoneMatch')] : []),
    ...(operation.lastEventId ? [ref('parameters', 'LastEventId')] : []),
    ...(hasEtag ? [ref('parameters', 'IfOther')] : [])
  ]
}
