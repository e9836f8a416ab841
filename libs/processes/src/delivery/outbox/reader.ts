import { type DeliveryKind, type DeliveryState, deliveryDecider, deliveryStream, idOf, told } from '#domain'
import { Corrupt, type EventLog, type Position, type RecordedEvent } from '#event-log'
import type { DeliveryId, EventId, SubjectId } from '#kernel'
import type { Logger } from '#observability'
import type { Asking } from './carried.js'
import {
  askedByConversation,
  askedByForm,
  askedByStaffGroup,
  askedBySubject,
  isForGroups
} from './other-requests.js'
import type { Outbox } from './outbox.js'
import { askedByTicket, followsTurn } from './requests.js'
import { cardAgain } from './shown-again.js'
import { type Request, type Task, ticketLane } from './task.js'
import { isDelivery } from './typed.js'

/** Feeds the outbox: the history that an event needs, and requests from before the first event folded. */
export class OutboxReader {
  constructor(
    private readonly log: EventLog,
    private readonly outbox: Outbox,
    private readonly logger: Logger
  ) {}

  /** Everything the event's fold has to know, as it was just before it. */
  async prepare(event: RecordedEvent): Promise<void> {
    for (let stream = this.outbox.known.needs(event); stream; stream = this.outbox.known.needs(event)) {
      this.outbox.known.learn(stream, await this.#history(stream, event.position))
    }
  }

  /** Opens a delivery again that was asked for by an event of the past, with what its own stream says. */
  async restore({ id, kind, stream, revision }: Asking): Promise<Task | undefined> {
    const event = await this.#eventAt(stream, revision)
    if (!event) return undefined
    for (let needed = this.outbox.known.lacks(stream); needed; needed = this.outbox.known.lacks(stream)) {
      this.outbox.known.learn(needed, await this.#history(needed))
    }
    const asked = this.#askedBy(event)
    const same = asked.find(request => request.id === id) ?? asked.find(request => request.work.kind === kind)
    if (!same || this.outbox.tasks.has(id) || this.#isDone(same)) return undefined
    const task = this.outbox.open({ ...same, id })
    for await (const recorded of this.log.readStream(deliveryStream(id))) {
      const event = told(recorded)
      if (isDelivery(event)) this.outbox.advance(task, recorded.revision, event)
    }
    return this.outbox.tasks.has(id) ? task : undefined
  }

  /** A turn in this ticket is still to be followed on its card and icon. */
  async followTurn(ticketStream: string): Promise<void> {
    for (
      let needed = this.outbox.known.lacks(ticketStream);
      needed;
      needed = this.outbox.known.lacks(ticketStream)
    ) {
      this.outbox.known.learn(needed, await this.#history(needed))
    }
    const facts = this.outbox.known.factsOf(ticketStream)
    if (!facts?.topic) return
    const lane = this.outbox.laneOf(ticketLane(facts.ticketId), facts.ticketId)
    for (const wish of followsTurn) this.outbox.wish(lane, wish, lane.key)
  }

  #askedBy(recorded: RecordedEvent): readonly Request[] {
    const event = told(recorded)
    if (isForGroups(event.stream)) return askedByStaffGroup(event, recorded)
    if (event.stream.startsWith('subject-')) {
      return askedBySubject(event, recorded, this.outbox.known.ticketsOf(idOf(event.stream) as SubjectId))
    }
    if (event.stream.startsWith('conversation-')) {
      return askedByConversation(event, recorded, {
        current: this.outbox.known.currentTicketOf(event.stream)
      })
    }
    const facts = this.outbox.known.factsOf(event.stream)
    if (!facts) return []
    if (event.stream.startsWith('form-run-')) return askedByForm(event, recorded, facts)
    return event.type === 'CardPosted'
      ? [cardAgain(recorded, facts)]
      : askedByTicket(event, recorded, facts).requests
  }

  /** What the ticket knows to be done already. */
  #isDone({ work, ticketId, event }: Request): boolean {
    const facts = ticketId ? this.outbox.known.tickets.get(ticketId) : undefined
    if (work.kind === 'topic') return facts?.topic !== null
    return work.kind === 'card' && event.type !== 'CardPosted' && facts?.card !== null
  }

  async #eventAt(stream: string, revision: number): Promise<RecordedEvent | undefined> {
    for await (const event of this.log.readStream(stream, revision)) return event
    return undefined
  }

  async #history(stream: string, before?: Position): Promise<RecordedEvent[]> {
    const history: RecordedEvent[] = []
    try {
      for await (const event of this.log.readStream(stream)) {
        if (before !== undefined && event.position >= before) break
        history.push(event)
      }
    } catch (error) {
      // No reason to stop everything else: as much as can be read.
      if (!(error instanceof Corrupt)) throw error
      this.logger.error({ stream, error }, 'a stream can be read in part only')
    }
    return history
  }
}

/** How far a delivery is, from its stream. */
export async function progressOf(
  log: EventLog,
  id: DeliveryId
): Promise<{ state: DeliveryState; last: EventId | undefined; asking: Asking | undefined }> {
  let state = deliveryDecider.initial
  let last: EventId | undefined
  let asking: Asking | undefined
  for await (const recorded of log.readStream(deliveryStream(id))) {
    const event = told(recorded)
    if (!isDelivery(event)) continue
    state = deliveryDecider.evolve(state, event)
    last = recorded.id
    if (event.type === 'DeliveryAttempted' || event.type === 'DeliveryAbandoned')
      asking = askingOf(id, event.data)
  }
  return { state, last, asking }
}

export const askingOf = (
  id: DeliveryId,
  subject: { readonly kind: DeliveryKind; readonly requestStream: string; readonly requestRevision: number }
): Asking => ({ id, kind: subject.kind, stream: subject.requestStream, revision: subject.requestRevision })
