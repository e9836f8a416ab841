import type { TicketCommand } from '#domain'
import { flag, literally, optional, orNull, parseBody } from '../input/body.js'
import { agentId, teamId } from '../input/ids.js'
import { id, input, nullableText, yesNo } from '../openapi/schema-parts.js'
import type { Schema } from '../openapi/types.js'
import { invalidBody } from '../problems/problem.js'

const ways = ['agent_id', 'team_id', 'unassign'] as const

export const assignmentSchema: Schema = {
  oneOf: [
    input(['agent_id'], { agent_id: id('agt'), force: yesNo }),
    input(['team_id'], { team_id: nullableText }),
    input(['unassign'], { unassign: { const: true } })
  ]
}

/** @throws Problem 422 */
export function assignmentIn(body: unknown): TicketCommand {
  const given = parseBody(body, {
    agent_id: optional(agentId),
    team_id: optional(orNull(teamId)),
    unassign: optional(literally(true)),
    force: optional(flag)
  })
  const [way, other] = ways.filter(name => given[name] !== undefined)
  if (way === undefined) throw oneError('', 'required', `must have one of ${ways.join(', ')}`)
  if (other !== undefined) throw oneError(`/${other}`, 'exclusive', `excludes ${way}`)
  if (given.force !== undefined && way !== 'agent_id')
    throw oneError('/force', 'exclusive', 'belongs to agent_id')
  if (given.agent_id !== undefined)
    return { type: 'AssignTicket', agentId: given.agent_id, force: given.force ?? false }
  return given.team_id === undefined
    ? { type: 'UnassignTicket' }
    : { type: 'AssignTeam', teamId: given.team_id }
}

const oneError = (pointer: string, code: string, message: string) => invalidBody([{ pointer, code, message }])
