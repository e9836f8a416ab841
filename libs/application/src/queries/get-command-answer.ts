import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { ticketDecider, ticketStream } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { CommandId, TicketId } from '#kernel'
import { foldTicket, type TicketDocument } from '#views'
import { DESK, type Desk } from '../desk.js'
import { answerOf, customerOf, type TicketAnswer } from './ticket-answer.js'

export interface RecordedRef {
  readonly id: string
  readonly type: string
  readonly revision: number
  readonly position: string
}

/** A ticket as far as it was read, and what the commands left of it. */
interface Told {
  /** What the commands left in the stream; empty when they left nothing. */
  readonly events: readonly RecordedRef[]
  /** As the first of these events carries it. */
  readonly fingerprint: string | undefined
  /** Right after the last of these events. */
  readonly after: { readonly ticket: TicketDocument; readonly position: string } | undefined
  readonly last: { readonly ticket: TicketDocument; readonly position: string; readonly revision: number }
}

export interface CommandAnswer extends TicketAnswer {
  /** What the commands left in the stream; empty when they left nothing. */
  readonly events: readonly RecordedRef[]
  /** Of the last of these events, else of the stream's last. */
  readonly position: string
  readonly fingerprint: string | undefined
  /** Where a later answer to the same commands goes on. */
  readonly told: Told
}

/**
 * What commands on a ticket did, told from the log alone: their events, and the ticket right after the last of them
 * (the present one when they left none). So the answer is the same whenever it is asked for. Undefined: no such ticket.
 * `since`: an earlier answer to the same commands, after which only what came later is read.
 */
export class GetCommandAnswer extends Query<CommandAnswer | undefined> {
  constructor(
    readonly ticketId: TicketId,
    readonly commandIds: readonly CommandId[],
    readonly since?: CommandAnswer
  ) {
    super()
  }
}

@QueryHandler(GetCommandAnswer)
export class GetCommandAnswerHandler implements IQueryHandler<GetCommandAnswer> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ ticketId, commandIds, since }: GetCommandAnswer): Promise<CommandAnswer | undefined> {
    const { log, runner, sealer } = this.desk
    const stream = ticketStream(ticketId)
    const asked = new Set(commandIds)
    let told = since?.told
    const later = told
      ? log.readStream(stream, told.last.revision + 1)
      : runner.readAlong(ticketDecider, stream)
    for await (const event of later) told = withEvent(told, event, asked)
    if (!told) return undefined
    const { events, fingerprint, after, last } = told
    const { ticket, position } = after ?? last
    const customer = await customerOf(log, ticket)
    return { ...(await answerOf(sealer, ticket, customer)), events, position, fingerprint, told }
  }
}

function withEvent(
  before: Told | undefined,
  event: RecordedEvent,
  asked: ReadonlySet<CommandId>
): Told | undefined {
  const ticket = foldTicket(before?.last.ticket, event)
  if (!ticket) return before
  const { id, type, revision, position, meta } = event
  const last = { ticket, position, revision }
  if (!asked.has(meta.commandId)) {
    return { events: [], fingerprint: undefined, after: undefined, ...before, last }
  }
  return {
    events: [...(before?.events ?? []), { id, type, revision, position }],
    fingerprint: before?.fingerprint ?? meta.fingerprint,
    after: last,
    last
  }
}
