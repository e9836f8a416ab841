import type { AgentId } from '#kernel'
import type { Grants } from './grants.js'

/** Who caused it, as `meta.actor` of every event names it. */
export type Actor = `key:${string}` | `agent:${string}` | 'customer' | `process:${string}`

/** Who asks: an API key, an agent, a customer, or one of our processes. */
export type Principal =
  | (Grants & { readonly kind: 'key'; readonly id: string })
  | (Grants & { readonly kind: 'agent'; readonly id: AgentId })
  | (Grants & { readonly kind: 'process'; readonly id: string })
  | (Grants & { readonly kind: 'customer'; readonly id: string })

/** A customer is named by the event's subject, never here. */
export const actorOf = ({ kind, id }: Pick<Principal, 'kind' | 'id'>): Actor =>
  kind === 'customer' ? 'customer' : `${kind}:${id}`
