import { type CommandAnswer, type FieldsFrom, fieldsChange, type Prepared, titleChange } from '#application'
import { priorities, seesQueue, type TicketCommand, ticketStatuses } from '#domain'
import type { Instant } from '#kernel'
import type { Call } from '../api/call.js'
import { actingAgent } from '../auth/acting-agent.js'
import { anyObject, choice, optional, orNull, parseBody, parsed, words } from '../input/body.js'
import { agentId, queueId } from '../input/ids.js'
import { input, nullableId, oneOf, tags } from '../openapi/schema-parts.js'
import { invalidBody } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { unassignment } from './assignment.js'
import type { Asked } from './ticket-command.js'

const maxTitle = 200

/** Undefined: more than a line, or nothing to read. */
function titleIn(text: string): string | undefined {
  const title = text.trim()
  const isLine = title.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(title)
  return isLine && title.length >= 1 && title.length <= maxTitle ? title : undefined
}

export const titleField = parsed(titleIn, `must be a line of 1 to ${maxTitle} characters`)

export const titleSchema = {
  type: 'string',
  minLength: 1,
  maxLength: maxTitle,
  examples: ['Parcel 10117 has not come']
}

const shape = {
  queue_id: optional(queueId),
  priority: optional(choice(priorities)),
  tags: optional(orNull(words(50))),
  title: optional(orNull(titleField)),
  fields: optional(orNull(anyObject)),
  assigned_agent_id: optional(orNull(agentId)),
  status: optional(choice(ticketStatuses))
}

export const ticketPatchSchema = input([], {
  queue_id: { type: 'string' },
  priority: oneOf(priorities),
  tags: { ...tags, type: ['array', 'null'] },
  title: { ...titleSchema, type: ['string', 'null'] },
  fields: { type: ['object', 'null'], additionalProperties: true, examples: [{ order: '10117' }] },
  assigned_agent_id: nullableId('agt'),
  status: oneOf(ticketStatuses)
})

/** A merge patch (RFC 7396) as commands, in the order in which they are applied. @throws Problem 409, 422 */
export async function askedByPatch(
  call: Call,
  { ticket }: CommandAnswer,
  deps: FieldsFrom,
  now: Instant
): Promise<Asked> {
  const { queue_id, priority, tags, title, fields, assigned_agent_id, status } = parseBody(call.body, shape)
  if (queue_id !== undefined && !seesQueue(call.principal, queue_id))
    throw invalidBody([{ pointer: '/queue_id', code: 'unknown', message: 'is no queue' }])
  const command: TicketCommand[] = []
  if (queue_id !== undefined) command.push({ type: 'TransferTicket', queueId: queue_id })
  if (priority !== undefined) command.push({ type: 'ChangePriority', priority })
  if (tags !== undefined) command.push({ type: 'SetTags', tags: tags ?? [] })
  const { subjectId, id: ticketId } = ticket
  if (title !== undefined) command.push(preparedIn(await titleChange(deps.vault, subjectId, title)))
  if (fields !== undefined) {
    const held = ticket.fields.flatMap(({ of }) => of)
    command.push(preparedIn(await fieldsChange(deps, { ticketId, subjectId, held, given: fields })))
  }
  if (assigned_agent_id === null) command.push(unassignment(actingAgent(call.principal, undefined)))
  else if (assigned_agent_id !== undefined) command.push({ type: 'AssignTicket', agentId: assigned_agent_id })
  if (status !== undefined) command.push({ type: 'ChangeStatus', to: status, cause: 'api', now })
  return { command, pointers: { agent_unknown: '/assigned_agent_id' } }
}

/** @throws Problem 409, 422 */
export function preparedIn(prepared: Prepared): TicketCommand {
  if ('command' in prepared) return prepared.command
  throw 'refusal' in prepared ? problemOf(prepared.refusal) : invalidBody(prepared.problems)
}
