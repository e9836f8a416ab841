import {
  type DeliveryState,
  deliveryDecider,
  deliveryStream,
  isSameTopic,
  type Reached,
  ticketDecider,
  ticketStream,
  toldIn
} from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import { type DeliveryId, deliveryIdFor, type EventId, type TicketId } from '#kernel'

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
    const { shown, gone, messages } = await ticketAt(log, ticketId, forgotten.position)
    for (const what of shown) {
      const id = erasingDelivery(forgotten.id, ticketId, what)
      const { phase } = await stateOf(log, id)
      if (gone || phase === 'succeeded' || phase === 'abandoned') reached[`${what}s`]++
      else if (phase === 'waiting' || phase === 'attempting') open.push(id)
      else reached[`${what}sLeft`]++
    }
    for (const message of messages) {
      const state = await stateOf(log, deliveryIdFor(message, 'relay'))
      if (state.messageIds.length > 0) reached.relaysShown++
    }
  }
  return { open, reached }
}

/** What the ticket showed at this position; `gone`: its topic was lost since, and the name with it. */
async function ticketAt(log: EventLog, ticketId: TicketId, position: string) {
  const messages: EventId[] = []
  let now = ticketDecider.initial
  let then = now
  for await (const event of log.readStream(ticketStream(ticketId))) {
    const told = toldIn('ticket', event)
    if (!told) continue
    now = ticketDecider.evolve(now, told)
    if (event.position > position) continue
    then = now
    if (told.type === 'CustomerMessageReceived' || told.type === 'CustomerMessageEdited')
      messages.push(event.id)
  }
  const topic = then.exists ? then.topic : null
  const shown: Shown[] = topic ? ['topic'] : []
  if (topic && then.exists && then.card !== null) shown.push('card')
  const gone = topic !== null && !(now.exists && isSameTopic(now.topic, topic))
  return { shown, gone, messages }
}

async function stateOf(log: EventLog, id: DeliveryId): Promise<DeliveryState> {
  let state = deliveryDecider.initial
  for await (const event of log.readStream(deliveryStream(id))) {
    const told = toldIn('delivery', event)
    if (told) state = deliveryDecider.evolve(state, told)
  }
  return state
}
