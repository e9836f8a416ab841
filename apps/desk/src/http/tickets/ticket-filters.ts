import { slaWanted, type TicketFilter, type TicketSort, ticketSorts } from '#application'
import { foldTag, priorities, ticketStatuses } from '#domain'
import { type AgentId, agentIdIn, customerIdIn, isSlug, type TeamId, ticketCodeIn } from '#kernel'
import { queueId, time } from '../input/params.js'
import { listOf, oneOf, type Param, type Values } from '../input/query.js'
import { badQuery } from '../problems/problem.js'

const assignee: Param<AgentId | null> = {
  read: text => (text === 'none' ? null : agentIdIn(text)),
  expected: 'an agent id or none'
}
const team: Param<TeamId | null> = {
  read: text => (text === 'none' ? null : isSlug(text) ? (text as TeamId) : undefined),
  expected: 'a team id or none'
}
const tag: Param<string> = {
  read: text => (text.trim() !== '' && text.length <= 200 ? foldTag(text.trim()) : undefined),
  expected: 'a tag'
}

/** Of every list of tickets. */
export const ticketFilters = {
  status: listOf(oneOf(ticketStatuses)),
  queue: listOf(queueId),
  assignee: listOf(assignee),
  priority: listOf(oneOf(priorities)),
  code: listOf({ read: ticketCodeIn, expected: "a ticket's code" }),
  tag: listOf(tag),
  team: listOf(team),
  customer: listOf({ read: customerIdIn, expected: 'a customer id' }),
  sla: listOf(oneOf(slaWanted)),
  created_after: time,
  created_before: time,
  updated_after: time,
  sort: oneOf(ticketSorts)
}

type Asked = Partial<Values<typeof ticketFilters>>

export function filterOf(asked: Asked): TicketFilter {
  const { created_after, created_before, updated_after, sort: _, ...others } = asked
  return {
    ...others,
    createdAfter: created_after,
    createdBefore: created_before,
    updatedAfter: updated_after
  }
}

/** `updated_after` is for following what changes, so only in that order. @throws Problem 400 */
export function sortOf({ sort, updated_after }: Asked, usual: TicketSort): TicketSort {
  if (updated_after === undefined) return sort ?? usual
  if (sort !== undefined && sort !== 'updated_at')
    throw badQuery('updated_after goes with sort=updated_at only')
  return 'updated_at'
}
