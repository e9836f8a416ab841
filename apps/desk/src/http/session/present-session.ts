import { Injectable } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetAgent, GetApiKeys } from '#application'
import type { Principal } from '#domain'
import { type AgentId, agentIdText, apiKeyIdIn, type JsonObject, toIso } from '#kernel'
import type { Session } from '../auth/sessions.js'

/** What is told of who has signed in. */
@Injectable()
export class SessionPresenter {
  constructor(private readonly queries: QueryBus) {}

  async present({ principal, role, expiresAt }: Omit<Session, 'id' | 'begunAt'>): Promise<JsonObject> {
    return { ...(await this.of(principal)), role, expires_at: toIso(expiresAt) }
  }

  async listed(session: Session): Promise<JsonObject> {
    const { id, begunAt } = session
    return { id, ...(await this.present(session)), begun_at: toIso(begunAt) }
  }

  /** Of anybody who asks, by a key too. */
  async of(principal: Principal): Promise<JsonObject> {
    const { kind, id, scopes, queues } = principal
    const shown = kind === 'agent' ? agentIdText(id) : id
    return {
      principal: { kind, id: shown, display_name: await this.#nameOf(principal) },
      scopes: [...scopes],
      queues: queues && [...queues]
    }
  }

  async #nameOf({ kind, id }: Principal): Promise<string | null> {
    if (kind === 'agent') return this.#agentName(id)
    const keyId = apiKeyIdIn(id)
    if (keyId === undefined) return null
    const { value } = await this.queries.execute(new GetApiKeys([keyId], {}))
    return value[0]?.state.name ?? null
  }

  async #agentName(id: AgentId): Promise<string | null> {
    const { value } = await this.queries.execute(new GetAgent(id, {}))
    return value?.displayName ?? null
  }
}
