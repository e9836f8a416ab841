import {
  idOf,
  isOver,
  noRouting,
  type Outline,
  openedOutline,
  outline,
  priorities,
  type RequiredSkill,
  type RoutingRecord,
  requiredAfter,
  routingAfter,
  type TicketEvent,
  ticketStream,
  toldIn
} from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import type { AgentId, Instant, QueueId, TicketId } from '#kernel'
import type { TicketDocument } from '#views'

/** What of a ticket stands in its stream alone. */
export interface History {
  /** Since when nobody has it in this queue. */
  readonly freeSince: Instant
  readonly customerWroteAt: Instant
  /** When whoever has it got it; null: nobody ever had it. */
  readonly assignedAt: Instant | null
  readonly routing: RoutingRecord
}

/** A ticket that is not over, as routing sees it. */
export interface LiveTicket extends Outline {
  readonly ticketId: TicketId
  readonly previousTicketId: TicketId | null
  readonly createdAt: Instant
  /** Undefined: to be looked up in its stream. */
  readonly history: History | undefined
  readonly requiredSkills: readonly RequiredSkill[]
  /** The nearest breach; undefined: to be looked up. */
  readonly breachAt: Instant | undefined
  readonly revision: number
}

/** One whose stream was read. */
export interface KnownTicket extends LiveTicket {
  readonly history: History
}

/** Nobody has it, and nothing but an agent is wanting. */
export const isWaiting = ({ assignee, status }: Outline): boolean => assignee === null && status === 'open'

/** The tickets that are not over, and who has which, as far as they were told. */
export class Line {
  readonly #tickets = new Map<TicketId, LiveTicket>()
  readonly #waiting = new Map<QueueId, Map<TicketId, LiveTicket>>()
  readonly #held = new Map<AgentId, Map<TicketId, LiveTicket>>()

  get(id: TicketId): LiveTicket | undefined {
    return this.#tickets.get(id)
  }

  /** By queue, as they are: those of a queue that nobody is asked about cost nothing. */
  waiting(): ReadonlyMap<QueueId, ReadonlyMap<TicketId, LiveTicket>> {
    return this.#waiting
  }

  heldBy(agent: AgentId): Iterable<LiveTicket> {
    return this.#held.get(agent)?.values() ?? []
  }

  /** One that is over is forgotten. */
  put(ticket: LiveTicket): void {
    const { ticketId: id, assignee } = ticket
    const before = this.#tickets.get(id)
    if (before?.assignee) this.#held.get(before.assignee)?.delete(id)
    if (before) this.#waiting.get(before.queueId)?.delete(id)
    this.#tickets.delete(id)
    if (isOver(ticket.status)) return
    this.#tickets.set(id, ticket)
    if (isWaiting(ticket)) added(this.#waiting, ticket.queueId, ticket)
    if (assignee) added(this.#held, assignee, ticket)
  }

  /** Each event once. False: nothing is known of its ticket, which has come back. */
  apply(event: RecordedEvent): boolean {
    const before = this.#tickets.get(idOf(event.stream) as TicketId)
    if (!before && event.type === 'TicketReopened') return false
    const after = ticketAfter(before, event)
    if (after && after !== before) this.put(after)
    return true
  }
}

function added<Key>(to: Map<Key, Map<TicketId, LiveTicket>>, key: Key, ticket: LiveTicket): void {
  const there = to.get(key) ?? new Map<TicketId, LiveTicket>()
  to.set(key, there.set(ticket.ticketId, ticket))
}

/** Undefined until it was opened. */
export function ticketAfter(before: LiveTicket | undefined, event: RecordedEvent): LiveTicket | undefined {
  const told = toldIn('ticket', event)
  const { recordedAt, revision } = event
  if (!told || (before && revision <= before.revision)) return before
  if (told.type === 'TicketOpened')
    return {
      ...openedOutline(told.data),
      ticketId: told.data.ticketId,
      previousTicketId: told.data.previousTicketId,
      createdAt: recordedAt,
      history: { freeSince: recordedAt, customerWroteAt: recordedAt, assignedAt: null, routing: noRouting },
      requiredSkills: [],
      breachAt: undefined,
      revision
    }
  if (!before) return undefined
  const after = outline(before, told)
  const isFree = isWaiting(after) && !(isWaiting(before) && before.queueId === after.queueId)
  return {
    ...after,
    history: before.history && historyAfter(before.history, told, recordedAt, isFree),
    requiredSkills: requiredAfter(before.requiredSkills, told),
    breachAt: undefined,
    revision
  }
}

function historyAfter(before: History, told: TicketEvent, at: Instant, isFree: boolean): History {
  const wrote =
    (told.type === 'CustomerMessageReceived' && !told.data.late) ||
    // An edit that says something moves the ticket.
    ((told.type === 'TicketStatusChanged' || told.type === 'TicketReopened') &&
      told.data.cause === 'customer_message')
  return {
    freeSince: isFree ? at : before.freeSince,
    customerWroteAt: wrote ? at : before.customerWroteAt,
    assignedAt: told.type === 'TicketAssigned' ? at : before.assignedAt,
    routing: routingAfter(before.routing, told)
  }
}

/** As its stream has it; of what is known with its history, what came since is read. */
export async function readTicket(
  log: Pick<EventLog, 'readStream'>,
  id: TicketId,
  known?: LiveTicket
): Promise<LiveTicket | undefined> {
  let ticket = known?.history && known
  for await (const event of log.readStream(ticketStream(id), ticket && ticket.revision + 1))
    ticket = ticketAfter(ticket, event)
  return ticket
}

/** As the view has it. */
export const liveTicketOf = (document: TicketDocument): LiveTicket => ({
  ticketId: document.id,
  previousTicketId: document.previousTicketId,
  createdAt: document.createdAt,
  history: undefined,
  status: document.status,
  assignee: document.assignedAgentId,
  team: document.teamId,
  queueId: document.queueId,
  priority: document.priority,
  tags: document.tags,
  escalation: document.escalation,
  requiredSkills: document.requiredSkills,
  breachAt: undefined,
  revision: document.revision
})

export const known = (ticket: LiveTicket): KnownTicket | undefined =>
  ticket.history && { ...ticket, history: ticket.history }

/** Who is served first: by priority, the nearest breach, age. */
export const inTurn =
  (breachAt: (ticket: LiveTicket) => Instant) =>
  (one: LiveTicket, other: LiveTicket): number =>
    priorities.indexOf(other.priority) - priorities.indexOf(one.priority) ||
    breachAt(one) - breachAt(other) ||
    one.createdAt - other.createdAt ||
    (one.ticketId < other.ticketId ? -1 : 1)
