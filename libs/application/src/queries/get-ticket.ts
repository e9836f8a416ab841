import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { TicketId } from '#kernel'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { answerOf, type TicketAnswer } from './ticket-answer.js'
import { type PastMoment, type TicketMoment, ticketThen } from './ticket-moment.js'

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

  async #then(ticketId: TicketId, moment: PastMoment) {
    const { log, sealer } = this.reads
    const past = await ticketThen(log, ticketId, moment)
    return past && answerOf(sealer, past.ticket, past.customer)
  }
}
