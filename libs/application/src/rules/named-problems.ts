import {
  agentDecider,
  agentStream,
  agentsIn,
  areOfTickets,
  endpointDecider,
  endpointStream,
  endpointsIn,
  type FieldProblem
} from '#domain'
import { agentIdIn, endpointIdIn, type JsonObject } from '#kernel'
import type { Desk } from '../desk.js'

type Part = Pick<Desk, 'runner'>

/** What is wrong with what a rule names that is no setting: agents and endpoints. */
export const namedProblems = async (desk: Part, rule: JsonObject): Promise<readonly FieldProblem[]> => [
  ...(await agentProblems(desk, rule)),
  ...(await endpointProblems(desk, rule))
]

async function agentProblems({ runner }: Part, rule: JsonObject): Promise<readonly FieldProblem[]> {
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

async function endpointProblems({ runner }: Part, rule: JsonObject): Promise<readonly FieldProblem[]> {
  const wrong: FieldProblem[] = []
  for (const { endpoint, pointer } of endpointsIn(rule)) {
    const id = endpointIdIn(endpoint)
    const { state } = id
      ? await runner.load(endpointDecider, endpointStream(id))
      : { state: endpointDecider.initial }
    if (!state.exists) wrong.push({ pointer, code: 'unknown_endpoint', message: 'is no endpoint' })
    else if (!areOfTickets(state.terms.events))
      wrong.push({
        pointer,
        code: 'endpoint_not_allowed',
        message: 'is an endpoint that is told nothing of tickets'
      })
  }
  return wrong
}
