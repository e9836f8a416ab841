import type { TicketFilter } from '#application'
import { listedByAny, listedByOne, listedByTime, type TicketSort, ticketSorts } from '#domain'
import type { Instant } from '#kernel'
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
  ...listedByOne,
  ...listedByTime,
  sort: oneOf(ticketSorts)
}

type Asked = Partial<Values<typeof ticketFilters>>

/** `now`: what is asked about is told as of then. */
export function filterOf(asked: Asked, now: Instant): TicketFilter {
  const { due_within_s, created_after, created_before, updated_after, sort: _, ...others } = asked
  return {
    ...others,
    dueBefore: due_within_s === undefined ? undefined : ((now + due_within_s * 1000) as Instant),
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
