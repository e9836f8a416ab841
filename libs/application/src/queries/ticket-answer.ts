import { conversationStream } from '#domain'
import type { EventLog } from '#event-log'
import type { Instant } from '#kernel'
import type { Sealer } from '#privacy'
import { type CustomerDocument, foldCustomer, type TicketDocument } from '#views'
import { shownName } from '../personal-shapes.js'
import { openCustomer, openName } from './open-personal.js'

/** A ticket with what today's keys open of it. */
export interface TicketAnswer {
  readonly ticket: TicketDocument
  /** Null: forgotten. */
  readonly customerName: string | null
  /** The customer is called otherwise than when the conversation began, so the name may change while the ticket does not. */
  readonly renamed: boolean
  /** The payload of the link that the customer came by. Null: there was none, or forgotten. */
  readonly source: string | null
}

/** `customer`: what the customer is called since, where they were renamed. */
export async function answerOf(
  sealer: Sealer,
  ticket: TicketDocument,
  customer: CustomerDocument | undefined
): Promise<TicketAnswer> {
  const [opened, name] = await Promise.all([
    openCustomer(sealer, ticket.customer),
    openName(sealer, customer?.name ?? null)
  ])
  return {
    ticket,
    customerName: name ? shownName(name) : (opened?.display_name ?? null),
    renamed: customer !== undefined,
    source: opened?.source ?? null
  }
}

/** From the log: what the ticket's customer was called at that time, if renamed by then. */
export async function customerOf(
  log: EventLog,
  { conversationId }: TicketDocument,
  until: Instant = Number.POSITIVE_INFINITY
): Promise<CustomerDocument | undefined> {
  let customer: CustomerDocument | undefined
  for await (const event of log.readStream(conversationStream(conversationId))) {
    if (event.recordedAt > until) break
    customer = foldCustomer(customer, event)
  }
  return customer
}
