import {
  type AgentState,
  agentDecider,
  agentStream,
  type CapacitySettings,
  type ExistingTicket,
  isOver,
  type Slot,
  type SlotsState,
  slotPatienceMs,
  type TicketState,
  ticketDecider,
  ticketStream
} from '#domain'
import type { AgentId, Instant, TicketId } from '#kernel'
import type { Desk } from '../desk.js'
import type { Loaded } from '../stream-runner.js'

/** How many tickets an agent may have by request; null: as many as come. */
export const limitOf = (
  profile: { readonly capacity: number | null },
  { limit }: Pick<CapacitySettings, 'limit'>
): number | null => profile.capacity ?? limit

/** Somebody who may act; undefined: no agent, or none any more. */
export async function activeAgent(
  { runner }: Pick<Desk, 'runner'>,
  agentId: AgentId
): Promise<Extract<AgentState, { exists: true }> | undefined> {
  const { state } = await runner.load(agentDecider, agentStream(agentId))
  return state.exists && !state.removed ? state : undefined
}

/** Theirs, and not over. */
export const hasTicket = (ticket: TicketState, agentId: AgentId): ticket is ExistingTicket =>
  ticket.exists && ticket.assignee === agentId && !isOver(ticket.status)

/**
 * A slot without an assignment counts while one may still come. After another event of the ticket none comes that did not
 * hold the slot anew.
 */
function isCounting(
  { state: ticket, revision }: Pick<Loaded<TicketState>, 'state' | 'revision'>,
  slot: Slot,
  { agentId, now, counts }: Pick<CapacitySettings, 'counts'> & { now: Instant; agentId: AgentId }
): boolean {
  if (hasTicket(ticket, agentId)) return counts.includes(ticket.status)
  return slot.ticketRevision >= revision && now - slot.at < slotPatienceMs
}

/** Of what an agent holds, the tickets that do not count as they stand now; what others did may be missing for `maxAgeMs`. */
export async function notCounting(
  { runner, clock }: Pick<Desk, 'runner' | 'clock'>,
  agentId: AgentId,
  { held }: Pick<SlotsState, 'held'>,
  { counts }: Pick<CapacitySettings, 'counts'>,
  maxAgeMs = 0
): Promise<ReadonlyMap<TicketId, Slot>> {
  const now = clock.now()
  const seen = await Promise.all(
    [...held].map(async ([ticketId, slot]): Promise<[TicketId, Slot][]> => {
      const ticket = await runner.load(ticketDecider, ticketStream(ticketId), maxAgeMs)
      return isCounting(ticket, slot, { agentId, now, counts }) ? [] : [[ticketId, slot]]
    })
  )
  return new Map(seen.flat())
}
