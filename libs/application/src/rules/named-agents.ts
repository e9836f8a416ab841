import { agentDecider, agentStream, agentsIn, type FieldProblem } from '#domain'
import { agentIdIn, type JsonObject } from '#kernel'
import type { Desk } from '../desk.js'

/** What is wrong with the agents that a rule names. */
export async function namedAgentProblems(
  { runner }: Pick<Desk, 'runner'>,
  rule: JsonObject
): Promise<readonly FieldProblem[]> {
  const wrong: FieldProblem[] = []
  for (const { agent, pointer } of agentsIn(rule)) {
    const agentId = agentIdIn(agent)
    const { state } = agentId
      ? await runner.load(agentDecider, agentStream(agentId))
      : { state: agentDecider.initial }
    if (!state.exists || state.removed) wrong.push({ pointer, code: 'unknown_agent', message: 'is no agent' })
  }
  return wrong
}
