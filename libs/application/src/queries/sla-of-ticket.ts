import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import {
  type Applied,
  clocksOf,
  gather,
  nothingGathered,
  type SlaClock,
  type TicketEvent,
  ticketStream
} from '#domain'
import type { Instant, TicketId } from '#kernel'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { CalendarsOfLog } from './sla-calendars.js'

export interface TicketSla {
  readonly ticketId: TicketId
  /** What was applied last; null: nothing yet. */
  readonly applied: Applied | null
  readonly clocks: readonly SlaClock[]
}

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
    const now = asOf ?? clock.now()
    const calendars = new CalendarsOfLog(log)
    let gathered = nothingGathered
    let applied: Applied | null = null
    for await (const recorded of log.readStream(ticketStream(ticketId))) {
      if (asOf !== undefined && recorded.recordedAt > asOf) break
      const { id, recordedAt } = recorded
      // The codec in front of the log lets only known types in their shapes through.
      const event = { type: recorded.type, data: recorded.data } as unknown as TicketEvent
      if (event.type === 'SlaApplied') {
        applied = event.data
        await calendars.load(event.data)
      }
      gathered = gather(gathered, { id, recordedAt, event })
    }
    if (gathered.facts.length === 0) return { value: undefined, reflects }
    return { value: { ticketId, applied, clocks: clocksOf(gathered.facts, calendars.of, now) }, reflects }
  }
}
