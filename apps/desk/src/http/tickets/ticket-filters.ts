import type { TicketFilter } from '#application'
import { listedByAny, listedByTime, type TicketSort, ticketSorts } from '#domain'
import { listOf, oneOf, type Values } from '../input/query.js'
import { badQuery } from '../problems/problem.js'

const { status, queue, assignee, priority, code, tag, team, customer, sla } = listedByAny

/** Of every list of tickets. */
export const ticketFilters = {
  status: listOf(status),
  queue: listOf(queue),
  assignee: listOf(assignee),
  priority: listOf(priority),
  code: listOf(code),
  tag: listOf(tag),
  team: listOf(team),
  customer: listOf(customer),
  sla: listOf(sla),
  ...listedByTime,
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
