import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createSignInCodes, type SignInCodes, type StreamRunner } from '#application'
import type { DeskState } from '#desk-state'
import {
  type Actor,
  type AgentRole,
  actorOf,
  agentDecider,
  agentStream,
  hasScope,
  type Principal,
  type SessionCommand,
  type SessionEndedWhy,
  type SignInWay,
  scopesOfRole,
  sessionDecider,
  sessionStream
} from '#domain'
import { type AgentId, type Clock, commandIdFor, type Instant, type SessionId } from '#kernel'
import type { Logger } from '#observability'
import type { ApiKeys } from './api-keys.js'
import { hashOf } from './new-key.js'
import { factOf, recordIn, type SessionRecord } from './session-record.js'

const prefix = 'session:'
const longestMs = 12 * 3_600_000
/** How old what is known of a session, or of its agent, may be: what ends elsewhere is refused here after this. */
const freshMs = 500
const maxHeld = 10_000

export interface Session {
  readonly id: SessionId
  readonly principal: Principal
  readonly role: AgentRole | null
  readonly begunAt: Instant
  readonly expiresAt: Instant
}

/** Who has signed in at the console, on every process alike: the desk state keeps a hash of each cookie. */
export class Sessions {
  readonly codes: SignInCodes
  readonly #held = new Map<
    SessionId,
    { readonly readAt: number; readonly record: Promise<SessionRecord | undefined> }
  >()

  constructor(
    private readonly parts: {
      readonly state: DeskState
      readonly runner: StreamRunner
      readonly apiKeys: Pick<ApiKeys, 'principalOf' | 'holderOf'>
      readonly clock: Clock
      readonly logger: Logger
    }
  ) {
    this.codes = createSignInCodes(parts)
  }

  /** Undefined: the code is wrong, used or old. */
  async byCode(code: string): Promise<{ session: Session; cookie: string } | undefined> {
    const id = await this.codes.redeem(code)
    if (id === undefined) return undefined
    const { state: agent } = await this.parts.runner.load(agentDecider, agentStream(id))
    if (!agent.exists) return undefined
    const { role } = agent.profile
    return this.#begin('code', { kind: 'agent', id, role, turns: agent.turns }, null)
  }

  /** Of somebody who has shown this key. */
  byKey(
    key: string,
    { id, expiresAt }: Principal
  ): Promise<{ session: Session; cookie: string } | undefined> {
    return this.#begin('key', { kind: 'key', id, keyHash: hashOf(key).toString('hex') }, expiresAt)
  }

