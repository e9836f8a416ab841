import { conversationStream, type FieldValue, ticketDecider, ticketStream } from '#domain'
import type { EventLog } from '#event-log'
import type { Instant, TicketId } from '#kernel'
import type { Sealer } from '#privacy'
import { type CustomerDocument, foldCustomer, foldTicket, type TicketDocument } from '#views'
import type { Desk } from '../desk.js'
import { shownName } from '../personal-shapes.js'
import { openCustomer, openFields, openName, openTitle } from './open-personal.js'

/** A ticket with what today's keys open of it. */
export interface TicketAnswer {
  readonly ticket: TicketDocument
  /** Null: forgotten. */
  readonly customerName: string | null
  readonly customerUsername: string | null
  /** Null, and without tags: nothing is held of them, or they are forgotten. */
  readonly tier: string | null
  readonly customerTags: readonly string[]
  /** Something is known of the customer beside the ticket, so that may change while the ticket does not. */
  readonly customerMayChange: boolean
  /** The payload of the link that the customer came by. Null: there was none, or forgotten. */
  readonly source: string | null
  /** Null: it has none, or forgotten. */
  readonly title: string | null
  /** Of those that hold something, by the field's id. Null: forgotten. */
  readonly fields: { readonly [field: string]: FieldValue | null }
}

/** `customer`: what is known of the customer since the conversation began. */
export async function answerOf(
  sealer: Sealer,
  ticket: TicketDocument,
  customer: CustomerDocument | undefined
): Promise<TicketAnswer> {
  const [opened, name, title, fields] = await Promise.all([
    openCustomer(sealer, ticket.customer),
    openName(sealer, customer?.name ?? null),
    openTitle(sealer, ticket.title),
    fieldsOf(sealer, ticket)
  ])
  const isForgotten = ticket.customer !== null && !opened
  return {
    ticket,
    customerName: name ? shownName(name) : (opened?.display_name ?? null),
    customerUsername: name ? name.username : (opened?.username ?? null),
    tier: isForgotten ? null : (customer?.tier ?? null),
    customerTags: isForgotten ? [] : (customer?.tags ?? []),
    customerMayChange: customer !== undefined,
    source: opened?.source ?? null,
    title: title?.title ?? null,
    fields
  }
}

async function fieldsOf(sealer: Sealer, { fields }: TicketDocument): Promise<TicketAnswer['fields']> {
  const parts = fields.map(async ({ of, values }) => {
    const opened = await openFields(sealer, values)
    return of.map(field => [field, opened?.values[field] ?? null] as const)
  })
  return Object.fromEntries((await Promise.all(parts)).flat())
}

/** The ticket as the log has it now. */
export async function presentAnswer(
  { log, runner, sealer }: Pick<Desk, 'log' | 'runner'> & { readonly sealer: Sealer },
  id: TicketId
): Promise<TicketAnswer | undefined> {
  let ticket: TicketDocument | undefined
  for await (const event of runner.readAlong(ticketDecider, ticketStream(id)))
    ticket = foldTicket(ticket, event)
  return ticket && answerOf(sealer, ticket, await customerOf(log, ticket))
}

/** From the log: what was known of the ticket's customer at that time, beside what the ticket itself tells. */
export async function customerOf(
  log: Pick<EventLog, 'readStream'>,
  { conversationId }: Pick<TicketDocument, 'conversationId'>,
  until: Instant = Number.POSITIVE_INFINITY
): Promise<CustomerDocument | undefined> {
  let customer: CustomerDocument | undefined
  for await (const event of log.readStream(conversationStream(conversationId))) {
    if (event.recordedAt > until) break
    customer = foldCustomer(customer, event)
  }
  return customer
}
