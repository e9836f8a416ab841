import { toldIn } from '#domain'
import { documentView, type View } from '#read-store'
import { isOf } from '../domain-events.js'
import { type DisclosureDocument, disclosures } from './document.js'

export const disclosureView: View = documentView<DisclosureDocument>({
  name: 'disclosure',
  version: 1,
  collection: disclosures,
  idOf: event => (isOf(event, 'access') ? event.id : undefined),
  concerns: stream => stream.startsWith('access-'),
  fold(_, event) {
    const told = toldIn('access', event)
    return told && { id: event.id, ...told.data, at: event.recordedAt }
  }
})
