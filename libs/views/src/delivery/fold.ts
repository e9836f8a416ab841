import { type DeliverySubject, idOf, toldIn } from '#domain'
import { type DeliveryId, deliveryIdFor, type MessageId, type TicketId, unreachable } from '#kernel'
import type { Change, View, ViewEvent } from '#read-store'
import { isOf } from '../domain-events.js'
import { type DeliveryDocument, deliveries } from './document.js'

type AskedKind = 'reply' | 'relay' | 'topic'

/** What a ticket's event asks for. Notices and card edits show here only once they were tried. */
const askedBy: { readonly [type: string]: AskedKind | undefined } = {
  TicketOpened: 'topic',
  TopicLost: 'topic',
  CustomerMessageReceived: 'relay',
  CustomerMessageEdited: 'relay',
  ReplyRequested: 'reply',
  ReplyResendRequested: 'reply'
}

const isConcerned = (event: ViewEvent): boolean =>
  isOf(event, 'delivery') || (isOf(event, 'ticket') && askedBy[event.type] !== undefined)

const deliveryOf = (event: ViewEvent): DeliveryId | undefined => {
  if (isOf(event, 'delivery')) return idOf(event.stream) as DeliveryId
  const kind = isOf(event, 'ticket') ? askedBy[event.type] : undefined
  return kind && deliveryIdFor(event.id, kind)
}

function asked(event: ViewEvent, id: DeliveryId): DeliveryDocument | undefined {
  const kind = askedBy[event.type]
  if (!kind) return undefined
  const { messageId } = event.data
  return {
    id,
    kind,
    ticketId: idOf(event.stream) as TicketId,
    messageId: typeof messageId === 'string' ? (messageId as MessageId) : null,
    state: 'pending',
    reason: null,
    code: null,
    attempts: 0,
    requestStream: event.stream,
    requestRevision: event.revision,
    askedAt: event.recordedAt,
    updatedAt: event.recordedAt,
    retryAt: null
  }
}

/** One that no ticket's event announced: a notice or a card. */
const unannounced = (id: DeliveryId, subject: DeliverySubject, event: ViewEvent): DeliveryDocument => ({
  id,
  kind: subject.kind,
  ticketId: subject.ticketId,
  messageId: null,
  state: 'pending',
  reason: null,
  code: null,
  attempts: 0,
  requestStream: subject.requestStream,
  requestRevision: subject.requestRevision,
  askedAt: event.recordedAt,
  updatedAt: event.recordedAt,
  retryAt: null
})

type Tried = DeliveryDocument | 'done' | undefined

function tried(id: DeliveryId, before: DeliveryDocument | undefined, event: ViewEvent): Tried {
  const told = toldIn('delivery', event)
  if (!told) return before
  const updatedAt = event.recordedAt
  switch (told.type) {
    case 'DeliveryAttempted': {
      const { attempt } = told.data
      const known = before ?? unannounced(id, told.data, event)
      return { ...known, state: 'attempting', attempts: attempt, retryAt: null, updatedAt }
    }
    case 'DeliverySucceeded':
      if (told.data.part + 1 === told.data.parts) return 'done'
      return before && { ...before, state: 'pending', reason: null, code: null, updatedAt }
    case 'DeliveryRejected': {
      const { reason, code, final, retryAt } = told.data
      return before && { ...before, state: final ? 'failed' : 'pending', reason, code, retryAt, updatedAt }
    }
    case 'DeliveryUncertain': {
      const state = told.data.final ? 'uncertain' : 'pending'
      return before && { ...before, state, reason: 'answer_lost', code: null, updatedAt }
    }
    case 'DeliveryAbandoned': {
      if (told.data.reason === 'withdrawn') return 'done'
      const known = before ?? unannounced(id, told.data, event)
      return { ...known, state: 'abandoned', reason: told.data.reason, updatedAt }
    }
    case 'DeliverySuperseded':
      return 'done'
    default:
      return unreachable(told)
  }
}

/** Undefined: nothing changes; `done`: nothing is left to be shown. `id` is the delivery that the event is about. */
export function foldDelivery(
  before: DeliveryDocument | undefined,
  event: ViewEvent,
  id = deliveryOf(event)
): Tried {
  if (id === undefined) return undefined
  return isOf(event, 'delivery') ? tried(id, before, event) : (before ?? asked(event, id))
}

const collection = deliveries.name

export const deliveryView: View = {
  name: 'delivery',
  version: 1,
  collections: [deliveries],
  handles: isConcerned,
  concerns: stream => stream.startsWith('delivery-') || stream.startsWith('ticket-'),
  keys: event => {
    const id = deliveryOf(event)
    return id === undefined ? [] : [{ collection, id }]
  },
  fold(event, documents): readonly Change[] {
    const id = deliveryOf(event)
    if (id === undefined) return []
    // Only this fold writes the collection, under this version.
    const before = documents.get(collection, id) as DeliveryDocument | undefined
    const after = foldDelivery(before, event, id)
    if (after === 'done') return [{ kind: 'delete', collection, id }]
    return after ? [{ kind: 'put', collection, document: after }] : []
  }
}
