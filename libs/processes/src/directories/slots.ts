import { idOf, type SlotsState, slotsDecider, toldIn } from '#domain'
import type { AgentId } from '#kernel'
import type { DirectoryFold } from './followed-streams.js'

export interface SlotDirectory {
  /** Everybody who ever had a ticket. */
  agents(): Iterable<AgentId>
  of(id: AgentId): SlotsState
}

export function createSlots(): SlotDirectory & DirectoryFold {
  const states = new Map<AgentId, SlotsState>()
  const of = (id: AgentId): SlotsState => states.get(id) ?? slotsDecider.initial
  return {
    category: 'slots',
    apply(event) {
      const told = toldIn('slots', event)
      const id = idOf(event.stream) as AgentId
      if (told) states.set(id, slotsDecider.evolve(of(id), told))
    },
    agents: () => states.keys(),
    of
  }
}
