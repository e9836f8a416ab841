import type { Availability, CardChoice } from '#domain'
import type { AgentId, Instant } from '#kernel'
import type { SettingsReader } from '../settings/settings-reader.js'
import { limitOf } from '../slots/limits.js'
import type { DeskReads } from './desk-reads.js'

/** How an agent stands. */
export interface AgentStanding {
  readonly agentId: AgentId
  readonly availability: Availability
  /** When that ends by itself; null: never. */
  readonly until: Instant | null
  /** How many tickets count as theirs, and may by request; null: as many as come. */
  readonly load: number
  readonly limit: number | null
}

const mostAgents = 1000
const mostHeld = 1000

/** Of everybody on the list, in the order in which they came, as the views stand. @throws StoreUnavailable while a view is being built */
export async function agentStandings(
  { agents, tickets }: Pick<DeskReads, 'agents' | 'tickets'>,
  settings: SettingsReader
): Promise<AgentStanding[]> {
  const desk = await settings.capacity()
  const active = await agents.find({ index: 'registered', where: { active: 1 }, limit: mostAgents })
  return Promise.all(
    active.map(async agent => {
      const { id, availability, availabilityUntil: until } = agent
      const held = await tickets.find({
        index: 'holder',
        where: { live: 1, assignedAgentId: id },
        limit: mostHeld
      })
      const load = held.filter(({ status }) => desk.counts.includes(status)).length
      return { agentId: id, availability, until, load, limit: limitOf(agent, desk) }
    })
  )
}

/** Who may be given a ticket: whoever is available and has room, the least share of the limit first. */
export const candidatesAmong = (standings: readonly AgentStanding[]): CardChoice[] =>
  standings
    .filter(
      ({ availability, load, limit }) => availability === 'available' && (limit === null || load < limit)
    )
    .map(({ agentId, load, limit }) => ({ agentId, load, limit }))
    .sort((a, b) => shareOf(a) - shareOf(b) || a.load - b.load || (a.agentId < b.agentId ? -1 : 1))

const shareOf = ({ load, limit }: CardChoice): number => (limit === null ? 0 : load / limit)
