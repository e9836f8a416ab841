import { randomUUID } from 'node:crypto'
import type { Request } from 'express'

const ids = new WeakMap<Request, string>()

/** One per request: the cause of what it does, and the `instance` of a problem. */
export function requestIdOf(request: Request): string {
  const known = ids.get(request)
  if (known !== undefined) return known
  const id = randomUUID()
  ids.set(request, id)
  return id
}
