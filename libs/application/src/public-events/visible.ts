import { type Grants, hasScope, scopeFor } from '#domain'
import type { PublicEvent } from './public-event.js'

/** Whether somebody with these grants is told: of tickets that were or are in their queues, and what their scopes open. */
export function isVisible(
  grants: Pick<Grants, 'scopes' | 'queues'>,
  { type, queues }: { readonly type: string } & Pick<PublicEvent, 'queues'>
): boolean {
  const scope = scopeFor(type)
  if (scope !== undefined && !hasScope(grants, scope)) return false
  const { queues: seen } = grants
  if (seen === null) return true
  // A person is in no queue.
  return queues === null ? !type.startsWith('customer.') : queues.some(queue => seen.includes(queue))
}
