import type { Sealer } from '#privacy'
import type { TicketDocument } from '#views'
import { openCustomer } from './open-personal.js'

/** A ticket with what today's keys open of it. */
export interface TicketAnswer {
  readonly ticket: TicketDocument
  /** Null: forgotten. */
  readonly customerName: string | null
  /** The payload of the link that the customer came by. Null: there was none, or forgotten. */
  readonly source: string | null
}

export async function answerOf(sealer: Sealer, ticket: TicketDocument): Promise<TicketAnswer> {
  const customer = await openCustomer(sealer, ticket.customer)
  return { ticket, customerName: customer?.display_name ?? null, source: customer?.source ?? null }
}
