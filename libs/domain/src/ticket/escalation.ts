import { refuse, type TeamId } from '#kernel'
import type { Decided } from '../decider.js'
import { hasLadders, isGoingUp } from '../rule/record.js'
import { priorities } from '../ticket-words.js'
import { type Command, type Decision, events, nothing } from './decision.js'
import type { TicketEvent } from './events.js'
import type { ExistingTicket } from './state.js'

/** Handed up to a team: once, until somebody has taken note of it. */
export function escalate(command: Command<'EscalateTicket'>, state: ExistingTicket): Decision {
  const { teamId, levels, rule, now, personal, typed } = command
  const { escalation, team } = state
  if (escalation?.teamId === teamId && escalation.acknowledgedBy === null) return nothing
  const levelOf = (id: TeamId) => levels.get(id) ?? 1
  const from = escalation ?? { teamId: team, level: team === null ? 0 : levelOf(team) }
  const data = {
    from: { teamId: from.teamId, level: from.level },
    to: { teamId, level: levelOf(teamId) },
    rule,
    at: now,
    ...(typed && { typed })
  }
  return events(
    { type: 'TicketEscalated', data, ...(personal && { personal }) },
    ...(team === teamId ? [] : [{ type: 'TeamAssigned' as const, data: { teamId, previousTeamId: team } }]),
    ...raised(command, state),
    ...released(command, state)
  )
}

function raised(
  { raisePriorityTo: to }: Command<'EscalateTicket'>,
  { priority: from }: ExistingTicket
): Decided<TicketEvent>[] {
  const isHigher = to !== null && priorities.indexOf(to) > priorities.indexOf(from)
  return isHigher ? [{ type: 'PriorityChanged', data: { from, to } }] : []
}

const released = (
  { reassign }: Command<'EscalateTicket'>,
  { assignee, status }: ExistingTicket
): Decided<TicketEvent>[] =>
  reassign && assignee && status !== 'resolved'
    ? [{ type: 'TicketUnassigned', data: { previousAgentId: assignee } }]
    : []

/** Of whoever it was handed up to, and of every ladder that goes up by itself: one note stops them all. */
export function acknowledge(
  { by, teams, now }: Command<'AcknowledgeEscalation'>,
  { escalation, rules, team }: ExistingTicket
): Decision {
  if (!escalation && !hasLadders(rules)) return refuse('not_escalated')
  if (escalation?.acknowledgedBy !== null && !isGoingUp(rules)) return nothing
  const whose = escalation?.teamId ?? team
  if (teams && whose !== null && !teams.includes(whose)) return refuse('not_in_team')
  return events({ type: 'EscalationAcknowledged', data: { by, at: now } })
}

/** The ticket becomes a team's, or no team's any more; from where it was handed up to it comes back so. */
export function toTeam(teamId: TeamId | null, state: ExistingTicket): Decided<TicketEvent>[] {
  const { team } = state
  if (teamId === team) return []
  return [{ type: 'TeamAssigned', data: { teamId, previousTeamId: team } }, ...comesBack(teamId, state)]
}

/** What nobody has is for the people of its new queue to take, but where it was handed up. */
export const leftByTeam = (state: ExistingTicket): Decided<TicketEvent>[] =>
  state.assignee === null && state.escalation === null ? toTeam(null, state) : []

const comesBack = (toTeamId: TeamId | null, { escalation }: ExistingTicket): Decided<TicketEvent>[] =>
  escalation && escalation.teamId !== toTeamId
    ? [
        {
          type: 'TicketDeescalated',
          data: { from: { teamId: escalation.teamId, level: escalation.level }, toTeamId }
        }
      ]
    : []
