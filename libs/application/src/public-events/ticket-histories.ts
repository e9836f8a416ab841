import { type PublicType, publicTypesOfTicket, ticketStream, toldIn } from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import type { EventId, TicketId } from '#kernel'
import { foldTicket, type MessageDocument, ThreadFold, type TicketDocument } from '#views'
import { LruCache } from '../lru-cache.js'

/** An event of a ticket, and the ticket around it. */
export interface TicketThen {
  readonly types: readonly PublicType[]
  /** The ticket's public event before this one. */
  readonly previousEventId: EventId | null
  /** Undefined: this event opened it. */
  readonly before: TicketDocument | undefined
  readonly after: TicketDocument
  /** As the append left it that brought this event. */
  readonly left: TicketDocument
  /** In the order of the thread, as the append left them. */
  readonly messages: readonly MessageDocument[]
}

interface History {
  readonly thread: ThreadFold
  ticket: TicketDocument | undefined
  previousEventId: EventId | null
  /** Of the last event folded; -1 before the first. */
  revision: number
  /** The last append that was folded. */
  append: Map<EventId, TicketThen>
}

const fresh = (): History => ({
  thread: new ThreadFold(),
  ticket: undefined,
  previousEventId: null,
  revision: -1,
  append: new Map()
})

/** So many tickets are held with their threads. */
const maxHeld = 50

/**
 * What public events say of tickets, each folded from its stream. Asked for the events of a ticket one after the other it
 * reads each of them once; for others it begins with the ticket's first. One reader of a ticket at a time.
 */
export class TicketHistories {
  readonly #held: LruCache<string, History>

  constructor(
    private readonly log: Pick<EventLog, 'readStream'>,
    held = maxHeld
  ) {
    this.#held = new LruCache(held)
  }

  /** Undefined: the stream holds no ticket there. @throws Unavailable, Corrupt */
  async at(ticketId: TicketId, event: RecordedEvent): Promise<TicketThen | undefined> {
    const stream = ticketStream(ticketId)
    const held = this.#held.get(stream)
    const known = held?.append.get(event.id)
    if (known) return known
    const history = held && held.revision < event.revision ? held : fresh()
    // What fails halfway is begun anew.
    this.#held.delete(stream)
    let append: RecordedEvent[] = []
    for await (const next of this.log.readStream(stream, history.revision + 1)) {
      if (append[0] && append[0].meta.commandId !== next.meta.commandId) {
        this.#fold(history, append)
        append = []
        if (history.revision >= event.revision) break
      }
      append.push(next)
    }
    if (append.length > 0) this.#fold(history, append)
    this.#held.set(stream, history)
    return history.append.get(event.id)
  }

  #fold(history: History, append: readonly RecordedEvent[]): void {
    const steps: {
      id: EventId
      types: readonly PublicType[]
      previousEventId: EventId | null
      before: TicketDocument | undefined
      after: TicketDocument
    }[] = []
    for (const event of append) {
      const before = history.ticket
      const after = foldTicket(before, event)
      const told = toldIn('ticket', event)
      history.thread.fold(event)
      history.revision = event.revision
      if (!after || !told) continue
      history.ticket = after
      const types = publicTypesOfTicket(told, before?.status, after.status)
      const { previousEventId } = history
      steps.push({ id: event.id, types, previousEventId, before, after })
      if (types.length > 0) history.previousEventId = event.id
    }
    const left = history.ticket
    const messages = history.thread.messages()
    history.append = new Map(left ? steps.map(({ id, ...step }) => [id, { ...step, left, messages }]) : [])
  }
}
