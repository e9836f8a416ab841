/** What tickets and their clocks both speak of. The words are the storage format: they grow, they are never renamed. */
export const ticketStatuses = [
  'open',
  'assigned',
  'in_progress',
  'waiting_on_customer',
  'on_hold',
  'resolved',
  'closed'
] as const
export type TicketStatus = (typeof ticketStatuses)[number]

export const priorities = ['low', 'normal', 'high', 'urgent'] as const
export type Priority = (typeof priorities)[number]

/** Nothing is owed on it any more; a resolved one may come back. */
export const isOver = (status: TicketStatus): boolean => status === 'resolved' || status === 'closed'

export const liveStatuses: readonly TicketStatus[] = ticketStatuses.filter(status => !isOver(status))
