import type { AgentId, QueueId, TeamId } from '#kernel'
import { type Escalation, escalationAfter } from '../escalation/record.js'
import type { Priority, TicketStatus } from '../ticket-words.js'
import type { TicketEvent } from './events.js'

/** What a ticket looks like: who folds its stream for whatever purpose sees the same. */
export interface Outline {
  readonly status: TicketStatus
  readonly assignee: AgentId | null
  /** Null: of no team. */
  readonly team: TeamId | null
  readonly queueId: QueueId
  readonly priority: Priority
  readonly tags: readonly string[]
  /** Null: it stands where it began, or came back. */
  readonly escalation: Escalation | null
}

export const openedOutline = ({
  queueId,
  priority
}: Extract<TicketEvent, { type: 'TicketOpened' }>['data']): Outline => ({
  status: 'open',
  assignee: null,
  team: null,
  queueId,
  priority,
  tags: [],
  escalation: null
})

/** Total: an event that says nothing of the status leaves it. */
export function statusAfter(status: TicketStatus, event: TicketEvent): TicketStatus {
  switch (event.type) {
    case 'TicketOpened':
    case 'TicketUnassigned':
      return 'open'
    case 'TicketAssigned':
      return status === 'open' ? 'assigned' : status
    case 'TicketStatusChanged':
    case 'TicketReopened':
      return event.data.to
    case 'TicketResolved':
      return 'resolved'
    case 'TicketClosed':
      return 'closed'
    default:
      return status
  }
}

/** The ticket after one more event; itself where nothing of its outline changed. */
export function outline<T extends Outline>(ticket: T, event: TicketEvent): T {
  switch (event.type) {
    case 'TicketAssigned':
      return { ...ticket, assignee: event.data.agentId, status: statusAfter(ticket.status, event) }
    case 'TicketUnassigned':
      return { ...ticket, assignee: null, status: statusAfter(ticket.status, event) }
    case 'TeamAssigned':
      return { ...ticket, team: event.data.teamId }
    case 'TicketTransferred':
      return { ...ticket, queueId: event.data.toQueueId }
    case 'PriorityChanged':
      return { ...ticket, priority: event.data.to }
    case 'TagsChanged': {
      const { added, removed } = event.data
      return { ...ticket, tags: [...ticket.tags.filter(tag => !removed.includes(tag)), ...added] }
    }
    case 'TicketEscalated':
    case 'EscalationAcknowledged':
    case 'TicketDeescalated':
      return { ...ticket, escalation: escalationAfter(ticket.escalation, event) }
    default: {
      const status = statusAfter(ticket.status, event)
      return status === ticket.status ? ticket : { ...ticket, status }
    }
  }
}
