import type { Request } from 'express'
import type { Principal } from '#domain'

const principals = new WeakMap<Request, Principal>()

export const rememberPrincipal = (request: Request, principal: Principal): void =>
  void principals.set(request, principal)

/** Who sends this request. @throws Error for a route without a key */
export function principalOf(request: Request): Principal {
  const principal = principals.get(request)
  if (!principal) throw new Error('this request has no principal: its route is public')
  return principal
}
