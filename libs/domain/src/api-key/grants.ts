import { type Instant, isRangeWithin, type Outcome, ok, type QueueId, refuse } from '#kernel'
import type { Scope } from './scopes.js'

/** What somebody may do, of which queues, from where and until when. */
export interface Grants {
  readonly scopes: readonly Scope[]
  /** Null: of all. */
  readonly queues: readonly QueueId[] | null
  /** Ranges of addresses; null: from anywhere. */
  readonly cidrs: readonly string[] | null
  /** From then on nothing; null: no end. */
  readonly expiresAt: Instant | null
}

export type BeyondGrants = 'missing_scope' | 'beyond_own_grants'

/** No scope implies another, but `admin` all. */
export const hasScope = ({ scopes }: Pick<Grants, 'scopes'>, scope: Scope): boolean =>
  scopes.includes(scope) || scopes.includes('admin')

export const seesQueue = ({ queues }: Pick<Grants, 'queues'>, queue: QueueId): boolean =>
  queues === null || queues.includes(queue)

/** What is asked for, `null` of it as one's own. Refused where more is asked for than one has. */
export function givenBy(own: Grants, asked: Grants): Outcome<Grants, BeyondGrants> {
  const given = {
    scopes: asked.scopes,
    queues: asked.queues ?? own.queues,
    cidrs: asked.cidrs ?? own.cidrs,
    expiresAt: asked.expiresAt ?? own.expiresAt
  }
  const within = liesWithin(own, given)
  return within.ok ? ok(given) : within
}

/** Whether whoever has `own` may decide about whoever has `theirs`. */
export function liesWithin(own: Grants, theirs: Grants): Outcome<void, BeyondGrants> {
  const scope = theirs.scopes.find(one => !hasScope(own, one))
  if (scope !== undefined) return refuse('missing_scope', { scope })
  if (own.queues !== null && !theirs.queues?.every(queue => seesQueue(own, queue)))
    return refuse('beyond_own_grants', { what: 'queues' })
  const { cidrs } = own
  if (cidrs !== null && !theirs.cidrs?.every(range => isRangeWithin(range, cidrs)))
    return refuse('beyond_own_grants', { what: 'cidrs' })
  if (own.expiresAt !== null && (theirs.expiresAt === null || theirs.expiresAt > own.expiresAt))
    return refuse('beyond_own_grants', { what: 'expires_at' })
  return ok(undefined)
}
