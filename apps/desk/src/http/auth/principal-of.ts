import type { Request } from 'express'
import type { Principal } from '#domain'

/** Whether it may still what it might when it asked: asked again while its answer goes on. */
type Holds = () => Promise<boolean>

const principals = new WeakMap<Request, { readonly principal: Principal; readonly holds: Holds }>()

export const rememberPrincipal = (request: Request, principal: Principal, holds: Holds): void =>
  void principals.set(request, { principal, holds })

/** Who sends this request. @throws Error for a route without a key */
export function principalOf(request: Request): Principal {
  return heldBy(request).principal
}

/** Whether they may still. @throws Error for a route without a key */
export const holdsOf = (request: Request): Holds => heldBy(request).holds

function heldBy(request: Request) {
  const held = principals.get(request)
  if (!held) throw new Error('this request has no principal: its route is public')
  return held
}
