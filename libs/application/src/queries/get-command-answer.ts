import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { ticketStream } from '#domain'
import type { CommandId, TicketId } from '#kernel'
import { foldTicket, type TicketDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { answerOf, type TicketAnswer } from './ticket-answer.js'

export interface RecordedRef {
  readonly id: string
  readonly type: string
  readonly revision: number
  readonly position: string
}

export interface CommandAnswer extends TicketAnswer {
  /** What the commands left in the stream; empty when they left nothing. */
  readonly events: readonly RecordedRef[]
  /** Of the last of these events, else of the stream's last. */
  readonly position: string
  /** As the first of these events carries it. */
  readonly fingerprint: string | undefined
}

/**
 * What commands on a ticket did, told from the log alone: their events, and the ticket right after the last of them
 * (the present one when they left none). So the answer is the same whenever it is asked for. Undefined: no such ticket.
 */
export class GetCommandAnswer extends Query<CommandAnswer | undefined> {
  constructor(
    readonly ticketId: TicketId,
    readonly commandIds: readonly CommandId[]
  ) {
    super()
  }
}

@QueryHandler(GetCommandAnswer)
export class GetCommandAnswerHandler implements IQueryHandler<GetCommandAnswer> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ ticketId, commandIds }: GetCommandAnswer): Promise<CommandAnswer | undefined> {
    const asked = new Set(commandIds)
    const events: RecordedRef[] = []
    let ticket: TicketDocument | undefined
    let after: { readonly ticket: TicketDocument; readonly position: string } | undefined
    let position: string | undefined
    let fingerprint: string | undefined
    for await (const event of this.reads.log.readStream(ticketStream(ticketId))) {
      ticket = foldTicket(ticket, event)
      position = event.position
      if (!asked.has(event.meta.commandId) || !ticket) continue
      const { id, type, revision } = event
      events.push({ id, type, revision, position: event.position })
      after = { ticket, position: event.position }
      fingerprint ??= event.meta.fingerprint
    }
    if (!ticket || position === undefined) return undefined
    const answer = await answerOf(this.reads.sealer, after?.ticket ?? ticket)
    return { ...answer, events, position: after?.position ?? position, fingerprint }
  }
}
