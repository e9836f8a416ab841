import { agentIdFor, type SubjectId, type TeamId } from '#kernel'
import type { TicketCommand } from '../ticket/commands.js'
import { noon } from './ticket-sla.js'

export const secondLevel = 'l2' as TeamId
export const escalate: TicketCommand = {
  type: 'EscalateTicket',
  teamId: secondLevel,
  reassign: false,
  raisePriorityTo: null,
  rule: null,
  levels: new Map([[secondLevel, 2]]),
  now: noon
}
export const acknowledge: TicketCommand = {
  type: 'AcknowledgeEscalation',
  by: { agentId: agentIdFor('ann' as SubjectId) },
  teams: [secondLevel],
  now: noon
}
