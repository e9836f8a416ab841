import { Inject, Injectable } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import {
  ActOnApiKey,
  type ApiKeyAnswer,
  type Done,
  GetApiKeys,
  type ReadAt,
  type Reflecting
} from '#application'
import { type ApiKeyCommand, apiKeyStream, type Grants, keyStandingOf } from '#domain'
import { type ApiKeyId, apiKeyIdText, type JsonObject, toIso } from '#kernel'
import { type Answer, positionOf } from '../answer.js'
import { type Call, contextOf } from '../api/call.js'
import { hashOf, newKey, newKeyId } from '../auth/new-key.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { time } from '../tickets/present-ticket.js'

/** Making, rotating and revoking keys, and what is told of them. */
@Injectable()
export class KeyCalls {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  async issue(call: Call, name: string | null, asked: Grants): Promise<Answer> {
    for (;;) {
      const id = newKeyId()
      const key = newKey(id)
      const hash = hashOf(key).toString('hex')
      await this.deps.apiKeys.register.add(id)
      const issue = { type: 'IssueApiKey' as const, name, asked, hash, by: call.principal }
      const done = await this.#act(id, issue, call)
      // One of four billion ids was another's: take another.
      if (done === 'api_key_exists') continue
      return this.#seenOnce(201, id, key, done)
    }
  }

  async rotate(id: ApiKeyId, overlapMs: number, call: Call): Promise<Answer> {
    const key = newKey(id)
    const hash = hashOf(key).toString('hex')
    const now = this.deps.clock.now()
    const rotate = { type: 'RotateApiKey' as const, hash, overlapMs, by: call.principal, now }
    const done = await this.#act(id, rotate, call)
    return this.#seenOnce(200, id, key, orFault(done))
  }

  async revoke(id: ApiKeyId, call: Call): Promise<Answer> {
    const done = await this.#act(id, { type: 'RevokeApiKey', by: call.principal }, call)
    return { status: 204, headers: positionOf(orFault(done)), body: null }
  }

  /** @throws Problem 404 */
  async find(id: ApiKeyId, at: ReadAt = {}): Promise<Reflecting<JsonObject>> {
    const { value, reflects } = await this.queries.execute(new GetApiKeys([id], at))
    const [key] = value
    if (!key) throw notFound('API key')
    return { value: this.present(key, await this.deps.apiKeys.register.lastUsedOn(id)), reflects }
  }

  async #seenOnce(status: number, id: ApiKeyId, key: string, done: Done): Promise<Answer> {
    const { value } = await this.find(id)
    return { status, headers: positionOf(done), body: { ...value, key } }
  }

  present({ id, state, createdAt, createdBy }: ApiKeyAnswer, lastUsedOn: string | null): JsonObject {
    const { scopes, queues, cidrs, expiresAt } = state.grants
    return {
      id: apiKeyIdText(id),
      name: state.name,
      scopes,
      queues,
      cidrs,
      created_at: toIso(createdAt),
      created_by: createdBy,
      expires_at: time(expiresAt),
      last_used_on: lastUsedOn,
      state: keyStandingOf(state, this.deps.clock.now())
    }
  }

  /** @throws Problem for every other refusal */
  async #act(id: ApiKeyId, command: ApiKeyCommand, call: Call): Promise<Done | 'api_key_exists'> {
    const context = contextOf(call, apiKeyStream(id))
    const done = await this.commands.execute(new ActOnApiKey(id, command, context))
    this.deps.apiKeys.changed(id)
    if (done.ok) return done.value
    if (done.reason === 'api_key_exists') return done.reason
    throw problemOf(done)
  }
}

function orFault(done: Done | 'api_key_exists'): Done {
  if (done === 'api_key_exists') throw new Error('a key that is there was to be issued')
  return done
}
