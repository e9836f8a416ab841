import type { TicketStatus, TopicIconState } from '#domain'

/** What the icon of a ticket's topic says. */
export function iconStateOf(status: TicketStatus, isOverdue: boolean): TopicIconState {
  switch (status) {
    case 'resolved':
    case 'closed':
      return 'resolved'
    case 'open':
    case 'assigned':
    case 'in_progress':
      return isOverdue ? 'breached' : 'waiting'
    case 'on_hold':
      return isOverdue ? 'breached' : 'on_hold'
    case 'waiting_on_customer':
      return isOverdue ? 'breached' : 'answered'
  }
}
