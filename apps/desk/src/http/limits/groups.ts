import type { LimitGroup } from '#domain'
import { operations } from '../openapi/operations.js'
import type { Operation } from '../openapi/types.js'

/** In which groups a call counts beside the whole, as OpenAPI tells of it. */
function groupsOf({ method, path, tag, answer }: Operation): LimitGroup[] {
  if (/\/(?:bulk|[\w-]*imports)$/.test(path)) return ['bulk']
  if (path === '/api/v1/search') return ['search']
  const isPage = typeof answer === 'object' && answer !== null && 'listOf' in answer
  const isList = method === 'get' && (isPage || answer === 'PublicEvents')
  return [...(isList ? ['lists' as const] : []), ...(tag === 'settings' ? ['settings' as const] : [])]
}

const routeOf = (method: string, path: string) => `${method.toLowerCase()} ${path}`

let groups: ReadonlyMap<string, readonly LimitGroup[]> | undefined

/** Operations come from the controllers' folders, which come from here. */
const ofOperations = () =>
  new Map(
    operations.map(operation => [
      routeOf(operation.method, operation.path.replaceAll(/\{(\w+)\}/g, ':$1')),
      groupsOf(operation)
    ])
  )

/** `path` as the router knows it. */
export function limitGroupsOf(method: string, path: string): readonly LimitGroup[] {
  groups ??= ofOperations()
  return groups.get(routeOf(method === 'HEAD' ? 'GET' : method, path)) ?? []
}
