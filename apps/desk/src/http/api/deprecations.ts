import type { Response } from 'express'
import type { Method } from '../openapi/types.js'

/** A call that has a better one. It goes on as it is until the day it says. */
export interface Deprecation {
  readonly method: Method
  /** As OpenAPI writes it. */
  readonly path: string
  readonly since: Date
  /** From then on it may be gone. */
  readonly sunset: Date
  readonly successor: string
}

/** All there are; answers and OpenAPI say so of each. */
export const deprecations: readonly Deprecation[] = [
  {
    method: 'post',
    path: '/api/v1/admin/api-keys',
    since: new Date('2026-12-01T00:00:00Z'),
    sunset: new Date('2028-12-01T00:00:00Z'),
    successor: '/api/v1/api-keys'
  }
]

export const deprecationOf = (method: string, path: string): Deprecation | undefined =>
  deprecations.find(one => one.method === method.toLowerCase() && one.path === path)

/** `Deprecation` (RFC 9745), `Sunset` (RFC 8594), and what to call instead; on refusals too. */
export function tellDeprecation(response: Response, { since, sunset, successor }: Deprecation): void {
  response.setHeader('Deprecation', `@${since.getTime() / 1000}`)
  response.setHeader('Sunset', sunset.toUTCString())
  response.setHeader('Link', `<${successor}>; rel="successor-version"`)
}
