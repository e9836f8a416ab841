import type { TicketCommand, TicketStatus } from '#domain'
import { type Instant, unreachable } from '#kernel'
import type { TicketDocument } from '#views'
import { Problem } from '../problems/problem.js'

/**
 * The command that leads to a status. From resolved, `open` and `in_progress` both mean reopen, and the assignee decides
 * which of them it becomes. @throws Problem 409 where no command leads there
 */
export function statusCommand(
  to: TicketStatus,
  { status, assignedAgentId }: Pick<TicketDocument, 'status' | 'assignedAgentId'>,
  now: Instant
): TicketCommand {
  switch (to) {
    case 'on_hold':
      return { type: 'HoldTicket' }
    case 'waiting_on_customer':
      return { type: 'WaitOnCustomer' }
    case 'resolved':
      return { type: 'ResolveTicket', cause: 'api', now }
    case 'closed':
      return { type: 'CloseTicket', cause: 'api', now }
    case 'in_progress':
    case 'open':
      if (status === 'resolved') return { type: 'ReopenTicket', cause: 'api', now }
      if (status === 'closed' || (to === 'open') === (assignedAgentId === null)) {
        return { type: 'ResumeTicket' }
      }
      throw notAllowed(status, to, to === 'open' ? 'unassign it instead' : 'assign it first')
    case 'assigned':
      if (status === 'closed') return { type: 'ResumeTicket' }
      if (status === 'assigned' && assignedAgentId !== null) {
        return { type: 'AssignTicket', agentId: assignedAgentId }
      }
      throw notAllowed(status, to, 'assign it instead')
    default:
      return unreachable(to)
  }
}

const notAllowed = (from: TicketStatus, to: TicketStatus, instead: string): Problem =>
  new Problem(409, 'transition_not_allowed', `the ticket can not go there from its status: ${instead}`, {
    members: { from, to }
  })
