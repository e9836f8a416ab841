import {
  type AgentId,
  type CommandId,
  type Instant,
  ok,
  type QueueId,
  refuse,
  type TicketId,
  unreachable
} from '#kernel'
import type { Decider } from '../decider.js'
import type { TicketEvent } from '../ticket/events.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

export type SlotEvent =
  | Event<
      'SlotHeld',
      {
        readonly ticketId: TicketId
        readonly queueId: QueueId
        readonly at: Instant
        /** The ticket's, as whoever held it saw it. Slots held before this was written down have none. */
        readonly ticketRevision?: number
        /** The command that it was held for. Absent as well. */
        readonly heldFor?: CommandId
      }
    >
  | Event<'SlotReleased', { readonly ticketId: TicketId }>

export interface Slot {
  /** The ticket's when it was held. */
  readonly queueId: QueueId
  readonly at: Instant
  readonly ticketRevision: number
  readonly heldFor: CommandId | null
}

/** Which tickets one agent has, or is about to have. A ticket that waits keeps its slot. */
export interface SlotsState {
  readonly held: ReadonlyMap<TicketId, Slot>
  /** When the agent last got a ticket of a queue, however: who got one longest ago is next. */
  readonly lastIn: ReadonlyMap<QueueId, Instant>
}

export type SlotCommand =
  | {
      readonly type: 'HoldSlot'
      readonly ticketId: TicketId
      readonly queueId: QueueId
      readonly at: Instant
      readonly ticketRevision: number
      readonly heldFor: CommandId
      /** How many may count; null: as many as come, as where a person took a ticket. */
      readonly limit: number | null
      /** Of those held the ones that do not count as they stand; whatever is held meanwhile, or anew, counts. */
      readonly notCounting: ReadonlyMap<TicketId, Slot>
    }
  | { readonly type: 'ReleaseSlot'; readonly ticketId: TicketId }

export type SlotRefusal = 'agent_at_capacity'

/** So long a slot may wait for the assignment that it was held for. */
export const slotPatienceMs = 30_000

export const slotsDecider: Decider<SlotCommand, SlotsState, SlotEvent, SlotRefusal> = {
  initial: { held: new Map(), lastIn: new Map() },
  decide(command, { held }) {
    const { ticketId } = command
    switch (command.type) {
      case 'HoldSlot': {
        const { limit, notCounting, queueId, at, ticketRevision, heldFor } = command
        if (isHeldFor(held.get(ticketId), command)) return ok([])
        if (limit !== null) {
          const counting = countingOf(held, notCounting, ticketId)
          if (counting >= limit) return refuse('agent_at_capacity', { counting, limit })
        }
        return ok([{ type: 'SlotHeld', data: { ticketId, queueId, at, ticketRevision, heldFor } }])
      }
      case 'ReleaseSlot':
        return held.has(ticketId) ? ok([{ type: 'SlotReleased', data: { ticketId } }]) : ok([])
      default:
        return unreachable(command)
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'SlotHeld': {
        const { ticketId, queueId, at, ticketRevision = -1, heldFor = null } = event.data
        return {
          held: new Map(state.held).set(ticketId, { queueId, at, ticketRevision, heldFor }),
          lastIn: new Map(state.lastIn).set(queueId, at)
        }
      }
      case 'SlotReleased': {
        const held = new Map(state.held)
        held.delete(event.data.ticketId)
        return { ...state, held }
      }
      default:
        return unreachable(event)
    }
  }
}

/**
 * Whether a command holds its slot already, as of the ticket that it sees, and so that nobody lets it go meanwhile. Any other
 * slot of the ticket may be on its way out, after an event that took the ticket away, or be given up: it is held anew.
 */
export const isHeldFor = (
  slot: Slot | undefined,
  { heldFor, ticketRevision, at }: Pick<Slot, 'at' | 'ticketRevision' | 'heldFor'>
): boolean =>
  slot?.heldFor === heldFor && slot.ticketRevision >= ticketRevision && at - slot.at < slotPatienceMs / 2

const countingOf = (
  held: SlotsState['held'],
  notCounting: ReadonlyMap<TicketId, Slot>,
  asked: TicketId
): number => [...held].filter(([id, slot]) => id !== asked && !isSame(slot, notCounting.get(id))).length

const isSame = (slot: Slot, other: Slot | undefined): boolean =>
  slot.at === other?.at && slot.ticketRevision === other.ticketRevision && slot.heldFor === other.heldFor

/** Whose slots a ticket's event may move, beside those of whoever has it; undefined: nobody's. */
export function agentsMovedBy(event: TicketEvent): readonly AgentId[] | undefined {
  switch (event.type) {
    case 'TicketAssigned': {
      const { agentId, previousAgentId } = event.data
      return previousAgentId ? [agentId, previousAgentId] : [agentId]
    }
    case 'TicketUnassigned':
      return [event.data.previousAgentId]
    case 'TicketResolved':
    case 'TicketReopened':
    case 'TicketClosed':
      return []
    default:
      return undefined
  }
}
