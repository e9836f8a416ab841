import { Injectable } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import type { Request } from 'express'
import { GetCommandAnswer } from '#application'
import { type Principal, seesQueue } from '#domain'
import { type QueueId, type TicketId, ticketIdIn } from '#kernel'
import type { Call } from '../api/call.js'
import { notFound } from '../problems/problem.js'

/** Every route about one queue, whatever it says of it. */
const ofQueue = '/api/v1/queues/:id'

/** What somebody with queues of their own does not see is not there for them: 404, on every route that names it. */
@Injectable()
export class QueueGate {
  constructor(private readonly queries: QueryBus) {}

  /** A command that the log knows was let in when it came: it gets its answer again. @throws Problem 404 */
  async pass(
    request: Request,
    { principal, commandId }: Pick<Call, 'principal' | 'commandId'>
  ): Promise<void> {
    if (principal.queues === null) return
    const route: unknown = request.route?.path
    const { id } = request.params
    if (
      typeof route === 'string' &&
      route.startsWith(ofQueue) &&
      !seesQueue(principal, String(id) as QueueId)
    ) {
      throw notFound('queue')
    }
    for (const param of Object.values(request.params)) {
      const ticketId = typeof param === 'string' ? ticketIdIn(param) : undefined
      if (ticketId !== undefined) await this.passTicket(ticketId, { principal, commandId })
    }
  }

  /** @throws Problem 404 */
  async passTicket(
    ticketId: TicketId,
    { principal, commandId }: Pick<Call, 'principal' | 'commandId'>
  ): Promise<void> {
    if (principal.queues === null) return
    const answer = await this.queries.execute(new GetCommandAnswer(ticketId, [commandId]))
    if (answer?.events.length === 0 && !seesQueue(principal, answer.ticket.queueId)) throw notFound('ticket')
  }
}

/** Of the queues asked for, or of all, those that the principal sees; undefined: all. */
export const queuesFor = (
  { queues }: Principal,
  asked: readonly QueueId[] | undefined
): readonly QueueId[] | undefined =>
  queues === null ? asked : asked === undefined ? queues : asked.filter(queue => queues.includes(queue))
