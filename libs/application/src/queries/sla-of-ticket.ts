import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { Instant, TicketId } from '#kernel'
import { type TicketSla, ticketSlaFromLog } from '../sla/ticket-sla.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

/**
 * A ticket's clocks, told from the log alone: from what was recorded at or before `asOf`, as they stood then.
 * Undefined: there is no such ticket, or there was none yet.
 */
export class GetTicketSla extends Query<Reflecting<TicketSla | undefined>> {
  constructor(
    readonly ticketId: TicketId,
    /** Undefined: now. */
    readonly asOf: Instant | undefined,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetTicketSla)
export class GetTicketSlaHandler implements IQueryHandler<GetTicketSla> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ ticketId, asOf, at }: GetTicketSla) {
    const { log, clock } = this.reads
    const reflects = await reach(this.reads, ['log'], at)
    return {
      value: await ticketSlaFromLog(log, ticketId, asOf ?? clock.now(), asOf === undefined ? {} : { asOf }),
      reflects
    }
  }
}
