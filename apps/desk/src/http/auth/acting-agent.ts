import { hasScope, type Principal } from '#domain'
import type { AgentId } from '#kernel'
import { Problem } from '../problems/problem.js'
import { mustHave } from './must-have.js'

/**
 * Whose a command is: the agent's that the body names, or of the agent who has signed in; undefined: nobody's, the API's.
 * @throws Problem 403: a key without the scope, or an agent who names another and is no admin
 */
export function actingAgent(principal: Principal, named: AgentId | undefined): AgentId | undefined {
  if (principal.kind === 'agent') {
    if (named !== undefined && named !== principal.id && !hasScope(principal, 'admin')) throw notYourself
    return named ?? principal.id
  }
  if (named !== undefined) mustHave(principal, ['agents:act_as'])
  return named
}

const notYourself = new Problem(403, 'not_yourself', 'an agent writes for nobody else')
