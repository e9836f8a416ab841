import { idOf, toldIn } from '#domain'
import type { ConversationId } from '#kernel'
import { documentView, type View, type ViewEvent } from '#read-store'
import { isOf } from '../domain-events.js'
import { sealedPartOf } from '../sealed-part.js'
import { type CustomerDocument, customers } from './document.js'

const concerned = (event: ViewEvent): boolean =>
  (event.type === 'CustomerRenamed' || event.type === 'CustomerClassified') && isOf(event, 'conversation')

/** What is known after one more event of the conversation. Undefined until the customer was renamed or classified. */
export function foldCustomer(
  document: CustomerDocument | undefined,
  event: ViewEvent
): CustomerDocument | undefined {
  const told = toldIn('conversation', event)
  const before = document ?? {
    id: idOf(event.stream) as ConversationId,
    name: null,
    renamedAt: null,
    tier: null,
    tags: []
  }
  switch (told?.type) {
    case 'CustomerRenamed':
      return { ...before, name: sealedPartOf(event), renamedAt: event.recordedAt }
    case 'CustomerClassified':
      return { ...before, ...told.data }
    default:
      return document
  }
}

export const customerView: View = documentView<CustomerDocument>({
  name: 'customer',
  version: 2,
  collection: customers,
  idOf: event => (concerned(event) ? idOf(event.stream) : undefined),
  concerns: stream => stream.startsWith('conversation-'),
  fold: foldCustomer
})
