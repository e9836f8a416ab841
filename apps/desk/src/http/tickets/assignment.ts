import type { TicketCommand } from '#domain'
import type { AgentId } from '#kernel'
import { flag, literally, optional, orNull, parseBody } from '../input/body.js'
import { agentId, teamId } from '../input/ids.js'
import { id, input, nullableText, text, yesNo } from '../openapi/schema-parts.js'
import type { Schema } from '../openapi/types.js'
import { invalidBody } from '../problems/problem.js'
import type { AutoAssignment } from './ticket-command.js'

const ways = ['agent_id', 'auto', 'unassign'] as const

export const assignmentSchema: Schema = {
  oneOf: [
    input(['agent_id'], { agent_id: id('agt'), force: yesNo }),
    input(['team_id'], { team_id: nullableText }),
    input(['auto'], { auto: { const: true }, team_id: text }),
    input(['unassign'], { unassign: { const: true } })
  ]
}

/** `by`: the agent whose session asks. @throws Problem 422 */
export function assignmentIn(body: unknown, by?: AgentId): TicketCommand | AutoAssignment {
  const given = parseBody(body, {
    agent_id: optional(agentId),
    team_id: optional(orNull(teamId)),
    auto: optional(literally(true)),
    unassign: optional(literally(true)),
    force: optional(flag)
  })
  const { agent_id, team_id, force } = given
  const [way, other] = ways.filter(name => given[name] !== undefined)
  if (way === undefined && team_id === undefined)
    throw oneError('', 'required', 'must have agent_id, team_id, auto or unassign')
  if (other !== undefined) throw oneError(`/${other}`, 'exclusive', `excludes ${way}`)
  if (team_id !== undefined && (way === 'agent_id' || way === 'unassign'))
    throw oneError(`/${way}`, 'exclusive', 'excludes team_id')
  if (force !== undefined && way !== 'agent_id') throw oneError('/force', 'exclusive', 'belongs to agent_id')
  if (agent_id !== undefined) return { type: 'AssignTicket', agentId: agent_id, force: force ?? false }
  if (way === 'auto') {
    if (team_id === null) throw oneError('/team_id', 'invalid', 'must be the id of a team')
    return { type: 'AssignAutomatically', teamId: team_id }
  }
  return team_id === undefined ? unassignment(by) : { type: 'AssignTeam', teamId: team_id }
}

export const unassignment = (by: AgentId | undefined): TicketCommand => ({
  type: 'UnassignTicket',
  ...(by && { by })
})

const oneError = (pointer: string, code: string, message: string) => invalidBody([{ pointer, code, message }])
