import { Get, Inject, Param } from '@nestjs/common'
import { type Endpoint, reach } from '#application'
import type { Hook } from '#desk-state'
import type { Principal } from '#domain'
import { type JsonObject, toIso } from '#kernel'
import { heldOf, openAnswer, openMade } from '#processes'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { oneOf } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { EndpointCalls } from './endpoint-calls.js'

export const hookStates = ['pending', 'delivered', 'given_up'] as const

/** What was sent to an endpoint, newest first: the exact bytes that were signed, and what came of each attempt. */
@Scope('webhooks:manage')
@ApiController('webhooks/:id/deliveries')
export class HookDeliveriesController {
  constructor(
    private readonly endpoints: EndpointCalls,
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Get()
  async list(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const { filters, paging, at, body } = this.lists.parse(call.query, `deliveries ${id}`, {
      state: oneOf(hookStates)
    })
    const endpoint = await this.endpoints.find(id, call)
    const reflects = await reach(this.deps.reads, ['log'], at)
    const { state } = filters
    const after = paging.after && { order: Number(paging.after.order), id: paging.after.id }
    const hooks = await this.deps.state.hooks.list({
      endpoint: endpoint.id,
      newestFirst: true,
      limit: paging.limit + 1,
      ...(state === undefined ? {} : { state }),
      ...(after && { after })
    })
    const shown = hooks.slice(0, paging.limit)
    const last = shown.at(-1)
    const next = hooks.length > shown.length && last ? { order: last.order, id: last.id } : null
    const items = await Promise.all(shown.map(hook => this.#shown(hook, endpoint, call.principal)))
    return found(
      body({ items, next }, one => one),
      reflects
    )
  }

  async #shown(hook: Hook, endpoint: Endpoint, principal: Principal): Promise<JsonObject> {
    const { id, type, state, attempts } = hook
    const made = await openMade(this.deps.reads.sealer, hook)
    // What it was told is for whom it could be told, whatever the endpoint asks for by now.
    const personal = this.endpoints.mayKnow(principal, type, heldOf(hook, made, endpoint))
    return {
      id,
      type,
      state,
      attempts: await Promise.all(attempts.map(attempt => this.#attemptOf(hook, attempt, personal))),
      body: personal ? (made?.text ?? null) : null
    }
  }

  async #attemptOf(hook: Hook, attempt: JsonObject, personal: boolean): Promise<JsonObject> {
    const { at, status = null, duration_ms = null, answer = null, error = null } = attempt
    return {
      at: typeof at === 'number' ? toIso(at) : null,
      status,
      duration_ms,
      answer: personal ? await openAnswer(this.deps.reads.sealer, hook, answer) : null,
      error
    }
  }
}
