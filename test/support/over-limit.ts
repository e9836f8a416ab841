import {
  idOf,
  isOver,
  type SlotsState,
  slotPatienceMs,
  slotsDecider,
  type TicketState,
  ticketDecider,
  toldIn
} from '#domain'
import type { EventLog, Position, RecordedEvent } from '#event-log'
import type { AgentId, CommandId, Instant, TicketId } from '#kernel'

/** Everything in a log, in its order. */
export async function recordedIn(log: Pick<EventLog, 'subscribe'>): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  const end = new AbortController()
  for await (const item of log.subscribe('start', end.signal)) {
    if (item.kind === 'caughtUp') break
    events.push(item.event)
  }
  end.abort()
  return events
}

/** Of a slot and of the append that it was held for alike: whose, of what, for which command, after which revision. */
type Hold = string
const holdOf = (agent: AgentId, ticket: TicketId, command: CommandId | null, revision: number): Hold =>
  [agent, ticket, command, revision].join()

interface Place {
  readonly position: Position
  readonly at: Instant
  /** The tickets that the agent had then. */
  readonly had: readonly TicketId[]
  /** What else was held for them then, and may have come to them. */
  readonly awaited: readonly { readonly ticket: TicketId; readonly hold: Hold; readonly at: Instant }[]
}

interface Came {
  readonly agent: AgentId
  readonly ticket: TicketId
  readonly hold: Hold
  readonly position: Position
  readonly byRequest: boolean
  /** The last one before it came. */
  readonly place: Place | undefined
}

export interface Given {
  readonly agent: AgentId
  readonly ticket: TicketId
  /** The others that the agent had, or was about to get, when the slot was held. Undefined: none was. */
  readonly beside: readonly TicketId[] | undefined
}

/**
 * Each ticket that was given by request, by a program or the desk. A slot beside it counts where its ticket was the agent's, or
 * became theirs by what the slot was held for: what is on its way out, or came to nothing, took nobody's place. So does what
 * waited longer than a slot is kept.
 */
export function givenByRequest(events: readonly RecordedEvent[]): readonly Given[] {
  const came = cameIn(events)
  const cameAt = new Map(came.map(({ hold, position }) => [hold, position]))
  return came
    .filter(({ byRequest }) => byRequest)
    .map(({ agent, ticket, place }) => {
      const coming = place?.awaited.filter(
        one => (cameAt.get(one.hold) ?? '') > place.position && place.at - one.at < slotPatienceMs
      )
      return { agent, ticket, beside: place && [...place.had, ...(coming ?? []).map(one => one.ticket)] }
    })
}

function cameIn(events: readonly RecordedEvent[]): readonly Came[] {
  const tickets = new Map<TicketId, TicketState>()
  const slots = new Map<AgentId, SlotsState>()
  const begun = new Map<string, number>()
  const places = new Map<Hold, Place>()
  const came: Came[] = []
  for (const event of events) {
    const { stream, revision, position, meta } = event
    const slot = toldIn('slots', event)
    if (slot) {
      const agent = idOf(stream) as AgentId
      const before = slots.get(agent) ?? slotsDecider.initial
      slots.set(agent, slotsDecider.evolve(before, slot))
      if (slot.type === 'SlotReleased') continue
      const { ticketId, heldFor = null, ticketRevision = -1, at } = slot.data
      const others = [...tickets].filter(([id, state]) => id !== ticketId && isTheirs(state, agent))
      const had = others.map(([id]) => id)
      const awaited = [...before.held]
        .filter(([id]) => id !== ticketId && !had.includes(id))
        .map(([id, one]) => ({
          ticket: id,
          hold: holdOf(agent, id, one.heldFor, one.ticketRevision),
          at: one.at
        }))
      places.set(holdOf(agent, ticketId, heldFor, ticketRevision), { position, at, had, awaited })
    }
    const told = toldIn('ticket', event)
    if (!told) continue
    const ticket = idOf(stream) as TicketId
    const before = tickets.get(ticket) ?? ticketDecider.initial
    const after = ticketDecider.evolve(before, told)
    tickets.set(ticket, after)
    const append = `${stream} ${meta.commandId}`
    begun.set(append, begun.get(append) ?? revision)
    const agent = after.exists ? after.assignee : null
    if (agent === null || isTheirs(before, agent) || !isTheirs(after, agent)) continue
    const hold = holdOf(agent, ticket, meta.commandId, (begun.get(append) ?? revision) - 1)
    came.push({
      agent,
      ticket,
      hold,
      position,
      byRequest: isRequest(told.type, event),
      place: places.get(hold)
    })
  }
  return came
}

const isTheirs = (ticket: TicketState, agent: AgentId): boolean =>
  ticket.exists && ticket.assignee === agent && !isOver(ticket.status)

/** What people do, and what is forced, may exceed limits. */
const isRequest = (type: string, { meta: { actor }, data }: RecordedEvent): boolean =>
  type === 'TicketAssigned' && /^(key|process):/.test(actor) && data['forced'] !== true

/** Of what was given by request: whatever exceeds the limit, or had no slot. */
export const overLimit = (given: readonly Given[], limit: number): readonly string[] =>
  given.flatMap(({ agent, ticket, beside }) => {
    if (!beside) return `${agent} was given ${ticket}, and no slot was held`
    return beside.length < limit ? [] : `${agent} was given ${ticket} beside ${beside.join()}`
  })
