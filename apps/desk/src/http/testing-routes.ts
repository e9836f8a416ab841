import type { NestExpressApplication } from '@nestjs/platform-express'
import { isJsonObject } from '#kernel'
import { openApiDocument } from './openapi/document.js'
import { explanations } from './problems/explanations.js'

const { paths } = openApiDocument as {
  paths: { [path: string]: { [method: string]: { responses: object } } }
}
const templates = Object.entries(paths).map(
  ([path, methods]) => [new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`), methods] as const
)

/** Every spec of a call looks whether OpenAPI knows of its answers. */
export function mustBeDescribed(method: string, path: string, status: number): void {
  const asked = path.split('?')[0] ?? ''
  const methods = paths[asked] ?? templates.find(([template]) => template.test(asked))?.[1]
  const operation = methods?.[method.toLowerCase()]
  if (operation && !Object.hasOwn(operation.responses, String(status)))
    throw new Error(`${method} ${asked} answered ${status}, which OpenAPI does not describe`)
}

/** And every spec whether the type of a problem leads to a page. */
export function mustBeExplained(body: unknown): void {
  if (!isJsonObject(body)) return
  const [, name] = /^\/problems\/(.+)$/.exec(String(body.type)) ?? []
  if (name === undefined) return
  const explanation = explanations.get(name)
  const isToldOf = explanation?.status === body['status'] || explanation?.says.includes(`(${body['status']})`)
  if (!isToldOf) throw new Error(`/problems/${name} explains no ${body['status']}`)
}

/** Express 5 keeps its routes in the layers of its router; its types leave the methods out. */
export function routesOf(app: NestExpressApplication): string[] {
  return app
    .getHttpAdapter()
    .getInstance()
    .router.stack.flatMap(({ route }) => {
      if (!route) return []
      const methods = 'methods' in route && isJsonObject(route.methods) ? Object.keys(route.methods) : []
      return methods.map(method => `${method} ${route.path.replaceAll(/[:*](\w+)/g, '{$1}')}`)
    })
}
