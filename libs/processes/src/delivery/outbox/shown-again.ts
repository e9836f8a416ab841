import type { RecordedEvent } from '#event-log'
import { type DeliveryId, deliveryIdFor } from '#kernel'
import { type Request, ticketLane, type Work } from './task.js'
import type { TicketFacts } from './ticket-facts.js'

/** A lost topic is made again once: topic, card, and a summary of what stood in the old one. */
export function replacement(lost: RecordedEvent, facts: TicketFacts): Request[] {
  const request = (what: string, work: Work): Request => ({
    id: deliveryIdFor(lost.id, what),
    work,
    lane: ticketLane(facts.ticketId),
    event: lost,
    ticketId: facts.ticketId,
    conversationId: facts.conversationId,
    staffGroupId: null
  })
  return [
    request('topic', { kind: 'topic' }),
    request('card', { kind: 'card' }),
    request('summary', { kind: 'staff_notice', about: 'summary' })
  ]
}

/** A card that somebody deleted is posted again, once per topic. */
export const cardAgain = (cardPosted: RecordedEvent, facts: TicketFacts): Request => ({
  id: deliveryIdFor(cardPosted.id, 'card') satisfies DeliveryId,
  work: { kind: 'card' },
  lane: ticketLane(facts.ticketId),
  event: cardPosted,
  ticketId: facts.ticketId,
  conversationId: facts.conversationId,
  staffGroupId: null
})
