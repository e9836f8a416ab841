import {
  type Availability,
  assignmentOf,
  type CardChoice,
  eligible,
  membersOf,
  type RoutingRecord,
  skillsAsked,
  type TicketStatus
} from '#domain'
import type { AgentId, Instant } from '#kernel'
import type { TicketDocument } from '#views'
import type { SettingsReader } from '../settings/settings-reader.js'
import { limitOf } from '../slots/limits.js'
import type { DeskReads } from './desk-reads.js'

/** How an agent stands. */
export interface AgentStanding {
  readonly agentId: AgentId
  readonly availability: Availability
  /** When that ends by itself; null: never. */
  readonly until: Instant | null
  readonly skills: readonly string[]
  /** How many tickets count as theirs, and may by request; null: as many as come. */
  readonly load: number
  readonly limit: number | null
}

const mostAgents = 1000

/** Of everybody on the list, in the order in which they came, as the views stand. @throws StoreUnavailable while a view is being built */
export async function agentStandings(
  { agents, tickets }: Pick<DeskReads, 'agents' | 'tickets'>,
  settings: SettingsReader
): Promise<AgentStanding[]> {
  const desk = await settings.capacity()
  const active = await agents.find({ index: 'registered', where: { active: 1 }, limit: mostAgents })
  return Promise.all(
    active.map(async agent => {
      const { id: agentId, availability, availabilityUntil: until, skills } = agent
      const load = await loadOf(tickets, agentId, desk.counts)
      return { agentId, availability, until, skills, load, limit: limitOf(agent, desk) }
    })
  )
}

/** How many tickets count as an agent's. */
export const loadOf = (
  tickets: DeskReads['tickets'],
  assignedAgentId: AgentId,
  status: readonly TicketStatus[]
): Promise<number> | number =>
  status.length === 0 ? 0 : tickets.count({ index: 'load', where: { assignedAgentId, status } })

/** Where a ticket is, and what it asks for itself. */
export interface TicketPlaced extends Pick<TicketDocument, 'queueId' | 'teamId' | 'requiredSkills'> {
  /** What of its skills was given up while nobody had them. */
  readonly routing: Pick<RoutingRecord, 'dropped' | 'fellBack'>
}

/**
 * Who may be given a ticket of the queue, or of the team that has it, by the same measure and in the same order
 * as the desk's own choice: whoever carries least first.
 */
export async function candidatesFor(
  { queueId, teamId, requiredSkills, routing }: TicketPlaced,
  standings: readonly AgentStanding[],
  settings: SettingsReader
): Promise<CardChoice[]> {
  const assignment = assignmentOf((await settings.body('queue', queueId)) ?? {})
  const ofTeam = teamId ? await settings.body('team', teamId) : undefined
  // A team that is no more is none.
  const ofTeams = ofTeam ? [ofTeam] : await Promise.all(assignment.teams.map(id => settings.body('team', id)))
  const members = new Set(ofTeams.flatMap(body => (body ? membersOf(body) : [])))
  const asked = skillsAsked(assignment, requiredSkills, routing)
  const colleagues = standings
    .filter(({ agentId }) => ofTeams.length === 0 || members.has(agentId))
    .map(one => ({ ...one, turn: '' }))
  const skills = asked.map(({ skill }) => skill)
  const { inOrder } = eligible({ strategy: 'least_loaded', skills, passed: [] }, colleagues)
  return inOrder.map(({ agentId, load, limit }) => ({ agentId, load, limit }))
}
