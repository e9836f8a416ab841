import { type AgentRole, agentRoles } from '#domain'
import type { AgentId, Instant, JsonObject, SessionId } from '#kernel'

/** What the desk state keeps of a session: nothing that opens it. */
export interface SessionRecord {
  readonly id: SessionId
  /** SHA-256 of the cookie, hex. */
  readonly hash: string
  readonly who: /** `turns`: the agent's when it began. */
    | { readonly kind: 'agent'; readonly id: AgentId; readonly role: AgentRole; readonly turns: number }
    /** `keyHash`: of the very key: another under the same id does not hold it. */
    | { readonly kind: 'key'; readonly id: string; readonly keyHash: string }
  readonly begunAt: Instant
  readonly expiresAt: Instant
}

export const factOf = ({ who, id: _, ...record }: SessionRecord): JsonObject => ({
  ...record,
  who: { ...who }
})

/** Undefined: nothing of ours. */
export function recordIn(id: SessionId, fact: JsonObject): SessionRecord | undefined {
  const { hash, who, begunAt, expiresAt } = fact
  if (typeof hash !== 'string' || typeof who !== 'object' || who === null || Array.isArray(who))
    return undefined
  const common = { id, hash, begunAt: Number(begunAt), expiresAt: Number(expiresAt) }
  const { kind, id: whoId, role, turns, keyHash } = who as JsonObject
  if (typeof whoId !== 'string') return undefined
  if (kind === 'key' && typeof keyHash === 'string') return { ...common, who: { kind, id: whoId, keyHash } }
  const known = agentRoles.find(one => one === role)
  if (kind !== 'agent' || known === undefined) return undefined
  return { ...common, who: { kind, id: whoId as AgentId, role: known, turns: Number(turns) } }
}
