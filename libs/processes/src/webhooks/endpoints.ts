import { type Endpoint, endpointRegister, type PublicEvent, readEndpoint } from '#application'
import {
  agentDecider,
  agentStream,
  apiKeyDecider,
  apiKeyStream,
  endpointDecider,
  endpointStandingOf,
  endpointStream,
  hasScope,
  idOf,
  isStreamOf,
  isWanted,
  keyStandingOf,
  type PublicType,
  scopeFor,
  scopesOfRole
} from '#domain'
import { type AgentId, apiKeyIdIn, type EndpointId, type Instant, type SubjectId } from '#kernel'
import { isOfStores } from './faults.js'
import { isAskedFor } from './made.js'
import type { WebhooksOptions } from './options.js'

/** What a rotation's overlap allows now: the present secret, and the one before. */
export const secretsOf = ({ secret, formerSecret, state }: Endpoint, now: Instant): readonly string[] =>
  formerSecret !== undefined && state.formerUntil > now ? [secret, formerSecret] : [secret]

const keyFreshMs = 1000

/** The endpoints as the log has them, held in memory. */
export class Endpoints {
  readonly #held = new Map<EndpointId, Endpoint>()
  #reads = 0
  /** Which read it is held from. */
  readonly #heldFrom = new Map<EndpointId, number>()

  constructor(private readonly options: Pick<WebhooksOptions, 'desk' | 'state'>) {}

  /** Answers those that were once registered, or were about to be, and are not there. */
  async load(): Promise<readonly EndpointId[]> {
    const missing: EndpointId[] = []
    for (const id of await endpointRegister(this.options.state).all())
      if (!(await this.read(id))) missing.push(id)
    return missing
  }

  /** What was kept for one that was removed goes, with its address and its secrets; whoever removed it may have been killed. */
  async forgetRemoved(id: EndpointId): Promise<void> {
    const { runner, vault } = this.options.desk
    const { state, subjectId } = await runner.load(endpointDecider, endpointStream(id))
    if (state.exists || !state.removed) return
    if (subjectId !== undefined) await vault.forget(subjectId as SubjectId)
    await this.options.state.hooks.drop(id)
  }

  /** As it is now. Undefined: it was removed. */
  async read(id: EndpointId): Promise<Endpoint | undefined> {
    const read = ++this.#reads
    const endpoint = await readEndpoint(id, this.options.desk)
    // One that began later may have been done sooner, and knows more.
    if (read < (this.#heldFrom.get(id) ?? 0)) return this.#held.get(id)
    this.#heldFrom.set(id, read)
    if (endpoint) this.#held.set(id, endpoint)
    else this.#held.delete(id)
    return endpoint
  }

  /**
   * For each event in the order of the log, before any later one is begun: tickets don't wait for what is done about an
   * endpoint, and what happens to them after it was registered or asked for more is for it.
   * @throws InfrastructureFault
   */
  async follow(stream: string): Promise<void> {
    if (!isStreamOf(stream, 'endpoint')) return
    try {
      await this.read(idOf(stream) as EndpointId)
    } catch (error) {
      // Said where the event itself is handled.
      if (isOfStores(error)) throw error
    }
  }

  get(id: EndpointId): Endpoint | undefined {
    return this.#held.get(id)
  }

  all(): readonly Endpoint[] {
    return [...this.#held.values()]
  }

  /** Whether any was there at that place of the log: a long log from before is gone over quickly. */
  mayWant(position: string): boolean {
    return this.all().some(({ since }) => since < position)
  }

  /** Those that want to be told, of what came after they were registered. */
  wanting(told: PublicEvent): readonly Endpoint[] {
    const { position } = told.event
    return this.all().filter(({ since, state }) => position > since && isAskedFor(state.terms, told))
  }

  /** Those that ask for the type at this place of the log, of whatever queue. */
  asking(position: string, type: PublicType): readonly Endpoint[] {
    return this.all().filter(({ since, state }) => position > since && isWanted(type, state.terms.events))
  }

  isActive(id: EndpointId): boolean {
    const endpoint = this.#held.get(id)
    return endpoint !== undefined && endpointStandingOf(endpoint.state) === 'active'
  }

  /** Whether who answers for it may still. @throws Unavailable */
  async ownerHolds({ state }: Endpoint): Promise<boolean> {
    const agent = /^agent:(.*)$/.exec(state.owner)?.[1]
    if (agent !== undefined) return this.#mayStill(agent as AgentId, state.terms)
    const id = apiKeyIdIn(state.owner.replace(/^key:/, ''))
    if (id === undefined) return true
    const { runner, clock } = this.options.desk
    const { state: key } = await runner.load(apiKeyDecider, apiKeyStream(id), keyFreshMs)
    const standing = key.exists ? keyStandingOf(key, clock.now()) : 'revoked'
    return standing !== 'revoked' && standing !== 'expired'
  }

  /** An agent who is one still, in a role that gives what the endpoint is told. */
  async #mayStill(id: AgentId, { events, personal }: Endpoint['state']['terms']): Promise<boolean> {
    const { state: agent } = await this.options.desk.runner.load(agentDecider, agentStream(id), keyFreshMs)
    if (!agent.exists || agent.removed || agent.leftAt !== null) return false
    const own = { scopes: scopesOfRole[agent.profile.role] }
    const needed = events.flatMap(type => scopeFor(type) ?? [])
    const all = [...needed, 'webhooks:manage' as const, ...(personal ? ['tickets:personal' as const] : [])]
    return all.every(scope => hasScope(own, scope))
  }
}
