import type { Application } from 'express'

/** What may be asked of this path, by the routes there are; empty: nothing is there. */
export function allowedMethods({ router }: Application, path: string): string[] {
  const methods = new Set<string>()
  for (const layer of router.stack) {
    if (!layer.route || !matches(layer, path)) continue
    const known: unknown = Reflect.get(layer.route, 'methods')
    if (typeof known !== 'object' || known === null) continue
    for (const method of Object.keys(known)) methods.add(method.toUpperCase())
  }
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods].sort()
}

/** Express's types leave out how its layers match. */
function matches(layer: object, path: string): boolean {
  const match: unknown = Reflect.get(layer, 'match')
  return typeof match === 'function' && Boolean(match.call(layer, path))
}
