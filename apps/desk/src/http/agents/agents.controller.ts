import { Delete, Get, Inject, Param, Patch, Post } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import {
  ActOnAgent,
  type AgentAnswer,
  type Done,
  GetAgent,
  ListAgents,
  RemoveAgent,
  SeeAgent
} from '#application'
import { type AgentCommand, agentRoles, availabilities } from '#domain'
import { type AgentId, agentIdFor, agentIdIn, agentIdText, instantIn, type JsonObject, toIso } from '#kernel'
import { conceal } from '#privacy'
import { type Answer, found, positionOf } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, contextOf, TheCall } from '../api/call.js'
import { eventRefs } from '../api/event-refs.js'
import { Lists } from '../api/lists.js'
import { mustHave } from '../auth/must-have.js'
import { Scope } from '../auth/scope.js'
import {
  choice,
  optional,
  orNull,
  parseBody,
  parsed,
  required,
  text,
  wholeNumber,
  words
} from '../input/body.js'
import { minPosition, parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { invalidBody, notFound } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'

const usernameIn = (text: string): string | undefined => /^@?(\w{1,32})$/.exec(text)?.[1]

const listed = {
  telegram_user_id: required(wholeNumber(1)),
  display_name: required(text(200)),
  username: optional(parsed(usernameIn, 'must be a Telegram username'))
}

const changed = {
  skills: optional(words(50)),
  capacity: optional(orNull(wholeNumber(0, 10_000))),
  role: optional(choice(agentRoles))
}

const availability = {
  to: required(choice(availabilities)),
  until: optional(orNull(parsed(instantIn, 'must be a time by RFC 3339'))),
  reason: optional(text(500))
}

@ApiController('agents')
export class AgentsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('agents:read')
  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const { paging, at, body } = this.lists.parse(call.query, 'agents', {})
    const { value, reflects } = await this.queries.execute(new ListAgents(paging, at))
    return found(body(value, agentBody), reflects)
  }

  @Scope('agents:read')
  @Get(':id')
  async get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const agentId = agentIdIn(id)
    if (!agentId) throw notFound('agent')
    const { min_position } = parseQuery(call.query, { min_position: minPosition })
    const { value, reflects } = await this.queries.execute(
      new GetAgent(agentId, { minPosition: min_position })
    )
    if (!value) throw notFound('agent')
    return found(agentBody(value), reflects)
  }

  /** Puts somebody on the list of agents, by Telegram's id. What Telegram says of their name later replaces this one. */
  @Scope('agents:write')
  @Post()
  async register(@TheCall() call: Call): Promise<Answer> {
    const { telegram_user_id, display_name, username } = parseBody(call.body, listed)
    const subjectId = await this.deps.vault.subjectFor(telegram_user_id)
    const agentId = agentIdFor(subjectId)
    await this.#mustBeAdminFor(agentId, call)
    const profile = { user_id: telegram_user_id, display_name, username: username ?? null }
    const context = contextOf(call, agentId)
    const done = await this.commands.execute(new SeeAgent(subjectId, profile, context, 'listed'))
    if (!done.ok) throw problemOf(done)
    return this.#done(agentId, done.value)
  }

  /** What an agent can do and carry; what is left out stays. A role is given by admins only. */
  @Scope('agents:write')
  @Patch(':id')
  async change(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const change = parseBody(call.body, changed)
    if (change.role !== undefined) mustHave(call.principal, ['admin'])
    return this.#act(id, { type: 'ChangeProfile', change }, call)
  }

  /** Whether an agent gets anything new, and until when not. The reason is sealed under the agent's own key. */
  @Scope('agents:write')
  @Post(':id/availability-changes')
  async changeAvailability(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const { to, until = null, reason } = parseBody(call.body, availability)
    if (to === 'available' && until !== null)
      throw invalidBody([{ pointer: '/until', code: 'exclusive', message: 'is for busy and away' }])
    const now = this.deps.clock.now()
    const command = { type: 'ChangeAvailability', to, until, cause: 'request', now } as const
    return this.#act(id, reason === undefined ? command : { ...command, reason: conceal({ reason }) }, call)
  }

  /** Takes somebody off the list: from now on they may do nothing here. Their tickets stay theirs until reassigned. */
  @Scope('agents:write')
  @Delete(':id')
  async remove(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const agentId = agentIdIn(id)
    if (!agentId) throw notFound('agent')
    await this.#mustBeAdminFor(agentId, call)
    const done = await this.commands.execute(new RemoveAgent(agentId, contextOf(call, agentId)))
    if (!done.ok) throw notFound('agent')
    return this.#done(agentId, done.value)
  }

  /** An admin is retired, and taken up again, by admins only. @throws Problem 403 */
  async #mustBeAdminFor(agentId: AgentId, { principal }: Call): Promise<void> {
    const standing = await this.deps.standingOf(agentId)
    if (standing?.role === 'admin') mustHave(principal, ['admin'])
  }

  async #act(
    id: string,
    command: Exclude<AgentCommand, { type: 'SeeAgent' | 'RemoveAgent' }>,
    call: Call
  ): Promise<Answer> {
    const agentId = agentIdIn(id)
    if (!agentId) throw notFound('agent')
    const done = await this.commands.execute(new ActOnAgent(agentId, command, contextOf(call, agentId)))
    if (done.ok) return this.#done(agentId, done.value)
    if (done.reason === 'unknown_agent') throw notFound('agent')
    throw problemOf({ ...done, reason: done.reason })
  }

  async #done(agentId: AgentId, done: Done): Promise<Answer> {
    return {
      status: done.events.some(({ type }) => type === 'AgentRegistered') ? 201 : 200,
      headers: positionOf(done),
      body: { events: await eventRefs(this.deps.reads.log, done), agent_id: agentIdText(agentId) }
    }
  }
}

const agentBody = ({
  agent,
  displayName,
  username,
  assignedOpen,
  oldestOpenAt,
  counting,
  limit,
  teams
}: AgentAnswer): JsonObject => ({
  id: agentIdText(agent.id),
  display_name: displayName,
  username,
  availability: agent.availability,
  availability_until: agent.availabilityUntil === null ? null : toIso(agent.availabilityUntil),
  teams: [...teams],
  skills: [...agent.skills],
  role: agent.role,
  active: agent.active,
  assigned_open: assignedOpen,
  oldest_open_at: oldestOpenAt === null ? null : toIso(oldestOpenAt),
  capacity: { limit, held: assignedOpen, counting }
})
