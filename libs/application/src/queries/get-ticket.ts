import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { ticketStream } from '#domain'
import type { Instant, TicketId } from '#kernel'
import { foldTicket, type TicketDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { answerOf, customerOf, type TicketAnswer } from './ticket-answer.js'

/** `time`: what was recorded at or before it. */
export type TicketMoment =
  | { readonly kind: 'now' }
  | { readonly kind: 'time'; readonly instant: Instant }
  | { readonly kind: 'revision'; readonly revision: number }

/** Undefined: there is no such ticket, or there was none yet, or it has no such revision. */
export class GetTicket extends Query<Reflecting<TicketAnswer | undefined>> {
  constructor(
    readonly ticketId: TicketId,
    readonly moment: TicketMoment,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetTicket)
export class GetTicketHandler implements IQueryHandler<GetTicket> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ ticketId, moment, at }: GetTicket) {
    const { reads } = this
    const reflects = await reach(reads, moment.kind === 'now' ? ['tickets', 'customers'] : ['log'], at)
    return {
      value: moment.kind === 'now' ? await this.#now(ticketId) : await this.#then(ticketId, moment),
      reflects
    }
  }

  async #now(ticketId: TicketId) {
    const { tickets, groupChats, customers, sealer } = this.reads
    const ticket = await tickets.get(ticketId)
    const [present] = ticket ? await groupChats.present([ticket]) : []
    return present && answerOf(sealer, present, await customers.get(present.conversationId))
  }

  /** From the log: the first part of the stream, folded as the view folds it. */
  async #then(ticketId: TicketId, moment: Exclude<TicketMoment, { kind: 'now' }>) {
    const { log, sealer } = this.reads
    let ticket: TicketDocument | undefined
    let then = moment.kind === 'time' ? moment.instant : 0
    for await (const event of log.readStream(ticketStream(ticketId))) {
      if (moment.kind === 'time' && event.recordedAt > moment.instant) break
      if (moment.kind === 'revision' && event.revision > moment.revision) break
      ticket = foldTicket(ticket, event)
      if (moment.kind === 'revision') then = event.recordedAt
    }
    if (!ticket || (moment.kind === 'revision' && ticket.revision !== moment.revision)) return undefined
    return answerOf(sealer, ticket, await customerOf(log, ticket, then))
  }
}
