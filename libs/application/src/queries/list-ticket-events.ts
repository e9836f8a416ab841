import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { ticketStream } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { JsonObject, TicketId } from '#kernel'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

export interface OpenedEvent {
  readonly event: RecordedEvent
  /** Null: nothing personal, or forgotten. */
  readonly personal: JsonObject | null
}

/** As recorded, from the log. Undefined: no such ticket. */
export class ListTicketEvents extends Query<
  Reflecting<{ readonly items: readonly OpenedEvent[]; readonly nextRevision: number | null } | undefined>
> {
  constructor(
    readonly ticketId: TicketId,
    /** Inclusive. */
    readonly fromRevision: number,
    readonly limit: number,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(ListTicketEvents)
export class ListTicketEventsHandler implements IQueryHandler<ListTicketEvents> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ ticketId, fromRevision, limit, at }: ListTicketEvents) {
    const reflects = await reach(this.reads, ['log'], at)
    const stream = ticketStream(ticketId)
    const found = await this.#take(stream, fromRevision, limit + 1)
    if (found.length === 0 && (fromRevision === 0 || (await this.#take(stream, 0, 1)).length === 0)) {
      return { value: undefined, reflects }
    }
    const items = await Promise.all(found.slice(0, limit).map(event => this.#open(event)))
    return { value: { items, nextRevision: found[limit]?.revision ?? null }, reflects }
  }

  async #take(stream: string, from: number, count: number): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = []
    for await (const event of this.reads.log.readStream(stream, from)) {
      events.push(event)
      if (events.length === count) break
    }
    return events
  }

  async #open(event: RecordedEvent): Promise<OpenedEvent> {
    const { id: eventId, stream, type, personal, meta } = event
    if (personal === undefined || meta.subjectId === undefined) return { event, personal: null }
    const opened = await this.reads.sealer.open(
      { stream, eventId, type, subjectId: meta.subjectId },
      personal
    )
    return { event, personal: opened ?? null }
  }
}
