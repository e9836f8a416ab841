import { agentDecider, agentStream, membersOf, type Priority, type TicketStatus } from '#domain'
import type { AgentId } from '#kernel'
import type { Desk } from '../desk.js'
import { limitOf } from '../slots/limits.js'
import { type AgentStanding, loadOf } from './agent-standings.js'
import type { DeskReads } from './desk-reads.js'

/** How one agent stands, and what they have. */
export interface OwnWork {
  readonly standing: AgentStanding
  /** By name. */
  readonly teams: readonly string[]
  /** Those neither resolved nor closed: urgent ones first, then the oldest. */
  readonly tickets: readonly {
    readonly code: string
    readonly status: TicketStatus
    readonly priority: Priority
  }[]
}

const mostTeams = 500
const mostHeld = 1000

/**
 * Availability and skills as fresh as the log, the rest as the views stand. Undefined: no such agent.
 * @throws StoreUnavailable while a view is being built
 */
export async function ownWork(
  { settings, tickets }: Pick<DeskReads, 'settings' | 'tickets'>,
  desk: Pick<Desk, 'runner' | 'settings'>,
  agentId: AgentId
): Promise<OwnWork | undefined> {
  const { state } = await desk.runner.load(agentDecider, agentStream(agentId))
  if (!state.exists) return undefined
  const [capacity, teams, held] = await Promise.all([
    desk.settings.capacity(),
    settings.find({ index: 'kind', where: { kind: 'team', retired: 0 }, limit: mostTeams }),
    tickets.find({ index: 'holder', where: { live: 1, assignedAgentId: agentId }, limit: mostHeld })
  ])
  const { availability, until, profile } = state
  const { skills } = profile
  const load = await loadOf(tickets, agentId, capacity.counts)
  return {
    standing: { agentId, availability, until, skills, load, limit: limitOf(profile, capacity) },
    teams: teams
      .filter(({ body }) => membersOf(body).includes(agentId))
      .map(({ body }) => String(body['name'])),
    tickets: held
      .toSorted((a, b) => (a.urgency < b.urgency ? -1 : 1))
      .map(({ code, status, priority }) => ({ code, status, priority }))
  }
}
