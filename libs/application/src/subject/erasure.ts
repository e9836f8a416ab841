import { deliveryDecider, deliveryStream, type Reached, ticketDecider, ticketStream } from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import { type DeliveryId, deliveryIdFor, type EventId, type TicketId } from '#kernel'
import { foldedFrom } from './folded.js'

/** What is changed at Telegram for whoever is forgotten: the name in a topic's title, and the one on its card. */
export type Shown = 'topic' | 'card'

/** The delivery that takes the name away; `forgotten` is the event that asked for it. */
export const erasingDelivery = (forgotten: EventId, ticketId: TicketId, what: Shown): DeliveryId =>
  deliveryIdFor(forgotten, `forget ${what} of ${ticketId}`)

export interface Erasure {
  /** Deliveries that Telegram has not answered for good. */
  readonly open: readonly DeliveryId[]
  readonly reached: Omit<Reached, 'rememberedAnswers'>
}

/**
 * How far a forgetting is at Telegram, from the streams of these tickets and of their deliveries. Looked for is what stood
 * in a topic when `forgotten` was recorded: what came later never had the name.
 */
export async function erasureOf(
  log: EventLog,
  forgotten: Pick<RecordedEvent, 'id' | 'position'>,
  ticketIds: readonly TicketId[]
): Promise<Erasure> {
  const open: DeliveryId[] = []
  const reached = { topics: 0, topicsLeft: 0, cards: 0, cardsLeft: 0, relaysShown: 0 }
  for (const ticketId of ticketIds) {
    const { shown, messages } = await ticketAt(log, ticketId, forgotten)
    for (const what of shown) {
      const id = erasingDelivery(forgotten.id, ticketId, what)
      const { phase } = await stateOf(log, id)
      if (phase === 'waiting' || phase === 'attempting') open.push(id)
      // Given up because the topic is gone, and the name with it.
      else if (phase === 'succeeded' || phase === 'abandoned') reached[`${what}s`]++
      else reached[`${what}sLeft`]++
    }
    for (const message of messages) {
      const state = await stateOf(log, deliveryIdFor(message, 'relay'))
      if (state.messageIds.length > 0) reached.relaysShown++
    }
  }
  return { open, reached }
}

async function ticketAt(log: EventLog, ticketId: TicketId, { position }: Pick<RecordedEvent, 'position'>) {
  const messages: EventId[] = []
  const state = await foldedFrom(log, ticketDecider, ticketStream(ticketId), event => {
    if (event.position > position) return false
    if (event.type === 'CustomerMessageReceived' || event.type === 'CustomerMessageEdited')
      messages.push(event.id)
    return true
  })
  const shown: Shown[] = []
  if (state.exists && state.topic) {
    shown.push('topic')
    if (state.card !== null) shown.push('card')
  }
  return { shown, messages }
}

const stateOf = (log: EventLog, id: DeliveryId) => foldedFrom(log, deliveryDecider, deliveryStream(id))
