import type { QueryBus } from '@nestjs/cqrs'
import { GetTicket, type TicketAnswer } from '#application'
import { idOf, isStreamOf, type Principal, seesQueue } from '#domain'
import { isUuid, type TicketId } from '#kernel'
import { notFound } from '../problems/problem.js'

/** @throws Problem 404 where there is none, or who asks does not see its queue */
export async function ticketFor(
  ticketId: TicketId,
  principal: Principal,
  queries: QueryBus
): Promise<TicketAnswer> {
  const { value } = await queries.execute(new GetTicket(ticketId, { kind: 'now' }, {}))
  if (!value || !seesQueue(principal, value.ticket.queueId)) throw notFound('ticket')
  return value
}

/** An event of a ticket that who asks does not see is not there. @throws Problem 404 */
export async function mustSeeStream(stream: string, principal: Principal, queries: QueryBus): Promise<void> {
  if (principal.queues === null || !isStreamOf(stream, 'ticket')) return
  const id = idOf(stream)
  if (!isUuid(id)) throw notFound('event')
  await ticketFor(id as TicketId, principal, queries)
}
