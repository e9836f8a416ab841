import {
  agentDecider,
  agentStream,
  type FieldProblem,
  membersOf,
  repeatedMembers,
  telegramUserIn
} from '#domain'
import {
  type AgentId,
  agentIdFor,
  agentIdIn,
  agentIdText,
  type JsonObject,
  type Outcome,
  ok,
  refuse
} from '#kernel'
import { type CommandContext, stepOf } from '../command-context.js'
import { SeeAgent, SeeAgentHandler } from '../commands/see-agent.js'
import type { Desk } from '../desk.js'

const listIn = ({ members }: JsonObject): readonly string[] =>
  (Array.isArray(members) ? members : []).filter(one => typeof one === 'string')

/**
 * Members are agents. Who is given as `tg:` becomes one if need be, and is published by the agent's id. Who was removed is
 * none, but where the team in force has them already: so what holds can be published again.
 */
export class TeamMembers {
  constructor(private readonly desk: Desk) {}

  /** What is wrong with a team whose fields are right. */
  async problemsOf(id: string, body: JsonObject): Promise<readonly FieldProblem[]> {
    const before = await this.#before(id)
    const given = listIn(body)
    const wrong: FieldProblem[] = []
    for (const [index, member] of given.entries()) {
      const agentId = agentIdIn(member)
      if (agentId && !before.includes(agentId) && !(await this.#isActive(agentId)))
        wrong.push({ pointer: `/members/${index}`, code: 'unknown_agent', message: 'is no agent' })
    }
    if (wrong.length > 0) return wrong
    const known = await Promise.all(given.map(async member => (await this.#known(member)) ?? member))
    return repeatedMembers(known, '/members')
  }

  /** The team with ids of agents alone. */
  async registered(
    id: string,
    body: JsonObject,
    context: CommandContext
  ): Promise<Outcome<JsonObject, 'agent_forgotten' | 'not_an_agent'>> {
    const before = await this.#before(id)
    const members: string[] = []
    for (const member of listIn(body)) {
      const user = telegramUserIn(member)
      const registered = user === undefined ? undefined : await this.#register(user, before, context)
      if (registered && !registered.ok) return registered
      members.push(registered ? agentIdText(registered.value) : member)
    }
    return ok({ ...body, members })
  }

  async #register(
    user: number,
    before: readonly AgentId[],
    context: CommandContext
  ): Promise<Outcome<AgentId, 'agent_forgotten' | 'not_an_agent'>> {
    const subjectId = await this.desk.vault.subjectFor(user)
    const agentId = agentIdFor(subjectId)
    if (before.includes(agentId) || (await this.#isActive(agentId))) return ok(agentId)
    // Until Telegram says what they are called.
    const profile = { user_id: user, display_name: `tg:${user}`, username: null }
    const see = new SeeAgent(subjectId, profile, stepOf(context, `tg:${user}`), 'listed')
    const seen = await new SeeAgentHandler(this.desk).execute(see)
    return seen.ok ? ok(agentId) : refuse(seen.reason)
  }

  async #known(member: string): Promise<string | undefined> {
    const user = telegramUserIn(member)
    const subjectId = user === undefined ? undefined : await this.desk.vault.findSubject(user)
    return subjectId && agentIdText(agentIdFor(subjectId))
  }

  async #before(id: string): Promise<readonly AgentId[]> {
    return membersOf((await this.desk.settings.body('team', id)) ?? {})
  }

  async #isActive(agentId: AgentId): Promise<boolean> {
    const { state } = await this.desk.runner.load(agentDecider, agentStream(agentId))
    return state.exists && !state.removed
  }
}
