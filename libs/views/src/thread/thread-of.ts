import type { Document, ViewEvent } from '#read-store'
import { type MessageDocument, messages } from './document.js'
import { threadView } from './fold.js'

/** The messages of one ticket in the order of its thread, from the ticket's stream alone: what the view holds of it. */
export async function threadOf(history: AsyncIterable<ViewEvent>): Promise<readonly MessageDocument[]> {
  const collections = new Map<string, Map<string, Document>>()
  const collection = (name: string): Map<string, Document> => {
    const known = collections.get(name) ?? new Map<string, Document>()
    collections.set(name, known)
    return known
  }
  for await (const event of history) {
    if (!threadView.handles(event)) continue
    for (const change of threadView.fold(event, { get: (name, id) => collection(name).get(id) })) {
      if (change.kind === 'put') collection(change.collection).set(change.document.id, change.document)
      else collection(change.collection).delete(change.id)
    }
  }
  // Only the thread view's fold has put anything into it.
  const found = [...collection(messages.name).values()] as MessageDocument[]
  return found.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
}
