import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { ticketDecider, ticketStream } from '#domain'
import type { TicketId } from '#kernel'
import { foldTicket, ThreadFold, type TicketDocument } from '#views'
import { DESK, type Desk } from '../desk.js'
import type { MessagePersonal } from '../personal-shapes.js'
import { answerOf } from '../queries/ticket-answer.js'
import { fieldValues } from '../templates/field-values.js'

const firstMessages = 20

/**
 * What a ticket is about, in the words of its title, of what the customer wrote among its first messages, and of its
 * fields, as the log has them now. Undefined: no such ticket. Empty of whoever is forgotten.
 */
export async function wordsOfTicket(
  { runner, sealer, settings }: Pick<Desk, 'runner' | 'sealer' | 'settings'>,
  id: TicketId
): Promise<readonly string[] | undefined> {
  let ticket: TicketDocument | undefined
  const thread = new ThreadFold()
  for await (const event of runner.readAlong(ticketDecider, ticketStream(id))) {
    ticket = foldTicket(ticket, event)
    thread.fold(event)
  }
  if (!ticket) return undefined
  const written = thread
    .messages()
    .slice(0, firstMessages)
    .filter(({ direction }) => direction === 'inbound')
    .map(async ({ content, edits }) => {
      const part = edits.at(-1)?.content ?? content
      const opened = part && ((await sealer.open(part, part.sealed)) as MessagePersonal | undefined)
      return opened?.text ?? ''
    })
  const { title, fields } = await answerOf(sealer, ticket, undefined)
  const told = await fieldValues(settings, fields, ticket.language ?? 'en')
  return [title, ...(await Promise.all(written)), ...Object.values(told)].flatMap(words => words ?? [])
}

/** Undefined: no such ticket. */
export class GetTicketWords extends Query<readonly string[] | undefined> {
  constructor(readonly ticketId: TicketId) {
    super()
  }
}

@QueryHandler(GetTicketWords)
export class GetTicketWordsHandler implements IQueryHandler<GetTicketWords> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ ticketId }: GetTicketWords): Promise<readonly string[] | undefined> {
    return wordsOfTicket(this.desk, ticketId)
  }
}
