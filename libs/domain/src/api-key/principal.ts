import type { AgentId, QueueId } from '#kernel'
import type { Scope } from './scopes.js'

/** Who caused it, as `meta.actor` of every event names it. */
export type Actor = `key:${string}` | `agent:${string}` | 'customer' | `process:${string}`

/** What a principal may do, and of which queues; null: of all. */
interface Rights {
  readonly scopes: readonly Scope[]
  readonly queues: readonly QueueId[] | null
}

/** Who asks: an API key, an agent, a customer, or one of our processes. */
export type Principal =
  | (Rights & { readonly kind: 'key'; readonly id: string })
  | (Rights & { readonly kind: 'agent'; readonly id: AgentId })
  | (Rights & { readonly kind: 'process'; readonly id: string })
  | (Rights & { readonly kind: 'customer'; readonly id: string })

/** The name of a customer is nobody's business in `meta`. */
export const actorOf = ({ kind, id }: Pick<Principal, 'kind' | 'id'>): Actor =>
  kind === 'customer' ? 'customer' : `${kind}:${id}`

/** No scope implies another, but `admin` all. */
export const hasScope = ({ scopes }: Pick<Rights, 'scopes'>, scope: Scope): boolean =>
  scopes.includes(scope) || scopes.includes('admin')

export const seesQueue = ({ queues }: Pick<Rights, 'queues'>, queue: QueueId): boolean =>
  queues === null || queues.includes(queue)
