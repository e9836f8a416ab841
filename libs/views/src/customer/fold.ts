import { idOf } from '#domain'
import type { ConversationId } from '#kernel'
import { documentView, type View, type ViewEvent } from '#read-store'
import { isOf } from '../domain-events.js'
import { sealedPartOf } from '../sealed-part.js'
import { type CustomerDocument, customers } from './document.js'

const renames = (event: ViewEvent): boolean => event.type === 'CustomerRenamed' && isOf(event, 'conversation')

/** The name after one more event of the conversation. Undefined until the customer was renamed. */
export const foldCustomer = (
  document: CustomerDocument | undefined,
  event: ViewEvent
): CustomerDocument | undefined =>
  renames(event)
    ? { id: idOf(event.stream) as ConversationId, name: sealedPartOf(event), renamedAt: event.recordedAt }
    : document

export const customerView: View = documentView<CustomerDocument>({
  name: 'customer',
  version: 1,
  collection: customers,
  idOf: event => (renames(event) ? idOf(event.stream) : undefined),
  concerns: stream => stream.startsWith('conversation-'),
  fold: foldCustomer
})
