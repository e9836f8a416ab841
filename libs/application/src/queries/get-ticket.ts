import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { ticketStream } from '#domain'
import type { Instant, TicketId } from '#kernel'
import { foldTicket, type TicketDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { answerOf, type TicketAnswer } from './ticket-answer.js'

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
    const reflects = await reach(reads, [moment.kind === 'now' ? 'tickets' : 'log'], at)
    const ticket = moment.kind === 'now' ? await this.#now(ticketId) : await this.#then(ticketId, moment)
    return { value: ticket && (await answerOf(reads.sealer, ticket)), reflects }
  }

  async #now(ticketId: TicketId) {
    const ticket = await this.reads.tickets.get(ticketId)
    const [present] = ticket ? await this.reads.groupChats.present([ticket]) : []
    return present
  }

  /** From the log: the first part of the stream, folded as the view folds it. */
  async #then(ticketId: TicketId, moment: Exclude<TicketMoment, { kind: 'now' }>) {
    let ticket: TicketDocument | undefined
    for await (const event of this.reads.log.readStream(ticketStream(ticketId))) {
      if (moment.kind === 'time' && event.recordedAt > moment.instant) break
      if (moment.kind === 'revision' && event.revision > moment.revision) break
      ticket = foldTicket(ticket, event)
    }
    return moment.kind === 'revision' && ticket?.revision !== moment.revision ? undefined : ticket
  }
}
