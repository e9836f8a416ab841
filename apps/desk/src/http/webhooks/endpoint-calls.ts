import { randomUUID } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import {
  ActOnEndpoint,
  type Done,
  type Endpoint,
  endpointRegister,
  isVisible,
  readEndpoint
} from '#application'
import {
  actorOf,
  type EndpointCommand,
  type EndpointTerms,
  endpointStandingOf,
  endpointStream,
  hasScope,
  type Principal,
  type Scope,
  scopeFor,
  seesQueue
} from '#domain'
import {
  type EndpointId,
  endpointIdIn,
  endpointIdText,
  type JsonObject,
  refuse,
  type SubjectId,
  toIso
} from '#kernel'
import { wrongWith } from '#outbound'
import { conceal } from '#privacy'
import { type Held, isDegraded, isForAll, newEndpointSecret } from '#processes'
import { type Call, contextOf } from '../api/call.js'
import { mustHave } from '../auth/must-have.js'
import { type BodyOf, parseBody } from '../input/body.js'
import { unknownQueues } from '../input/known-queues.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { type BodyError, invalidBody, notFound } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { change, registration } from './bodies.js'

type Asked = BodyOf<typeof change>

const mostLooks = 10

/** Registering, changing and telling of endpoints. */
@Injectable()
export class EndpointCalls {
  constructor(
    private readonly commands: CommandBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  async register(call: Call): Promise<{ endpoint: Endpoint; secret: string; done: Done }> {
    const { url, ...asked } = parseBody(call.body, registration)
    const terms = await this.#terms(call.principal, { ...asked, url }, undefined)
    const id = randomUUID() as EndpointId
    const secret = newEndpointSecret()
    const { name, description = null } = asked
    const personal = conceal({ name, description, url, secret })
    await endpointRegister(this.deps.state).add(id)
    const subjectId = await this.deps.vault.newSubject()
    const owner = actorOf(call.principal)
    const done = await this.act(id, { type: 'RegisterEndpoint', terms, owner, personal }, call, subjectId)
    return { endpoint: await this.#mustBe(id), secret, done }
  }

  change(id: string, call: Call): Promise<Done> {
    const asked = parseBody(call.body, change)
    return this.#actOnSeen(id, call, endpoint => this.#changeOf(endpoint, asked, call))
  }

  resume(id: string, call: Call): Promise<Done> {
    const owner = actorOf(call.principal)
    return this.#actOnSeen(id, call, async ({ state: { changes } }) => ({
      type: 'ResumeEndpoint',
      ...{ owner, changes }
    }))
  }

  async #changeOf(endpoint: Endpoint, asked: Asked, call: Call): Promise<EndpointCommand> {
    const terms = await this.#terms(call.principal, asked, endpoint)
    const { name = endpoint.name, description = endpoint.description, url = endpoint.url } = asked
    const personal = conceal({ name, description, url })
    const moved = url !== endpoint.url
    const owner = actorOf(call.principal)
    const { changes } = endpoint.state
    return { type: 'ChangeEndpoint', terms, owner, moved, changes, personal }
  }

  async rotate({ id }: Endpoint, overlapS: number, call: Call): Promise<{ secret: string; done: Done }> {
    const secret = newEndpointSecret()
    const personal = conceal({ secret })
    const now = this.deps.clock.now()
    const overlapMs = overlapS * 1000
    const done = await this.act(id, { type: 'RotateEndpointSecret', overlapMs, now, personal }, call)
    return { secret, done }
  }

  async act(id: EndpointId, command: EndpointCommand, call: Call, subjectId?: SubjectId): Promise<Done> {
    const done = await this.#execute(id, command, call, subjectId)
    if (!done.ok) throw problemOf(done)
    return done.value
  }

  #execute(id: EndpointId, command: EndpointCommand, call: Call, subjectId?: SubjectId) {
    const context = contextOf(call, endpointStream(id))
    return this.commands.execute(new ActOnEndpoint(id, command, context, subjectId))
  }

  /** By what it is now and for whom it may be: looked at again where somebody else has changed it meanwhile. */
  async #actOnSeen(
    id: string,
    call: Call,
    commandFor: (endpoint: Endpoint) => Promise<EndpointCommand>
  ): Promise<Done> {
    for (let left = mostLooks; ; left--) {
      const endpoint = await this.findOwn(id, call)
      const done = await this.#execute(endpoint.id, await commandFor(endpoint), call)
      if (done.ok) return done.value
      if (done.reason !== 'endpoint_changed' || left === 1) throw problemOf(done)
    }
  }

  /** Of whoever sees it: one that is beyond the queues of who asks is not there. @throws Problem 404 */
  async find(text: string, { principal }: Pick<Call, 'principal'>): Promise<Endpoint> {
    const id = endpointIdIn(text)
    const endpoint = id && (await readEndpoint(id, this.deps.reads))
    if (!endpoint || !this.#sees(principal, endpoint)) throw notFound('endpoint')
    return endpoint
  }

  async all({ principal }: Call): Promise<readonly Endpoint[]> {
    const ids = await endpointRegister(this.deps.state).all()
    const found = await Promise.all(ids.map(id => readEndpoint(id, this.deps.reads)))
    return found
      .filter(endpoint => endpoint !== undefined)
      .filter(endpoint => this.#sees(principal, endpoint))
      .sort((a, b) => a.registeredAt - b.registeredAt || (a.id < b.id ? -1 : 1))
  }

  /** For whatever changes it, has it send something or says how it signs: that is for whom it could be. @throws Problem 403, 404 */
  async findOwn(text: string, call: Pick<Call, 'principal'>): Promise<Endpoint> {
    const endpoint = await this.find(text, call)
    this.#mustBeWithin(call.principal, endpoint.state.terms)
    return endpoint
  }

  /** Whether what an endpoint was told could be told to this principal. `held` undefined: nobody knows what is in it. */
  mayKnow(principal: Principal, type: string, held: Held | undefined): boolean {
    if (!hasScope(principal, 'tickets:personal')) return false
    if (isForAll(type)) return true
    if (!hasScope(principal, scopeFor(type) ?? 'tickets:read')) return false
    return held ? isVisible(principal, { type, queues: held.queues }) : principal.queues === null
  }

  /** Whoever answers for an endpoint may have all that it gets. @throws Problem 403 */
  #mustBeWithin(principal: Principal, terms: EndpointTerms): void {
    const { queues } = terms
    mustHave(principal, scopesOf(terms))
    const isWithin = principal.queues === null || queues?.every(queue => seesQueue(principal, queue))
    if (!isWithin) throw problemOf(refuse('beyond_own_grants', { what: 'queues' }))
  }

  async body(endpoint: Endpoint): Promise<JsonObject> {
    const { state, id, name, description, url, registeredAt, pausedAt } = endpoint
    const { terms, owner, paused } = state
    return {
      id: endpointIdText(id),
      name,
      description,
      url,
      events: terms.events,
      queues: terms.queues,
      payload: terms.payload,
      personal: terms.personal,
      timeout_s: terms.timeoutS,
      retry_first_s: terms.retryFirstS,
      state: await this.#stateOf(endpoint),
      paused: paused && { cause: paused, at: pausedAt === null ? null : toIso(pausedAt) },
      owner,
      created_at: toIso(registeredAt)
    }
  }

  async #stateOf(endpoint: Endpoint): Promise<string> {
    const standing = endpointStandingOf(endpoint.state)
    const isActive = standing === 'active'
    return isActive && (await isDegraded(endpoint, this.deps.state)) ? 'degraded' : standing
  }

  async #terms(principal: Principal, asked: Asked, before: Endpoint | undefined): Promise<EndpointTerms> {
    const was = before?.state.terms
    const url = asked.url ?? before?.url ?? ''
    const errors: BodyError[] = []
    const wrong = asked.url === undefined ? undefined : wrongWith(asked.url, this.deps.outbound)
    if (wrong !== undefined) errors.push({ pointer: '/url', code: 'invalid', message: wrong })
    const queues = (asked.queues === undefined ? was?.queues : asked.queues) ?? principal.queues
    errors.push(...(await unknownQueues(asked.queues ?? [], principal, this.deps.settings)))
    if (errors.length > 0) throw invalidBody(errors)
    const terms = {
      host: hostOf(url),
      events: asked.events ?? was?.events ?? [],
      queues,
      payload: asked.payload ?? was?.payload ?? 'full',
      personal: asked.personal ?? was?.personal ?? false,
      timeoutS: asked.timeout_s ?? was?.timeoutS ?? 30,
      retryFirstS: asked.retry_first_s ?? was?.retryFirstS ?? 5
    }
    this.#mustBeWithin(principal, terms)
    return terms
  }

  #sees({ queues: own }: Principal, { state }: Endpoint): boolean {
    const { queues } = state.terms
    return own === null || (queues?.every(queue => own.includes(queue)) ?? false)
  }

  async #mustBe(id: EndpointId): Promise<Endpoint> {
    const endpoint = await readEndpoint(id, this.deps.reads)
    if (!endpoint) throw notFound('endpoint')
    return endpoint
  }
}

const scopesOf = ({ events, personal }: EndpointTerms): readonly Scope[] => [
  ...(personal ? (['tickets:personal'] as const) : []),
  ...events.map(type => scopeFor(type) ?? 'tickets:read')
]

/** With the port; a name is the same with the dot at its end. */
const hostOf = (url: string): string => {
  const { hostname, port, protocol } = new URL(url)
  return `${hostname.replace(/\.$/, '')}:${port || (protocol === 'https:' ? 443 : 80)}`
}
