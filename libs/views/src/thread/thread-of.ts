import type { Document, ViewEvent } from '#read-store'
import { type MessageDocument, messages } from './document.js'
import { threadView } from './fold.js'

/** The messages of one ticket, from the events of its stream one after the other: what the view holds of it. */
export class ThreadFold {
  readonly #collections = new Map<string, Map<string, Document>>()
  #ordered: readonly MessageDocument[] | undefined

  fold(event: ViewEvent): void {
    if (!threadView.handles(event)) return
    this.#ordered = undefined
    for (const change of threadView.fold(event, { get: (name, id) => this.#collection(name).get(id) })) {
      if (change.kind === 'put') this.#collection(change.collection).set(change.document.id, change.document)
      else this.#collection(change.collection).delete(change.id)
    }
  }

  /** In the order of the thread. */
  messages(): readonly MessageDocument[] {
    if (this.#ordered) return this.#ordered
    // Only the thread view's fold has put anything into it.
    const found = [...this.#collection(messages.name).values()] as MessageDocument[]
    this.#ordered = found.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
    return this.#ordered
  }

  #collection(name: string): Map<string, Document> {
    const known = this.#collections.get(name) ?? new Map<string, Document>()
    this.#collections.set(name, known)
    return known
  }
}

/** From the ticket's whole stream. */
export async function threadOf(history: AsyncIterable<ViewEvent>): Promise<readonly MessageDocument[]> {
  const thread = new ThreadFold()
  for await (const event of history) thread.fold(event)
  return thread.messages()
}
