import {
  type AgentState,
  agentDecider,
  agentStream,
  type CapacitySettings,
  isOver,
  type SlotsState,
  slotPatienceMs,
  type TicketState,
  ticketDecider,
  ticketStream
} from '#domain'
import type { AgentId, Instant, TicketId } from '#kernel'
import type { Desk } from '../desk.js'

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

/** A slot without an assignment counts while one may still come. */
function isCounting(
  ticket: TicketState,
  {
    agentId,
    at,
    now,
    counts
  }: Pick<CapacitySettings, 'counts'> & Record<'at' | 'now', Instant> & { agentId: AgentId }
): boolean {
  if (!ticket.exists || ticket.assignee !== agentId) return now - at < slotPatienceMs
  return !isOver(ticket.status) && counts.includes(ticket.status)
}

/** Of what an agent holds, the tickets that do not count as they stand now; what others did may be missing for `maxAgeMs`. */
export async function notCounting(
  { runner, clock }: Pick<Desk, 'runner' | 'clock'>,
  agentId: AgentId,
  { held }: Pick<SlotsState, 'held'>,
  { counts }: Pick<CapacitySettings, 'counts'>,
  maxAgeMs = 0
): Promise<ReadonlySet<TicketId>> {
  const now = clock.now()
  const seen = await Promise.all(
    [...held].map(async ([ticketId, { at }]) => {
      const { state } = await runner.load(ticketDecider, ticketStream(ticketId), maxAgeMs)
      return isCounting(state, { agentId, at, now, counts }) ? [] : [ticketId]
    })
  )
  return new Set(seen.flat())
}
