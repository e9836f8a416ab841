import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { RecordedEvent } from '#event-log'
import type { TicketId } from '#kernel'
import { type TicketSla, ticketSlaFromLog, ticketSlaOf } from '../sla/ticket-sla.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { CalendarsOfLog } from './sla-calendars.js'
import { historyUntil, type PastMoment, type TicketMoment } from './ticket-moment.js'

/**
 * A ticket's clocks, told from the log alone: from what was recorded by that moment, as they stood then. Undefined: there is
 * no such ticket, there was none yet, or it has no such revision.
 */
export class GetTicketSla extends Query<Reflecting<TicketSla | undefined>> {
  constructor(
    readonly ticketId: TicketId,
    readonly moment: TicketMoment,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetTicketSla)
export class GetTicketSlaHandler implements IQueryHandler<GetTicketSla> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ ticketId, moment, at }: GetTicketSla) {
    const { log, clock } = this.reads
    const reflects = await reach(this.reads, ['log'], at)
    const value =
      moment.kind === 'now'
        ? await ticketSlaFromLog(log, ticketId, clock.now())
        : await this.#then(ticketId, moment)
    return { value, reflects }
  }

  async #then(ticketId: TicketId, moment: PastMoment): Promise<TicketSla | undefined> {
    const { log } = this.reads
    const history: RecordedEvent[] = []
    for await (const event of historyUntil(log, ticketId, moment)) history.push(event)
    const last = history.at(-1)
    if (!last || (moment.kind === 'revision' && last.revision !== moment.revision)) return undefined
    const then = moment.kind === 'time' ? moment.instant : last.recordedAt
    return ticketSlaOf(ticketId, history, then, new CalendarsOfLog(log))
  }
}