  async #begin(way: SignInWay, who: SessionRecord['who'], until: Instant | null) {
    const begunAt = this.parts.clock.now()
    const expiresAt = Math.min(begunAt + longestMs, until ?? Number.POSITIVE_INFINITY)
    const id = newSessionId()
    const cookie = `${id}_${randomBytes(32).toString('hex')}`
    const record = { id, hash: hashOf(cookie).toString('hex'), who, begunAt, expiresAt }
    const principal = actorOf(who)
    const role = who.kind === 'agent' ? who.role : null
    const session = await this.#standing(record)
    if (typeof session === 'string') return undefined
    await this.#record(id, { type: 'BeginSession', principal, role, way, expiresAt }, principal)
    await this.parts.state.setFact(prefix + id, factOf(record))
    return { session, cookie }
  }

  /** Whose cookie it is; undefined: nobody's, or it has ended. @throws Unavailable */
  async holding(cookie: string): Promise<Session | undefined> {
    const id = idIn(cookie)
    const record = id && (await this.#recordOf(id))
    if (!record || !timingSafeEqual(Buffer.from(record.hash, 'hex'), hashOf(cookie))) return undefined
    const session = await this.#standing(record)
    if (typeof session !== 'string') return session
    await this.#end(record.id, session, 'process:sign-in')
    return undefined
  }

  async all(): Promise<Session[]> {
    const open: Session[] = []
    for (const { name, value } of await this.parts.state.facts(prefix)) {
      const record = recordIn(name.slice(prefix.length) as SessionId, value)
      const session = record && (await this.#standing(record))
      if (typeof session === 'object') open.push(session)
      else if (record && session) await this.#end(record.id, session, 'process:sign-in')
    }
    return open.sort((a, b) => a.begunAt - b.begunAt || (a.id < b.id ? -1 : 1))
  }

  /** False: there is none. */
  async end(id: SessionId, why: SessionEndedWhy, by: Actor): Promise<boolean> {
    if ((await this.parts.state.fact(prefix + id)) === undefined) return false
    await this.#end(id, why, by)
    return true
  }

  async refused(way: SignInWay): Promise<void> {
    await this.#record(newSessionId(), { type: 'RefuseSignIn', way }, 'process:sign-in')
  }

  /** Puts on record what has ended without anybody asking, until it is stopped. */
  async sweep(everyMs: number, signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.parts
    while (!signal.aborted) {
      await clock.sleep(everyMs, signal).catch(() => {})
      if (signal.aborted) return
      try {
        await this.all()
        await this.codes.sweep()
      } catch (error) {
        logger.debug({ error }, 'sessions could not be looked through')
      }
    }
  }

  #recordOf(id: SessionId): Promise<SessionRecord | undefined> {
    const known = this.#held.get(id)
    const readAt = this.parts.clock.monotonic()
    if (known && readAt - known.readAt < freshMs) return known.record
    const record = this.parts.state.fact(prefix + id).then(fact => fact && recordIn(id, fact))
    if (this.#held.size >= maxHeld) this.#held.clear()
    this.#held.set(id, { readAt, record })
    record.catch(() => this.#held.delete(id))
    return record
  }

  /** What it may now, or why it has ended. */
  async #standing(record: SessionRecord): Promise<Session | SessionEndedWhy> {
    const { runner, apiKeys, clock } = this.parts
    const { who, expiresAt, ...common } = record
    if (expiresAt <= clock.now()) return 'expired'
    if (who.kind === 'key') {
      const principal = await apiKeys.holderOf(who.id, Buffer.from(who.keyHash, 'hex'))
      if (!principal) return 'key_ended'
      const until = Math.min(expiresAt, principal.expiresAt ?? expiresAt)
      return { id: common.id, begunAt: common.begunAt, principal, role: null, expiresAt: until }
    }
    const { state: agent } = await runner.load(agentDecider, agentStream(who.id), freshMs)
    if (!agent.exists || agent.removed) return 'agent_retired'
    if (agent.leftAt !== null) return 'agent_left'
    if (agent.profile.role !== who.role) return 'role_changed'
    // Left and came back, or had another role in between.
    if (agent.turns !== who.turns) return 'agent_left'
    const principal = {
      kind: 'agent' as const,
      id: who.id,
      scopes: scopesOfRole[who.role],
      queues: null,
      cidrs: null,
      expiresAt
    }
    return { id: common.id, begunAt: common.begunAt, principal, role: who.role, expiresAt }
  }

  /** Whether this agent may still what a session of theirs might. @throws Unavailable */
  async mayStill({ id, scopes }: Pick<Principal, 'id' | 'scopes'>): Promise<boolean> {
    const { state: agent } = await this.parts.runner.load(agentDecider, agentStream(id as AgentId), freshMs)
    if (!agent.exists || agent.removed || agent.leftAt !== null) return false
    const own = { scopes: scopesOfRole[agent.profile.role] }
    return scopes.every(scope => hasScope(own, scope))
  }

  async #end(id: SessionId, why: SessionEndedWhy, by: Actor): Promise<void> {
    // First the end itself: what is on record as ended opens nothing any more.
    await this.parts.state.dropFact(prefix + id)
    this.#held.delete(id)
    await this.#record(id, { type: 'EndSession', why }, by)
  }

  async #record(id: SessionId, command: SessionCommand, actor: Actor): Promise<void> {
    const cause = `${command.type} ${id}`
    const context = {
      commandId: commandIdFor(cause),
      causationId: cause,
      correlationId: sessionStream(id),
      actor
    }
    const done = await this.parts.runner.run(sessionDecider, sessionStream(id), command, context)
    if (!done.ok) this.parts.logger.warn({ session: id, reason: done.reason }, 'a session is not on record')
  }
}

/** What an agent may be, also of one who was removed. */
/** What an agent may be, also of one who was removed. */
export interface Standing {
  readonly role: AgentRole
  readonly removed: boolean
}

export async function standingIn(runner: StreamRunner, id: AgentId): Promise<Standing | undefined> {
  const { state } = await runner.load(agentDecider, agentStream(id))
  return state.exists ? { role: state.profile.role, removed: state.removed } : undefined
}

const newSessionId = (): SessionId => randomBytes(8).toString('hex') as SessionId

const idIn = (cookie: string): SessionId | undefined =>
  /^([0-9a-f]{16})_[0-9a-f]{64}$/.exec(cookie)?.[1] as SessionId | undefined
